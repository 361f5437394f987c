/** The proof that who redeems a code is who asked for it (RFC 7636). */
export interface Proof {
  verifier: string;
  challenge: string;
}

export async function newProof(): Promise<Proof> {
  const verifier = randomText();
  return { verifier, challenge: await challengeOf(verifier) };
}

/** By the method S256. */
export async function challengeOf(verifier: string): Promise<string> {
  return base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

/** 256 random bits. */
export function randomText(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

export function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** What a JWT says of itself; of no worth as a proof. */
export function claimsOf(jwt: string): Record<string, unknown> {
  const payload = atob((jwt.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/'));
  const text = new TextDecoder().decode(Uint8Array.from(payload, (c) => c.charCodeAt(0)));
  return JSON.parse(text) as Record<string, unknown>;
}
