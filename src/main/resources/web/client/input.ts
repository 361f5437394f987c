import type { Json } from '../public/syncline/client';
import { isObject } from './merge-patch';
import { SyncError, textOf } from './sync-error';

/** What the service would refuse for its form is refused where it is handed over. */

const ID = /^(?!\.\.?$)[\w.~:-]{1,200}$/;
/** JSON.stringify writes as an escape of this kind only U+0000 and what is half of a character. */
const UNSTORABLE = /(?<!\\)(\\\\)*\\u(0000|d)/;

export function requireId(id: unknown): void {
  if (typeof id !== 'string' || !ID.test(id)) throw invalid(`an id is 1 to 200 of [A-Za-z0-9._~:-] and not '.' or '..', not ${id}`);
}

/** A record as JSON has it, and the app's to change no more. */
export function plain(data: unknown): Json {
  let made: unknown;
  let text = '';
  try {
    made = JSON.parse((text = JSON.stringify(data)));
  } catch (failure) {
    throw invalid(textOf(failure));
  }
  // A promise or a map would be an empty object.
  if (!isObject(made) || Object.prototype.toString.call(data) !== '[object Object]') throw invalid('a record is a plain JSON object');
  if (UNSTORABLE.test(text)) throw invalid('a text holds U+0000 or a lone surrogate');
  return made;
}

const invalid = (detail: string) => new SyncError('invalid', detail);
