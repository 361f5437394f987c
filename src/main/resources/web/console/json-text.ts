import type { JsonObject } from './types';

/** What is typed as a record's content: an object, or why it is none. */
export type Read = { object: JsonObject; error: '' } | { object: undefined; error: string };

export function readObject(text: string): Read {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (failure) {
    return { object: undefined, error: `This is not JSON: ${place(text, (failure as Error).message)}` };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { object: undefined, error: 'The content must be a JSON object, in braces.' };
  return { object: value as JsonObject, error: '' };
}

/** The parser's own words with line and column, where it tells only how far it came. */
function place(text: string, message: string): string {
  const at = /position (\d+)(?! \(line)/.exec(message)?.[1];
  if (at === undefined) return message;
  const before = text.slice(0, Number(at)).split('\n');
  return message.replace(/at position \d+/, `at line ${before.length}, column ${before.at(-1)!.length + 1}`);
}
