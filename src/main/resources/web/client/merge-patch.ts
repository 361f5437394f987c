import type { Json } from '../public/syncline/client';

/** JSON merge patches (RFC 7396): applied, found between two objects, compared. */

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((value, index) => same(value, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key) && same(one[key], other[key]));
}

/** The target with the patch applied; neither is changed. */
export function applyPatch(target: unknown, patch: Json): Json {
  const result = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key);
    else result.set(key, isObject(value) ? applyPatch(result.get(key), value) : value);
  }
  return Object.fromEntries(result);
}

/** The patch that makes one object the other, or undefined where none can: a merge patch sets no null. */
export function diff(from: Json, to: Json): Json | undefined {
  const patch: [string, unknown][] = [];
  for (const key of Object.keys(from)) if (!Object.hasOwn(to, key)) patch.push([key, null]);
  for (const [key, now] of Object.entries(to)) {
    const old = Object.hasOwn(from, key) ? from[key] : undefined;
    if (Object.hasOwn(from, key) && same(old, now)) continue;
    if (now === null) return undefined;
    if (isObject(now)) {
      const inner = diff(isObject(old) ? old : {}, now);
      if (!inner) return undefined;
      patch.push([key, inner]);
    } else patch.push([key, now]);
  }
  return Object.fromEntries(patch);
}

/** Whether two patches touch no member both. */
export function apart(one: Json, other: Json): boolean {
  return Object.keys(one).every((key) => {
    if (!Object.hasOwn(other, key)) return true;
    const [mine, theirs] = [one[key], other[key]];
    return isObject(mine) && isObject(theirs) && apart(mine, theirs);
  });
}
