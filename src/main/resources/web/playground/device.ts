import { createClient, newId, type Ack, type SyncClient, type SyncItem, type SyncRecord, type SyncState } from '/syncline/client.js';
import { devToken, type Identity } from '../pages/shared/dev-token';
import { accountOf, nameOf, rejectionOf, restoreOf, shortAccountOf, type Conflict, type Note, type Tone } from './account';
import { keyOf, oldestFirst, type Channel, type Entity, type Message, type User } from './model';
import { NetworkSwitch } from './network-switch';

const HOUR = 3_600;
const SOON_OVER = 2;
const KEPT_ENTRIES = 30;
/** Above what the service takes of one change. */
const TOO_LARGE = 300_000;

export interface Person {
  id: string;
  name: string;
  device: string;
}

export interface Entry {
  id: string;
  time: number;
  tone: Tone;
  text: string;
  /** How often in a row. */
  times: number;
}

/** One person's device: a client with its own database and network, and what the page shows of it. Tells `change`. */
export class Device extends EventTarget {
  readonly link: NetworkSwitch;
  channels: SyncRecord<Channel>[] = [];
  messages: SyncRecord<Message>[] = [];
  users: SyncRecord<User>[] = [];
  state: SyncState | undefined;
  /** By the key of the record. */
  readonly notes = new Map<string, Note>();
  entries: readonly Entry[] = [];
  #chosen = '';
  #client!: SyncClient;
  #identity: Identity;
  #token = '';
  #ttl = HOUR;
  #renewing = false;

  constructor(readonly person: Person, readonly other: Person, private readonly tenant: string) {
    super();
    this.link = new NetworkSwitch(localStorage.getItem(this.#switchKey) !== 'off');
    // Restoring what lost a conflict needs the second.
    this.#identity = { sub: person.id, tenant, groups: ['sync', 'sync-admin'] };
    addEventListener('storage', this.#whenStored);
  }

  get database(): string {
    return `syncline-playground-${this.tenant}-${this.person.id}`;
  }

  get on(): boolean {
    return this.link.on;
  }

  /** The channel in view. */
  get channel(): SyncRecord<Channel> | undefined {
    return this.channels.find(({ id }) => id === this.#chosen) ?? this.channels[0];
  }

  choose(channel: string): void {
    this.#chosen = channel;
    this.#changed();
  }

  async open(): Promise<void> {
    const client = (this.#client = await createClient({
      database: this.database,
      token: () => this.#nextToken(),
      fetch: this.link.fetch,
    }));
    client.subscribe<Channel>('channel', (channels) => this.#show({ channels }));
    client.subscribe<Message>('message', (messages) => this.#show({ messages: [...messages].sort(oldestFirst) }));
    client.subscribe<User>('user', (users) => this.#show({ users }));
    client.state.subscribe((state) => this.#see(state));
    client.on('ack', ({ ack, change }) => void this.#heard(ack, change));
    client.on('rejected', ({ code, detail, change, rolledBack }) => {
      this.#tell(change, rejectionOf(code, detail, rolledBack));
    });
    client.on('dead-lettered', ({ code, change }) => {
      this.#tell(change, { tone: 'bad', text: `The service failed on it (${code}) and keeps it for an operator.` });
    });
    client.on('resync', ({ reason }) => this.#log('info', `Everything is pulled anew (${reason}).`));
    client.on('quota', ({ detail }) => this.#log('bad', `The device's storage is full: ${detail}`));
  }

  async close(): Promise<void> {
    removeEventListener('storage', this.#whenStored);
    localStorage.removeItem(this.#switchKey);
    await this.#client.close();
  }

  /** Kept, so that a reload leaves it as it was, and the same in every tab. */
  turn(on: boolean): void {
    localStorage.setItem(this.#switchKey, on ? 'on' : 'off');
    this.#turned(on);
  }

  create = (entity: Entity, id: string, data: object): Promise<unknown> => this.#client.create(entity, id, data);

  async patch(entity: Entity, id: string, patch: object): Promise<void> {
    this.notes.delete(keyOf(entity, id));
    await this.#client.patch(entity, id, { ...patch });
  }

  async remove(entity: Entity, id: string): Promise<void> {
    this.notes.delete(keyOf(entity, id));
    await this.#client.delete(entity, id);
  }

  async post(channel: string, text: string): Promise<void> {
    const message: Message = { channel, author: this.person.id, text, sentAt: Date.now() };
    await this.#client.create('message', newId(), message);
  }

  async addChannel(name: string): Promise<void> {
    const id = newId();
    const channel: Channel = { name, members: [this.person.id] };
    await this.#client.create('channel', id, channel);
    this.choose(id);
  }

  async setMember({ id, data }: SyncRecord<Channel>, member: boolean): Promise<void> {
    const others = data.members.filter((name) => name !== this.person.id);
    await this.patch('channel', id, { members: member ? [...others, this.person.id] : others });
  }

  message(id: string): SyncRecord<Message> | undefined {
    return this.messages.find((message) => message.id === id);
  }

  waits(id: string): boolean {
    return !!this.state?.queue.some((change) => change.entityId === id);
  }

  syncNow(): Promise<unknown> {
    return this.#client.syncNow();
  }

  forget(key: string): void {
    this.notes.delete(key);
    this.#changed();
  }

  /** Sends what the service does not take. */
  async sendTooMuch(channel: string): Promise<void> {
    const photo: Message = {
      channel, author: this.person.id, text: 'A photo of 300 KB, which is more than the service takes', sentAt: Date.now(), photo: 'x'.repeat(TOO_LARGE),
    };
    await this.#client.create('message', newId(), photo);
    this.#log('info', 'A photo of 300 KB is on its way.');
  }

  /** The service refuses the token at hand, and the next one is good for two seconds. */
  expireToken(): void {
    this.#ttl = SOON_OVER;
    this.link.refuseNext();
    this.link.drop();
    this.#log('warn', 'The token is refused: 401.');
    void this.#client.syncNow();
  }

  /** Brings back what lost; the service sends it as a change on the record as it is now. */
  async restore(key: string, conflictId: string): Promise<void> {
    try {
      const note = restoreOf(await this.#call<Partial<Ack>>(`/api/v1/conflicts/${conflictId}/restore`, { method: 'POST', headers: { Prefer: 'wait=10' } }));
      // What was not restored still can be, by the note that is there.
      if (note.tone !== 'bad') this.notes.set(key, note);
      this.#log(note.tone, note.text);
    } catch (failure) {
      this.#log('bad', `Not restored: ${(failure as Error).message}`);
    }
    this.#changed();
  }

  async #heard(ack: Ack, change: SyncItem): Promise<void> {
    if (ack.outcome === 'REJECTED') return;
    if (!ack.conflictId) {
      this.#log('good', `Applied: ${nameOf(change)}${ack.version ? `, version ${ack.version}` : ''}.`);
      return;
    }
    this.#tell(change, await this.#account(ack, ack.conflictId, change));
  }

  async #account(ack: Ack, conflictId: string, { entity, entityId }: SyncItem): Promise<Note> {
    try {
      const conflict = await this.#call<Conflict>(`/api/v1/conflicts/${conflictId}`);
      const { subject } = await this.#call<{ subject: string }>(`/api/v1/records/${entity}/${encodeURIComponent(entityId)}/revisions/${conflict.theirsVersion}`);
      return accountOf(conflictId, conflict, subject === this.person.id ? `${this.person.name} elsewhere` : this.other.name);
    } catch {
      return shortAccountOf(ack);
    }
  }

  async #call<T>(path: string, init: RequestInit = {}): Promise<T> {
    const response = await this.link.fetch(path, { ...init, headers: { ...init.headers, Authorization: `Bearer ${await this.#freshToken()}` } });
    if (!response.ok) throw new Error(((await response.json()) as { detail?: string }).detail ?? `${response.status}`);
    return (await response.json()) as T;
  }

  async #nextToken(): Promise<string> {
    // Without a network the next request fails anyhow, and for that reason, not for want of a token.
    if (!this.on && this.#token) return this.#token;
    const ttl = this.#ttl;
    this.#token = await devToken(this.#identity, ttl, this.link.fetch);
    this.#ttl = HOUR;
    if (ttl !== HOUR || this.#renewing) this.#log('info', ttl === HOUR ? 'A new token, good for an hour.' : `A new token, good for ${ttl} s.`);
    this.#renewing = ttl !== HOUR;
    return this.#token;
  }

  /** One of its own: the client's may be about to expire. */
  #freshToken(): Promise<string> {
    return devToken(this.#identity, 60, this.link.fetch);
  }

  #see(state: SyncState): void {
    const before = this.state;
    if (before && state.failureCount > before.failureCount && this.on) {
      this.#log('warn', `Not synced (${state.error?.code ?? 'failed'}): ${state.error?.detail ?? 'the sync failed'}`);
    }
    if (before?.failureCount && !state.failureCount) this.#log('good', 'In sync again.');
    this.#show({ state });
  }

  #tell(change: SyncItem, note: Note): void {
    this.notes.set(keyOf(change.entity, change.entityId), note);
    this.#log(note.tone, note.text);
  }

  #log(tone: Tone, text: string): void {
    const last = this.entries.at(-1);
    const again = last?.text === text;
    const before = again ? this.entries.slice(0, -1) : this.entries.slice(1 - KEPT_ENTRIES);
    this.entries = [...before, { id: again ? last.id : newId(), time: Date.now(), tone, text, times: again ? last.times + 1 : 1 }];
    this.#changed();
  }

  #show(part: Partial<Pick<Device, 'channels' | 'messages' | 'users' | 'state'>>): void {
    Object.assign(this, part);
    this.#changed();
  }

  #turned(on: boolean): void {
    if (on === this.on) return;
    this.link.turn(on);
    this.#log('info', on ? 'Switched on.' : 'Switched off: edits stay on the device.');
    // As at the browser's own online event.
    if (on) void this.#client.syncNow();
  }

  get #switchKey(): string {
    return `syncline.playground.${this.tenant}.${this.person.id}`;
  }

  readonly #whenStored = ({ key, newValue }: StorageEvent): void => {
    if (key === this.#switchKey && newValue) this.#turned(newValue === 'on');
  };

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
