/** A piece of a text against another: in both, only here, or only in the other. */
export interface Piece {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

const MOST_STEPS = 250_000;

/** How a text came from another, by words (longest common subsequence); of very long texts only that they differ. */
export function wordDiff(from: string, to: string): Piece[] {
  const a = wordsOf(from);
  const b = wordsOf(to);
  if (a.length * b.length > MOST_STEPS) return [{ kind: 'removed', text: from }, { kind: 'added', text: to }];
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] =
        a[i] === b[j] ? longest[(i + 1) * width + j + 1]! + 1 : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
    }
  }
  const pieces: Piece[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add(pieces, 'same', a[i++]!);
      j++;
    } else if (j >= b.length || (i < a.length && longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!)) add(pieces, 'removed', a[i++]!);
    else add(pieces, 'added', b[j++]!);
  }
  return pieces;
}

const wordsOf = (text: string): string[] => text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];

function add(pieces: Piece[], kind: Piece['kind'], text: string): void {
  const last = pieces[pieces.length - 1];
  if (last?.kind === kind) last.text += text;
  else pieces.push({ kind, text });
}
