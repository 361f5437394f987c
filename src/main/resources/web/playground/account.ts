import type { Ack, SyncItem } from '/syncline/client.js';

export type Tone = 'good' | 'warn' | 'bad' | 'info';

/** What became of an edit, told beside its record. */
export interface Note {
  tone: Tone;
  text: string;
  /** What lost and can be brought back. */
  restore?: { conflictId: string; label: string };
}

/** A conflict as the service tells of it, as far as it is told on here. */
export interface Conflict {
  resolution: 'MERGED' | 'MERGED_WITH_LOSS' | 'MINE' | 'THEIRS';
  theirsVersion: number;
  lost: { side: 'mine' | 'theirs'; removed?: boolean }[];
}

/** @param other whose write it met, as in Bob */
export function accountOf(conflictId: string, { resolution, lost }: Conflict, other: string): Note {
  const restore = (label: string) => ({ conflictId, label });
  const lostMine = lost.some(({ side }) => side === 'mine');
  switch (resolution) {
    case 'MERGED':
      return { tone: 'good', text: `Merged with ${other}'s edit: both are kept.` };
    case 'THEIRS':
      return { tone: 'warn', text: `${other}'s later edit won. Yours is kept as a conflict.`, restore: restore('Restore mine') };
    case 'MINE':
      return lost.length
        ? { tone: 'info', text: `Your later edit won. ${other}'s is kept as a conflict.`, restore: restore(`Restore ${other}'s`) }
        : { tone: 'good', text: `${other} wrote the same.` };
    case 'MERGED_WITH_LOSS':
      // A restore would delete the record; where a value of one's own lost too, it brings that back.
      if (!lostMine && lost.some(({ removed }) => removed)) {
        return { tone: 'warn', text: `${other} removed what you edited: it stays, and the removal is kept as a conflict.` };
      }
      return lostMine
        ? { tone: 'warn', text: `Merged with ${other}'s edit. Where both changed the same, ${other}'s later one stands; yours is kept.`, restore: restore('Restore mine') }
        : { tone: 'info', text: `Merged with ${other}'s edit. Where both changed the same, your later one stands; ${other}'s is kept.`, restore: restore(`Restore ${other}'s`) };
  }
}

/** While, or where, the conflict itself cannot be asked for. */
export function shortAccountOf({ outcome }: Ack): Note {
  if (outcome === 'MERGED') return { tone: 'good', text: 'Merged with what was written meanwhile.' };
  if (outcome === 'SUPERSEDED') return { tone: 'warn', text: 'A later edit won. This one is kept as a conflict.' };
  return { tone: 'info', text: 'Won over an earlier edit, which is kept as a conflict.' };
}

/** What became of a restore; there is no outcome yet where the service did not know it in time. */
export function restoreOf({ outcome, code, detail }: Partial<Ack>): Note {
  switch (outcome) {
    case undefined:
      return { tone: 'info', text: 'The restore is on its way.' };
    case 'APPLIED':
    case 'MERGED':
      return { tone: 'good', text: 'Restored, as a new version on top.' };
    case 'SUPERSEDED':
      return { tone: 'bad', text: 'Not restored: a later edit stands.' };
    default:
      return { tone: 'bad', text: `Not restored (${code}): ${detail}` };
  }
}

export function rejectionOf(code: string, detail: string, rolledBack: SyncItem[]): Note {
  const more = rolledBack.length > 1 ? ` ${rolledBack.length - 1} built on it went with it.` : '';
  return { tone: 'bad', text: `Rejected and rolled back (${code}): ${detail}.${more}`.replace('..', '.') };
}

/** A change in the queue, in words. */
export const nameOf = ({ type, entity }: Pick<SyncItem, 'type' | 'entity'>): string =>
  `${{ CREATE: 'new', UPDATE: 'edited', DELETE: 'deleted' }[type]} ${entity}`;
