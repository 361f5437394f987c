import type { SyncRecord } from '/syncline/client.js';

/** The chat's entities are those that the service knows until it is told otherwise. */
export interface Channel {
  name: string;
  /** A set: joins and leaves of several devices unite. */
  members: string[];
}

export interface Message {
  channel: string;
  author: string;
  /** Merges by lines and words. */
  text: string;
  sentAt: number;
  pinned?: boolean;
  photo?: string;
}

/** The last write wins. */
export interface User {
  name: string;
  status: string;
}

export type Entity = 'channel' | 'message' | 'user';

export const STATUSES = ['Available', 'At lunch', 'In a meeting', 'On the train', 'Away'];

export const keyOf = (entity: string, id: string): string => `${entity}/${id}`;

export const oldestFirst = (one: SyncRecord<Message>, other: SyncRecord<Message>): number =>
  one.data.sentAt - other.data.sentAt || (one.id < other.id ? -1 : 1);

/** Has something to change for each of two. */
export const PLAN = 'Team lunch on Friday at noon, at the harbour.';

/** What a new visitor finds. */
export async function seed(create: (entity: Entity, id: string, data: object) => Promise<unknown>, now: number): Promise<void> {
  await create('user', 'alice', { name: 'Alice', status: 'Available' } satisfies User);
  await create('user', 'bob', { name: 'Bob', status: 'On the train' } satisfies User);
  await create('channel', 'lunch', { name: 'lunch', members: ['alice', 'bob'] } satisfies Channel);
  await create('channel', 'release', { name: 'release', members: ['alice'] } satisfies Channel);
  const message = (id: string, channel: string, author: string, text: string, ago: number) =>
    create('message', id, { channel, author, text, sentAt: now - ago * 60_000 } satisfies Message);
  await message('m-plan', 'lunch', 'alice', PLAN, 12);
  await message('m-ask', 'lunch', 'bob', 'I am in. Shall we book a table?', 7);
  await message('m-ship', 'release', 'alice', 'We ship on Tuesday.\nNotes are written, the changelog is not.', 30);
}
