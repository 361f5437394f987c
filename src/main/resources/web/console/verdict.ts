import type { Live } from './live-status';
import type { Status } from './types';

export type Level = 'good' | 'busy' | 'warn' | 'bad' | 'unknown';

/** How the service is, in a word, and why. */
export interface Verdict {
  level: Level;
  word: string;
  why: string;
}

const WITHOUT: Record<string, string> = {
  database: 'The database cannot be reached. Changes are still taken; they wait in the queue.',
  broker: 'The broker cannot be reached. Pushes are answered 503; devices keep their changes and come again.',
};

export function verdictOf(live: Live): Verdict {
  const { status, way, note } = live;
  if (way === 'withheld') return { level: 'unknown', word: 'Not shown', why: note };
  if (way === 'none') return status || note ? { level: 'bad', word: 'No answer', why: note || 'The service does not answer.' } : { level: 'unknown', word: 'Connecting', why: 'Asking the service how it is.' };
  return status ? ofStatus(status) : { level: 'unknown', word: 'Connecting', why: 'Asking the service how it is.' };
}

function ofStatus(status: Status): Verdict {
  if (!status.online) {
    const why = status.unreachable.map((backend) => WITHOUT[backend] ?? `${backend} cannot be reached.`).join(' ');
    return { level: 'bad', word: 'Offline', why: why || 'A backend cannot be reached.' };
  }
  if (status.paused) return { level: 'warn', word: 'Paused', why: 'An operator has stopped the engine. Changes are taken and wait in the queue.' };
  if (status.circuit === 'open') return { level: 'bad', word: 'Holding back', why: `${tries(status)} failed in a row, so the circuit is open until the next try.` };
  if (status.failureCount > 0) return { level: 'warn', word: 'Retrying', why: `${tries(status)} failed in a row.` };
  if (status.isSyncing) return { level: 'busy', word: 'Online, syncing', why: 'The engine is taking changes out of the queue.' };
  return { level: 'good', word: 'Online', why: 'Broker and database answer, and the queue is empty.' };
}

const tries = (status: Status): string => (status.failureCount === 1 ? '1 try' : `${status.failureCount} tries`);
