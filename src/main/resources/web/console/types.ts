/** The service's answers, as META-INF/openapi.yaml describes them. */

export type Role = 'sync' | 'sync-admin' | 'sync-operator';
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

export interface Caller {
  subject: string;
  tenant: string;
  roles: string[];
}

export interface Status {
  online: boolean;
  unreachable: string[];
  isSyncing: boolean;
  paused: boolean;
  queueDepth: number | null;
  oldestChangeAgeMs: number | null;
  lastSyncTime: number | null;
  failureCount: number;
  /** While an upgrade rolls out, the release before does not tell it. */
  cause?: string | null;
  nextRetryTime: number | null;
  circuit: 'closed' | 'half-open' | 'open';
  progress: { done: number; total: number } | null;
}

export interface State {
  data: JsonObject | null;
  deleted: boolean;
}

export interface Lost {
  path: string[];
  side: 'mine' | 'theirs';
  value?: Json;
  /** What lost in the object there, with paths from it on. */
  members?: Lost[];
}

/** What a change met, and what came of it. */
export interface Sides {
  base: State | null;
  mine: State | null;
  theirs: State | null;
  result: State | null;
  lost: Lost[];
}

export type Resolution = 'MERGED' | 'MERGED_WITH_LOSS' | 'MINE' | 'THEIRS';

export interface ConflictSummary {
  id: string;
  entity: string;
  entityId: string;
  changeId: string;
  type: string;
  subject: string;
  clientId: string;
  strategy: string;
  outcome: string;
  resolution: Resolution;
  theirsVersion: number;
  resultVersion: number;
  createdAt: number;
  /** The last restore that was asked for. */
  restored?: { at: number; by: string; changeId: string };
}

export interface Conflict extends ConflictSummary, Sides {
  patch?: JsonObject;
}

export interface Page {
  next?: string;
  more: boolean;
}

export interface ConflictPage extends Page {
  conflicts: ConflictSummary[];
}

export type LetterState = 'PENDING' | 'SENT' | 'RESOLVED' | 'DISCARDED';

export interface DeadLetterSummary {
  id: string;
  state: LetterState;
  attempt: number;
  cause: string;
  detail: string;
  changeId?: string;
  entity?: string;
  entityId?: string;
  subject?: string;
  clientId?: string;
  receivedAt?: number;
  failedAt: number;
  updatedAt: number;
  exception?: string;
  topic?: string;
  partition?: number;
  offset?: number;
}

export interface Change {
  id: string;
  type: 'CREATE' | 'UPDATE' | 'DELETE';
  entity: string;
  entityId: string;
  data?: JsonObject;
  patch?: JsonObject;
  localVersion?: number;
  timestamp: number;
  after?: string;
}

export interface AuditEntry {
  action: 'REDRIVE' | 'EDIT' | 'DISCARD';
  attempt: number;
  subject: string;
  at: number;
  before?: Change;
  after?: Change;
}

export interface DeadLetter extends DeadLetterSummary {
  change?: Change;
  message?: { schemaVersion?: string; key?: string; payload?: string };
  /** Waits for somebody, or what was sent of it must be lost. */
  takesOrders: boolean;
  parked: number;
  audit: AuditEntry[];
}

export interface DeadLetterPage extends Page {
  deadLetters: DeadLetterSummary[];
}

export interface DryRun {
  outcome: string;
  version: number;
  data?: JsonObject;
  conflict?: Sides;
  code?: string;
  detail?: string;
}

export interface BulkProgress {
  matched: number;
  sent: number;
  failed: number;
  done: boolean;
  code?: string;
}

export interface Ack {
  changeId: string;
  outcome: string;
  version: number;
  code?: string;
  detail?: string;
}

export interface Bucket {
  start: number;
  changes: number;
  perSecond: number;
  conflicts: number;
  failures: number;
  p50: number | null;
  p99: number | null;
}

export interface Analytics {
  start: number;
  end: number;
  complete: boolean;
  rates: { changes: number; perSecond: number; bucketMs: number; series: Bucket[] };
  outcomes: { entity: string; outcome: string; count: number }[];
  conflicts: {
    entity: string;
    count: number;
    resolutions: Partial<Record<Resolution, number>>;
    fields: { path: string[]; count: number }[];
    otherFields: number;
  }[];
  latency: { count: number; p50: number | null; p90: number | null; p99: number | null; max: number | null };
  busiestRecords: { entity: string; entityId: string; count: number }[];
  skewedClocks: { subject: string; clientId: string; skewMs: number; lastSeen: number }[];
  failures: { outcome: string; code: string; count: number }[];
}
