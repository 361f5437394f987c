import type { SyncRecord } from '/syncline/client.js';
import type { Device } from './device';
import { PLAN, type Message } from './model';

const BEAT = 900;

export interface Step {
  title: string;
  text: string;
}

export const STEPS: readonly Step[] = [
  { title: 'Switch both off', text: 'Edits then stay on the device.' },
  { title: 'Edit one message on both', text: 'Different words of it, say.' },
  { title: 'Switch both on', text: 'They hand over what waited.' },
  { title: 'Both edits are there', text: 'Merged, on both devices.' },
];

/** How it ends where both changed the same words. */
const KEPT: Step = { title: 'The later edit stands', text: 'The other is kept, to restore.' };

/** Follows the visitor through a conflict, or leads him. Tells `change`. */
export class Tour extends EventTarget {
  /** How many steps are done. */
  done = 0;
  /** How it ended, in a sentence. */
  end = '';
  leading = false;
  steps = STEPS;
  #edited: string | undefined;

  constructor(private readonly devices: readonly [Device, Device]) {
    super();
    devices.forEach((device) => device.addEventListener('change', () => this.#look()));
    this.#look();
  }

  /** Does every step, slowly enough to be followed. */
  async lead(sameWord: boolean): Promise<void> {
    if (this.leading) return;
    this.#begin(true);
    try {
      await this.#act(sameWord);
    } finally {
      this.leading = false;
      this.#changed();
    }
  }

  again(): void {
    this.#begin(false);
  }

  #begin(leading: boolean): void {
    this.#edited = undefined;
    this.done = 0;
    this.end = '';
    this.steps = STEPS;
    this.leading = leading;
    this.#look();
    this.#changed();
  }

  async #act(sameWord: boolean): Promise<void> {
    const [first, other] = this.devices;
    this.devices.forEach((device) => device.turn(true));
    await this.#until(() => first.channel !== undefined && first.state!.lastSyncTime > 0);
    const channel = first.channel!.id;
    if (!first.messages.some(({ data }) => data.channel === channel)) await first.post(channel, PLAN);
    await this.#until(() => this.#common(channel) !== undefined);
    const { id, data } = this.#common(channel)!;
    other.choose(channel);
    const [mine, theirs] = sameWord ? sameWordOf(data.text) : differentWordsOf(data.text);
    this.devices.forEach((device) => device.turn(false));
    await beat();
    await first.patch('message', id, { text: mine });
    await beat();
    await other.patch('message', id, { text: theirs });
    await beat();
    await beat();
    this.devices.forEach((device) => device.turn(true));
    // A visitor who takes a hand in it may have kept the two edits from meeting.
    if (!this.#edited) this.end = 'The two edits did not meet.';
    else await this.#until(() => this.done === STEPS.length);
  }

  /** The channel's oldest message that both show alike, with nothing waiting. */
  #common(channel: string): SyncRecord<Message> | undefined {
    const [first, other] = this.devices;
    return first.messages.find(
      ({ id, version, pending, data }) => data.channel === channel && !pending && other.message(id)?.version === version && !other.waits(id),
    );
  }

  #until(wanted: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!wanted()) return;
        this.devices.forEach((device) => device.removeEventListener('change', look));
        resolve();
      };
      this.devices.forEach((device) => device.addEventListener('change', look));
      look();
    });
  }

  #look(): void {
    const before = this.done;
    if (before === STEPS.length) return;
    const [first, other] = this.devices;
    if (!this.#edited) {
      const off = !first.on && !other.on;
      this.#edited = off ? first.state?.queue.find((change) => change.entity === 'message' && change.type === 'UPDATE' && other.waits(change.entityId))?.entityId : undefined;
      this.done = this.#edited ? 2 : off ? 1 : 0;
    } else {
      const on = first.on && other.on;
      this.done = on ? 3 : 2;
      if (on && this.#settled(this.#edited)) {
        this.done = STEPS.length;
        this.#finish(this.#edited);
      }
    }
    if (this.done !== before) this.#changed();
  }

  #settled(id: string): boolean {
    const [mine, theirs] = this.devices.map((device) => device.message(id));
    if (!mine || !theirs) return this.devices.every((device) => !device.waits(id)) && !mine && !theirs;
    const told = this.devices.some(({ notes }) => notes.has(`message/${id}`));
    return told && !mine.pending && !theirs.pending && mine.version === theirs.version && mine.data.text === theirs.data.text;
  }

  #finish(id: string): void {
    const message = this.devices[0].message(id);
    const lost = this.devices.some(({ notes }) => notes.get(`message/${id}`)?.restore);
    if (lost) this.steps = [...STEPS.slice(0, -1), KEPT];
    this.end = message ? `Both devices hold version ${message.version}: “${message.data.text}”` : 'Both devices agree.';
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'];
const ENDS = ['today.', 'tomorrow.', 'tonight.'];
const TIMES = ['noon', 'one', 'half past twelve'];

/** Two edits that merge. */
function differentWordsOf(text: string): [string, string] {
  return [swapped(text, DAYS, 1) ?? `Hello all. ${text}`, swapped(text, TIMES, 1) ?? `${text} See you there.`];
}

/** Two edits of which only one can stand. */
function sameWordOf(text: string): [string, string] {
  const [one, other] = ENDS.map((word) => text.replace(/\S+$/, word)).filter((edited) => edited !== text);
  return [swapped(text, DAYS, 1) ?? one!, swapped(text, DAYS, 2) ?? other!];
}

/** The text with another of the words where it holds one of them. */
function swapped(text: string, words: string[], by: number): string | undefined {
  const at = words.findIndex((word) => new RegExp(`\\b${word}\\b`).test(text));
  return at < 0 ? undefined : text.replace(new RegExp(`\\b${words[at]}\\b`), words[(at + by) % words.length]!);
}

const beat = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, BEAT));
