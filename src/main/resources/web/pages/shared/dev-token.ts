/** Who a token of the dev and test profiles is for. */
export interface Identity {
  sub: string;
  tenant: string;
  groups: string[];
}

/** A token of the service's own, which anybody may have in development. */
export async function devToken(identity: Identity, ttlSeconds: number, call: typeof fetch = fetch): Promise<string> {
  const response = await call('/dev/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...identity, ttlSeconds }),
  });
  if (!response.ok) throw new Error(`no token: the service answers ${response.status}`);
  return ((await response.json()) as { access_token: string }).access_token;
}
