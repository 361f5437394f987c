import type { Ack, Conflict, Json, Rejection, SyncItem } from '../public/syncline/client';
import { guarded } from './events';
import { plain } from './input';
import { apart, applyPatch, diff, same } from './merge-patch';

/**
 * The rules of pending changes, free of storage and network: how edits squash and chain, what is in view, what an ack
 * does to a chain, and when an unsent change moves to a newer base.
 */

export type State = Json | null;

/** A record as the service had it; data is null where it is deleted. */
export interface Confirmed {
  entity: string;
  entityId: string;
  version: number;
  data: State;
}

/** How far a change is: as the queue's index has it, so that what was sent goes again before what was not. */
export const enum Phase {
  /** Handed over at least once, without an answer: never altered. */
  SENT,
  UNSENT,
  /** The service has it; its outcome is not known, or not final. */
  ACCEPTED,
  /** Its outcome is known and taken; it stays until the pull has passed the ack's cursor. */
  ANSWERED,
}

export interface WireChange {
  id: string;
  type: SyncItem['type'];
  entity: string;
  entityId: string;
  data?: Json;
  patch?: Json;
  localVersion: number;
  timestamp: number;
  after?: string;
}

export interface Pending {
  /** The order of all changes of this device. */
  seq: number;
  id: string;
  entity: string;
  entityId: string;
  type: SyncItem['type'];
  phase: Phase;
  /** What the edit was made on, and what it makes; null: no record. */
  base: State;
  state: State;
  localVersion: number;
  timestamp: number;
  after?: string;
  /** The history that localVersion belongs to. */
  epoch?: string;
  /** As it was sent, from then on; its data is the state. */
  wire?: WireChange;
  /** When the service last took it, by this device's clock. */
  acceptedAt?: number;
  ack?: Ack;
  /** It was a dead letter or builds on one, which an operator may have edited: only the feed tells what became of it. */
  dead?: boolean;
}

export type Draft = Omit<Pending, 'seq'>;

export const isOpen = (change: Pending): boolean => change.phase !== Phase.ANSWERED;

/** Whether its state is not yet among what is confirmed. */
export const stands = (change: Pending): boolean => isOpen(change) || !!change.dead;

/** What this device shows: its latest edit while that stands, else what is confirmed. */
export function view(chain: Pending[], confirmed: Confirmed | undefined): State {
  const last = chain.findLast(stands);
  return last ? last.state : (confirmed?.data ?? null);
}

const typeOf = (base: State, state: State): SyncItem['type'] => (!state ? 'DELETE' : base ? 'UPDATE' : 'CREATE');

export interface Edit {
  id: string;
  entity: string;
  entityId: string;
  state: State;
  timestamp: number;
  epoch?: string;
}

export type Composed = { put: Pending | Draft } | { drop: Pending } | undefined;

/** What an edit does to a record's chain: squashed into what is unsent, else chained to what has no outcome. */
export function compose(chain: Pending[], confirmed: Confirmed | undefined, edit: Edit): Composed {
  const last = chain.at(-1);
  const { state, timestamp } = edit;
  if (last?.phase === Phase.UNSENT) {
    if (same(last.state, state)) return undefined;
    if (same(last.base, state)) return { drop: last };
    return { put: { ...last, state, timestamp, type: typeOf(last.base, state) } };
  }
  const base = view(chain, confirmed);
  if (same(base, state)) return undefined;
  const before = chain.findLast(stands);
  return {
    put: {
      ...edit, base, type: typeOf(base, state), phase: Phase.UNSENT, localVersion: confirmed?.version ?? 0,
      ...(before && { after: before.id }), ...(before?.dead && { dead: true }),
    },
  };
}

/** A change as it goes over the wire: as a patch where that is smaller. */
export function toWire(change: Pending): WireChange {
  const { id, type, entity, entityId, localVersion, timestamp, after, base, state } = change;
  const wire: WireChange = { id, type, entity, entityId, localVersion, timestamp, ...(after && { after }) };
  if (!state) return wire;
  const patch = type === 'UPDATE' && base ? diff(base, state) : undefined;
  const smaller = patch && JSON.stringify(patch).length < JSON.stringify(state).length;
  return smaller ? { ...wire, patch } : { ...wire, data: state };
}

/** What is confirmed now, and in which history. */
export interface Ground {
  confirmed: Confirmed | undefined;
  epoch?: string;
}

export type OnConflict = (conflict: Conflict) => Json | null | undefined;

/**
 * An unsent change without a predecessor, on a newer base; null where nothing of it is left to do, undefined where only
 * the service can decide, which merges better than a patch does.
 */
export function rebase(change: Pending, { confirmed, epoch }: Ground, onConflict?: OnConflict): Pending | null | undefined {
  const { base, state } = change;
  const theirs = confirmed?.data ?? null;
  const moved = (onto: State): Pending | null => {
    if (same(theirs, onto)) return null;
    const { after: _, dead: __, ...rest } = change;
    return { ...rest, base: theirs, state: onto, type: typeOf(theirs, onto), localVersion: confirmed?.version ?? 0, ...(epoch && { epoch }) };
  };
  if (!confirmed || same(base, theirs) || (!state && !theirs)) return moved(state);
  // Two equal deltas of a counter are two.
  if (same(state, theirs)) return undefined;
  if (base && state && theirs) {
    const mine = diff(base, state);
    const other = diff(base, theirs);
    if (mine && other && apart(mine, other)) return moved(applyPatch(theirs, mine));
  }
  const own = onConflict && answered(onConflict, { entity: change.entity, entityId: change.entityId, base, mine: state, theirs });
  return own === undefined ? undefined : moved(own);
}

/** The app may change what it is given; what is no record counts as no answer. */
function answered(onConflict: OnConflict, conflict: Conflict): State | undefined {
  let own: State | undefined;
  guarded(() => {
    const answer = onConflict(structuredClone(conflict));
    own = answer === undefined || answer === null ? answer : plain(answer);
  });
  return own;
}

/** What an answered chain does: rows to keep and drop, the record to take, and what to tell. */
export interface Settled {
  keep: Pending[];
  drop: Pending[];
  take: Confirmed | undefined;
  told: Told[];
}

export type Told = { ack: Ack; change: Pending; rolledBack: Pending[] };

const isFinal = (ack: Ack | undefined): ack is Ack => !!ack && ack.outcome !== 'DEAD_LETTERED';

/**
 * Acks may come in any order; a record's are taken in the order of its changes, which carry them. A rejection counts at
 * once, so that nothing more is built on what it undoes.
 */
export function settle(chain: Pending[], held: Confirmed | undefined): Settled {
  const result: Settled = { keep: [], drop: [], take: undefined, told: [] };
  let confirmed = held;
  let open = chain.filter(isOpen);
  const bad = open.findIndex(({ ack }) => ack?.outcome === 'REJECTED');
  if (bad >= 0) {
    const [change, ...rolledBack] = open.slice(bad) as [Pending, ...Pending[]];
    result.drop.push(change, ...rolledBack);
    result.told.push({ ack: change.ack!, change, rolledBack });
    open = open.slice(0, bad);
  }
  for (const change of open) {
    const ack = change.ack;
    if (!isFinal(ack)) break;
    const data = ack.outcome !== 'APPLIED' ? ack.data : change.dead ? undefined : change.state;
    if (data !== undefined && (ack.version === 0 || !confirmed || ack.version > confirmed.version)) {
      confirmed = result.take = { entity: change.entity, entityId: change.entityId, version: ack.version, data };
    }
    if (ack.cursor) result.keep.push({ ...change, phase: Phase.ANSWERED });
    else result.drop.push(change);
    result.told.push({ ack, change, rolledBack: [] });
  }
  return result;
}

export function toItem(change: Pending): SyncItem {
  const { id, type, entity, entityId, state, localVersion, timestamp, after, phase, ack } = change;
  const status =
    ack?.outcome === 'DEAD_LETTERED' ? 'dead-lettered' : phase === Phase.UNSENT ? 'unsent' : phase === Phase.SENT ? 'sent' : 'accepted';
  return { id, type, entity, entityId, data: state, localVersion, timestamp, ...(after && { after }), status };
}

export const toRejection = ({ ack: { code = '', detail = '' }, change, rolledBack }: Told): Rejection => ({
  code, detail, change: toItem(change), rolledBack: rolledBack.map(toItem),
});
