import type { Ack } from '../public/syncline/client';
import { isOpen, Phase, rebase, settle, stands, toRejection, type Confirmed, type OnConflict, type Pending, type Told } from './changes';
import type { Key, Place, RecordRow, Tx } from './database';
import { done } from './database';

/** Takes what others wrote and what became of this device's changes, inside a transaction. */
export class ConflictHandler {
  constructor(private readonly onConflict: OnConflict | undefined) {}

  /** Notes the acks and settles their chains; what to tell, and the records touched. */
  async hear(tx: Tx, acks: Ack[]): Promise<{ told: Told[]; dead: Told[]; keys: Key[] }> {
    const keys = new Map<string, Key>();
    const result = { told: [] as Told[], dead: [] as Told[], keys: [] as Key[] };
    for (const ack of acks) {
      const change = await done<Pending | undefined>(tx.changes.index('id').get(ack.changeId));
      if (!change || !isOpen(change) || change.ack?.outcome === ack.outcome) continue;
      const dead = ack.outcome === 'DEAD_LETTERED';
      const heard = { ...change, phase: Phase.ACCEPTED, ack, ...(dead && { dead }) };
      tx.put(heard);
      if (dead) result.dead.push({ ack, change: heard, rolledBack: [] });
      keys.set(JSON.stringify([change.entity, change.entityId]), [change.entity, change.entityId]);
    }
    result.keys = [...keys.values()];
    const place = await tx.place();
    for (const key of result.keys) {
      const held = await tx.record(key);
      const chain = await tx.chain(key);
      const dead = chain.findIndex((change) => change.dead);
      if (dead >= 0) chain.slice(dead).forEach((change) => tx.put(Object.assign(change, { dead: true })));
      const { keep, drop, take, told } = settle(chain, current(held, place));
      keep.forEach((change) => tx.put(change));
      drop.forEach((change) => tx.drop(change));
      if (take) await this.hold(tx, take, place);
      else if (told.length && held?.round === current(held, place)?.round) await this.moveUnsent(tx, key, held, place);
      // The service may have nothing of it, and the change itself is gone.
      told.filter(({ ack }) => ack.outcome === 'REJECTED').forEach((one) => tx.rejected.put(toRejection(one)));
      result.told.push(...told);
    }
    return result;
  }

  /** Keeps a record as confirmed, and moves onto it what was not sent. */
  async hold(tx: Tx, record: Confirmed, place: Place): Promise<void> {
    const key: Key = [record.entity, record.entityId];
    if (record.version === 0) tx.records.delete(key);
    else tx.records.put({ ...record, round: place.round, epoch: place.epoch });
    if (!record.data) tx.meta.put(key, ['gone', ...key]);
    await this.moveUnsent(tx, key, record.version ? record : undefined, place);
  }

  /** An unsent change that nothing unanswered precedes is made on what is confirmed, where that loses nothing. */
  async moveUnsent(tx: Tx, key: Key, confirmed: Confirmed | undefined, { epoch }: Place): Promise<void> {
    const open = (await tx.chain(key)).filter(stands);
    const change = open[0];
    if (open.length !== 1 || change!.phase !== Phase.UNSENT) return;
    if (!change!.after && change!.localVersion === confirmed?.version && change!.epoch === epoch) return;
    const moved = rebase(change!, { confirmed, ...(epoch && { epoch }) }, this.onConflict);
    if (moved) tx.put(moved);
    else if (moved === null) tx.drop(change!);
  }
}

/** What an earlier pull from the start brought is not compared with, as after a restore versions can be lower. */
export const current = (held: RecordRow | undefined, place: Place): RecordRow | undefined =>
  held && held.round === place.round ? held : undefined;
