import { createClient, newId, type ClientOptions, type SyncClient, type SyncEvents } from '/syncline/client.js';

type Told = { [K in keyof SyncEvents]: { event: K; detail: SyncEvents[K] } }[keyof SyncEvents];

export interface Settings extends Partial<ClientOptions> {
  subject: string;
  tenant: string;
  ttlSeconds?: number;
}

const EVENTS: (keyof SyncEvents)[] = ['ack', 'rejected', 'merged', 'superseded', 'dead-lettered', 'resync', 'quota'];

async function tokenFor({ subject, tenant, ttlSeconds = 3600 }: Settings): Promise<string> {
  const answer = await fetch('/dev/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ sub: subject, tenant, ttlSeconds, groups: ['sync'] }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** A client as an app has it, with what it was told. */
export const device = {
  client: undefined as unknown as SyncClient,
  told: [] as Told[],
  tokensAsked: 0,
  newId,

  async open(settings: Settings): Promise<void> {
    this.told = [];
    const { subject: _, tenant: __, ttlSeconds: ___, ...options } = settings;
    this.client = await createClient({
      token: () => {
        this.tokensAsked++;
        return tokenFor(settings);
      },
      ...options,
    });
    for (const event of EVENTS) this.client.on(event, (detail) => void this.told.push({ event, detail } as Told));
  },

  of(event: keyof SyncEvents) {
    return this.told.filter((told) => told.event === event).map((told) => told.detail);
  },
};
