import type { Json, JsonObject, Lost, Sides, State } from './types';

const SHORT = 40;

/** What is in a cell: a value, no such field, or a side that is not known at all. */
export type Cell = { kind: 'value'; value: Json } | { kind: 'absent' } | { kind: 'unknown' };

/** One field of a conflict, as each side has it. */
export interface FieldRow {
  path: string[];
  base: Cell;
  mine: Cell;
  theirs: Cell;
  result: Cell;
  mineChanged: boolean;
  theirsChanged: boolean;
  /** Whose value the result has. */
  from: 'both' | 'mine' | 'theirs' | 'base' | 'merged';
  lost: Lost[];
}

/** The fields of all sides, the changed ones first, each group in the order of the records. */
export function fieldRows(sides: Sides): FieldRow[] {
  const states = [sides.base, sides.mine, sides.theirs, sides.result];
  const paths = new Map<string, string[]>();
  const leaves = states.map((state) => leavesOf(state));
  const values = lostValues(sides.lost);
  for (const found of leaves) for (const [key, { path }] of found ?? []) if (!paths.has(key)) paths.set(key, path);
  const rows = [...paths].map(([key, path]) => {
    const [base, mine, theirs, result] = leaves.map((found) => cell(found, key)) as [Cell, Cell, Cell, Cell];
    return {
      path,
      base,
      mine,
      theirs,
      result,
      mineChanged: differs(base, mine),
      theirsChanged: differs(base, theirs),
      from: source(base, mine, theirs, result),
      lost: values.filter((lost) => isWithin(path, lost.path) || isWithin(lost.path, path)),
    } satisfies FieldRow;
  });
  return [...rows.filter(isChanged), ...rows.filter((row) => !isChanged(row))];
}

export const isChanged = (row: FieldRow): boolean => row.mineChanged || row.theirsChanged || row.lost.length > 0 || partsWithoutBase(row);

/** Where the base is not known, whether the sides that are known say different things is all there is to go by. */
function partsWithoutBase({ base, mine, theirs, result }: FieldRow): boolean {
  const [first, ...others] = [mine, theirs, result].filter(({ kind }) => kind !== 'unknown');
  return base.kind === 'unknown' && others.some((other) => !same(other, first!));
}

/** Those of an object's entry each by itself, with its whole path. */
const lostValues = (entries: Lost[], above: string[] = []): Lost[] =>
  entries.flatMap((entry) => {
    const path = [...above, ...entry.path];
    return entry.members ? lostValues(entry.members, path) : [{ ...entry, path }];
  });

function source(base: Cell, mine: Cell, theirs: Cell, result: Cell): FieldRow['from'] {
  const isMine = same(result, mine);
  const isTheirs = same(result, theirs);
  if (isMine && isTheirs) return 'both';
  if (isMine) return 'mine';
  if (isTheirs) return 'theirs';
  return same(result, base) ? 'base' : 'merged';
}

type Leaves = Map<string, { path: string[]; value: Json }>;

/** Objects are taken apart, lists are not: their members have no names. */
function leavesOf(state: State | null): Leaves | undefined {
  if (!state) return undefined;
  const leaves: Leaves = new Map();
  const walk = (value: JsonObject, above: string[]): void => {
    for (const [name, member] of Object.entries(value)) {
      const path = [...above, name];
      if (isObject(member) && Object.keys(member).length) walk(member, path);
      else leaves.set(JSON.stringify(path), { path, value: member });
    }
  };
  if (state.data && !state.deleted) walk(state.data, []);
  return leaves;
}

const cell = (leaves: Leaves | undefined, key: string): Cell => {
  if (!leaves) return { kind: 'unknown' };
  const leaf = leaves.get(key);
  return leaf ? { kind: 'value', value: leaf.value } : { kind: 'absent' };
};

const differs = (base: Cell, side: Cell): boolean => side.kind !== 'unknown' && base.kind !== 'unknown' && !same(base, side);
const isWithin = (path: string[], above: string[]): boolean => above.every((name, at) => path[at] === name);
const isObject = (value: Json): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

export function same(a: Cell, b: Cell): boolean {
  return a.kind === b.kind && (a.kind !== 'value' || canonical(a.value) === canonical((b as { value: Json }).value));
}

/** Equal for equal JSON, whatever the order of the members. */
function canonical(value: Json): string {
  return JSON.stringify(value, (_, inner: Json) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

/** A value as a person reads it: texts as they are, everything else as JSON. */
export function valueText(value: Json): string {
  if (typeof value === 'string') return value;
  const line = JSON.stringify(value);
  return line.length <= SHORT ? line : JSON.stringify(value, null, 2);
}
