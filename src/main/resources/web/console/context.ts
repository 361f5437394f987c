import type { Api } from './api';
import type { LiveStatus } from './live-status';
import type { Caller, Role } from './types';

/** What every view works with: who is signed in, the calls, and the status as it changes. */
export interface Context {
  readonly caller: Caller;
  readonly api: Api;
  readonly live: LiveStatus;
  /** Tells of what an action did: seen for a while, and read out. */
  announce(text: string, kind?: 'good' | 'bad'): void;
}

export const has = (context: Context, role: Role): boolean => context.caller.roles.includes(role);

/** Why something is not for this person; empty where it is. */
export const missing = (context: Context, ...roles: Role[]): string =>
  roles.some((role) => has(context, role)) ? '' : `Needs the role ${roles.join(' or ')}, which you do not have.`;
