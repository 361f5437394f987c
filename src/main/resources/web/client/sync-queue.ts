import type { Ack } from '../public/syncline/client';
import { isOpen, Phase, toWire, type Pending, type Told, type WireChange } from './changes';
import type { ConflictHandler } from './conflict-handler';
import { done, type Database, type Key } from './database';

/** The most characters in one push: UTF-8 takes at most three bytes for each, and the service takes 8 MiB. */
export const MAX_CHARACTERS = 2_000_000;

export interface Batch {
  changes: WireChange[];
  epoch?: string;
}

/** Pending changes in the order they were made, on the disk. */
export class SyncQueue {
  constructor(
    private readonly db: Database,
    private readonly conflicts: ConflictHandler,
    private readonly changed: (keys: Key[]) => void,
  ) {}

  /** What has no outcome; of one record, or of all. */
  open(key?: Key): Promise<Pending[]> {
    return this.db.read(async (tx) => (await (key ? tx.chain(key) : done<Pending[]>(tx.changes.getAll()))).filter(isOpen));
  }

  count(...phases: Phase[]): Promise<number> {
    return this.db.read(async (tx) => {
      const counts = await Promise.all(phases.map((phase) => done<number>(tx.changes.index('phase').count(phase))));
      return counts.reduce((sum, count) => sum + count, 0);
    });
  }

  /** The next changes to hand over, from then on never altered; undefined where there are none. */
  async take(limit: number, mostCharacters: number): Promise<Batch | undefined> {
    const taken: Pending[] = [];
    const changes: WireChange[] = [];
    await this.db.write(async (tx) => {
      const due = await done<Pending[]>(tx.changes.index('phase').getAll(IDBKeyRange.bound(Phase.SENT, Phase.UNSENT), limit));
      let characters = 0;
      for (const change of due) {
        const wire = change.wire ? sentAs(change) : toWire(change);
        characters += JSON.stringify(wire).length;
        if (taken.length && (change.epoch !== taken[0]!.epoch || characters > mostCharacters)) break;
        taken.push(change);
        changes.push(wire);
        // The base has done its work, and a whole record is kept once.
        const { data: _, ...kept } = wire;
        if (!change.wire) tx.put({ ...change, base: null, wire: kept, phase: Phase.SENT });
      }
    });
    if (!taken.length) return undefined;
    this.changed(taken.map(keyOf));
    const epoch = taken[0]!.epoch;
    return { changes, ...(epoch && { epoch }) };
  }

  /** The service has these. */
  accepted(ids: string[], now: number): Promise<void> {
    return this.#alter(ids, (change) => change.phase === Phase.SENT && { ...change, phase: Phase.ACCEPTED, acceptedAt: now });
  }

  /**
   * Hands over again those of which the service knows no outcome although it took them before that time: it may have lost
   * them. What waits for a dead letter is known to have none.
   */
  unknown(ids: string[], before: number): Promise<void> {
    return this.#alter(ids, (change) =>
      change.phase === Phase.ACCEPTED && !change.dead && (change.acceptedAt ?? 0) <= before && { ...change, phase: Phase.SENT });
  }

  async #alter(ids: string[], next: (change: Pending) => Pending | false): Promise<void> {
    const keys: Key[] = [];
    if (ids.length) {
      await this.db.write(async (tx) => {
        for (const id of ids) {
          const change = await done<Pending | undefined>(tx.changes.index('id').get(id));
          const altered = change && next(change);
          if (!altered) continue;
          tx.put(altered);
          keys.push(keyOf(altered));
        }
      });
    }
    if (keys.length) this.changed(keys);
  }

  async hear(acks: Ack[]): Promise<{ told: Told[]; dead: Told[] }> {
    if (!acks.length) return { told: [], dead: [] };
    const { keys, ...heard } = await this.db.write((tx) => this.conflicts.hear(tx, acks));
    this.changed(keys);
    return heard;
  }

  /** What the service has and gave no final outcome for. */
  unanswered(): Promise<Pending[]> {
    return this.db.read((tx) => done<Pending[]>(tx.changes.index('phase').getAll(Phase.ACCEPTED)));
  }

  /**
   * Hands over again what may be lost: in a new history also what was acknowledged and has not come back by the feed.
   * An outcome that stands is only told again.
   */
  async restart(newEpoch: boolean): Promise<void> {
    const keys = new Map<string, Key>();
    await this.db.write(async (tx) => {
      for (const change of await done<Pending[]>(tx.changes.getAll())) {
        if (change.phase === Phase.ACCEPTED || (newEpoch && change.phase === Phase.ANSWERED)) {
          const { ack, ...again } = change;
          tx.put({ ...again, phase: Phase.SENT, ...(!newEpoch && ack && { ack }) });
          keys.set(JSON.stringify(keyOf(change)), keyOf(change));
        }
      }
      for (const key of keys.values()) {
        const open = (await tx.chain(key)).filter(isOpen);
        open.forEach((change, index) => {
          const before = open[index - 1];
          if (before && change.phase === Phase.UNSENT && !change.after) tx.put({ ...change, after: before.id });
        });
      }
    });
    if (keys.size) this.changed([...keys.values()]);
  }
}

/** The same again. */
const sentAs = ({ wire, state }: Pending): WireChange => (wire!.patch || !state ? wire! : { ...wire!, data: state });

const keyOf = (change: Pending): Key => [change.entity, change.entityId];
