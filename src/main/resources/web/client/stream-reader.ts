import { abortable } from './transport';

/** One block of a `text/event-stream`. */
export interface Block {
  id?: string;
  event: string;
  data?: string;
}

/** Takes an event stream apart, in whatever pieces it comes. */
export class EventParser {
  #rest = '';

  push(text: string): Block[] {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    // The last block is whole only once an empty line has come.
    const end = lines.lastIndexOf('', lines.length - 2);
    this.#rest = lines.slice(end + 1).join('\n');
    const blocks: Block[] = [];
    let block: Block = { event: 'message' };
    let empty = true;
    for (const line of lines.slice(0, end + 1)) {
      if (!line) {
        if (!empty) blocks.push(block);
        block = { event: 'message' };
        empty = true;
        continue;
      }
      const colon = line.indexOf(':');
      if (colon === 0) continue; // a comment
      const name = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (name === 'id') block.id = value;
      else if (name === 'event') block.event = value;
      else if (name === 'data') block.data = block.data === undefined ? value : `${block.data}\n${value}`;
      else continue;
      empty = false;
    }
    return blocks;
  }
}

/** Reads a response until it ends; each piece of it counts as a sign of life. Takes nothing once the signal is aborted. */
export async function readStream(
  body: ReadableStream<Uint8Array>, signal: AbortSignal, alive: () => void, take: (block: Block) => Promise<void>,
): Promise<void> {
  const parser = new EventParser();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await abortable(reader.read(), signal);
      if (done) return;
      alive();
      for (const block of parser.push(decoder.decode(value, { stream: true }))) {
        signal.throwIfAborted();
        await take(block);
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
