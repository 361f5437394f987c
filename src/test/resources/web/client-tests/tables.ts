import { compose, isOpen, Phase, rebase, settle, toWire, view, type Confirmed, type OnConflict, type Pending, type State } from '../client/changes';
import { plain, requireId } from '../client/input';
import { apart, applyPatch, diff, same } from '../client/merge-patch';
import { Portion } from '../client/portion';
import { delayAfter, RetryManager, retryAfter } from '../client/retry-manager';
import { EventParser, readStream } from '../client/stream-reader';
import { lifetime, TokenSource, userOf } from '../client/token-source';
import { systemClock, Timer } from '../client/clock';
import { newId } from '../client/uuid';
import type { Ack, Conflict, Json, Outcome } from '../public/syncline/client';

/** The client's pure parts as tables: what is given, what comes of it. Each table answers what was not as it should be. */
type Row = [name: string, actual: unknown, expected: unknown];

const failures = (rows: Row[]): string[] =>
  rows
    .filter(([, actual, expected]) => !same(normal(actual), normal(expected)))
    .map(([name, actual, expected]) => `${name}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);

const normal = (value: unknown): unknown => (value === undefined ? 'undefined' : JSON.parse(JSON.stringify(value)));

// RFC 7396, appendix A, as far as the target is an object.
const APPLIED: [target: unknown, patch: Json, result: Json][] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  [{ a: 1 }, JSON.parse('{"__proto__": {"b": 1}}') as Json, JSON.parse('{"a": 1, "__proto__": {"b": 1}}') as Json],
];

const FOUND: [from: Json, to: Json, patch: Json | undefined][] = [
  [{ a: 1 }, { a: 1 }, {}],
  [{ a: 1, b: 2 }, { a: 1, b: 3 }, { b: 3 }],
  [{ a: 1, b: 2 }, { a: 1 }, { b: null }],
  [{ a: { b: 1, c: 2 } }, { a: { b: 1 } }, { a: { c: null } }],
  [{ a: [1, 2] }, { a: [1] }, { a: [1] }],
  [{ a: 1 }, { a: { b: 1 } }, { a: { b: 1 } }],
  [{ a: 1 }, { a: null }, undefined],
  [{ a: null }, { a: null, b: 1 }, { b: 1 }],
  [{}, { a: { b: null } }, undefined],
];

const APART: [one: Json, other: Json, apart: boolean][] = [
  [{ a: 1 }, { b: 1 }, true],
  [{ a: 1 }, { a: 1 }, false],
  [{ a: { b: 1 } }, { a: { c: 1 } }, true],
  [{ a: { b: 1 } }, { a: { b: 2 } }, false],
  [{ a: null }, { a: { b: 2 } }, false],
];

function patches(): string[] {
  return failures([
    ...APPLIED.map(([target, patch, result]): Row => [`${JSON.stringify(target)} with ${JSON.stringify(patch)}`, applyPatch(target, patch), result]),
    ...FOUND.map(([from, to, patch]): Row => [`from ${JSON.stringify(from)} to ${JSON.stringify(to)}`, diff(from, to), patch]),
    ...FOUND.filter(([, , patch]) => patch).map(([from, to, patch]): Row => [`and back`, applyPatch(from, patch!), to]),
    ...APART.map(([one, other, expected]): Row => [`${JSON.stringify(one)} and ${JSON.stringify(other)}`, apart(one, other), expected]),
  ]);
}

const record = (version: number, data: State): Confirmed => ({ entity: 'message', entityId: 'm', version, data });

/** A chain by its phases: `s` sent, `u` unsent, `a` accepted, `x` answered; the states are a1, a2 ... */
function chain(phases: string, base: State = { a: 0 }, version = 1): Pending[] {
  return [...phases].map((phase, index) => ({
    seq: index + 1, id: `c${index + 1}`, entity: 'message', entityId: 'm', type: 'UPDATE' as const,
    phase: { s: Phase.SENT, u: Phase.UNSENT, a: Phase.ACCEPTED, x: Phase.ANSWERED }[phase]!,
    base: index ? { a: index } : base, state: { a: index + 1 }, localVersion: version, timestamp: 1,
    ...(index && { after: `c${index}` }),
  }));
}

/** What an edit makes of a chain, in short: the change's type, id, base, state, version and predecessor. */
function edited(given: Pending[], confirmed: Confirmed | undefined, state: State): unknown {
  const composed = compose(given, confirmed, { id: 'new', entity: 'message', entityId: 'm', state, timestamp: 9 });
  if (!composed) return 'nothing';
  if ('drop' in composed) return `dropped ${composed.drop.id}`;
  const { type, id, base, localVersion, after, phase, timestamp } = composed.put;
  return [type, id, base, composed.put.state, localVersion, after ?? '', phase === Phase.UNSENT && timestamp === 9];
}

const unsent = (base: State, state: State): Pending[] => [{ ...chain('u')[0]!, type: !state ? 'DELETE' : base ? 'UPDATE' : 'CREATE', base, state }];

function edits(): string[] {
  const v1 = record(1, { a: 0 });
  return failures([
    ['created', edited([], undefined, { a: 1 }), ['CREATE', 'new', null, { a: 1 }, 0, '', true]],
    ['created on a tombstone', edited([], record(4, null), { a: 1 }), ['CREATE', 'new', null, { a: 1 }, 4, '', true]],
    ['edited', edited([], v1, { a: 1 }), ['UPDATE', 'new', { a: 0 }, { a: 1 }, 1, '', true]],
    ['deleted', edited([], v1, null), ['DELETE', 'new', { a: 0 }, null, 1, '', true]],
    ['edited to what it is', edited([], v1, { a: 0 }), 'nothing'],
    ['an unsent edit again', edited(chain('u'), v1, { a: 7 }), ['UPDATE', 'c1', { a: 0 }, { a: 7 }, 1, '', true]],
    ['an unsent edit undone', edited(chain('u'), v1, { a: 0 }), 'dropped c1'],
    ['an unsent creation edited', edited(unsent(null, { a: 1 }), undefined, { a: 2 }), ['CREATE', 'c1', null, { a: 2 }, 1, '', true]],
    ['an unsent creation deleted', edited(unsent(null, { a: 1 }), undefined, null), 'dropped c1'],
    ['an unsent edit, then deleted', edited(chain('u'), v1, null), ['DELETE', 'c1', { a: 0 }, null, 1, '', true]],
    ['an unsent deletion, then created', edited(unsent({ a: 0 }, null), v1, { a: 5 }), ['UPDATE', 'c1', { a: 0 }, { a: 5 }, 1, '', true]],
    ['after a send in flight', edited(chain('s'), v1, { a: 7 }), ['UPDATE', 'new', { a: 1 }, { a: 7 }, 1, 'c1', true]],
    ['after two sends in flight', edited(chain('as'), v1, { a: 7 }), ['UPDATE', 'new', { a: 2 }, { a: 7 }, 1, 'c2', true]],
    ['squashed behind a send', edited(chain('su'), v1, { a: 7 }), ['UPDATE', 'c2', { a: 1 }, { a: 7 }, 1, 'c1', true]],
    ['undone behind a send', edited(chain('su'), v1, { a: 1 }), 'dropped c2'],
    ['while the feed brought more', edited(chain('a'), record(9, { a: 0, b: 9 }), { a: 7 }), ['UPDATE', 'new', { a: 1 }, { a: 7 }, 9, 'c1', true]],
    ['after the outcome', edited(chain('x'), record(2, { a: 1 }), { a: 7 }), ['UPDATE', 'new', { a: 1 }, { a: 7 }, 2, '', true]],
    ['in view: nothing', view([], undefined), null],
    ['in view: confirmed', view(chain('x'), record(2, { a: 1 })), { a: 1 }],
    ['in view: the last edit, whatever the feed brings', view(chain('au'), record(9, { b: 1 })), { a: 2 }],
  ]);
}

const long = 'x'.repeat(100);

function wires(): string[] {
  const sent = (base: State, state: State) => {
    const { data, patch, type } = toWire(unsent(base, state)[0]!);
    return [type, data, patch];
  };
  return failures([
    ['a creation is whole', sent(null, { a: 1 }), ['CREATE', { a: 1 }, undefined]],
    ['a small edit of a large record is a patch', sent({ a: 1, b: long }, { a: 2, b: long }), ['UPDATE', undefined, { a: 2 }]],
    ['a patch larger than the record is not', sent({ a: 1, bcdef: 1 }, { a: 2 }), ['UPDATE', { a: 2 }, undefined]],
    ['what sets a null is whole', sent({ a: 1, b: long }, { a: null, b: long }), ['UPDATE', { a: null, b: long }, undefined]],
    ['a deletion has neither', sent({ a: 1 }, null), ['DELETE', undefined, undefined]],
  ]);
}

function rebases(): string[] {
  const reported: string[] = [];
  const report = (event: ErrorEvent) => {
    event.preventDefault();
    reported.push(event.error.code);
  };
  const moved = (base: State, mine: State, theirs: Confirmed | undefined, onConflict?: (conflict: Conflict) => unknown) => {
    const result = rebase({ ...unsent(base, mine)[0]!, after: 'c0' }, { confirmed: theirs, epoch: 'e2' }, onConflict as OnConflict | undefined);
    return result ? [result.type, result.base, result.state, result.localVersion, result.epoch, result.after ?? ''] : result;
  };
  const asked = (answer: (conflict: Conflict) => unknown) => moved({ a: 0 }, { a: 1 }, record(2, { a: 2 }), answer);
  addEventListener('error', report);
  const rows: Row[] = [
    ['on the same', moved({ a: 0 }, { a: 1 }, record(2, { a: 0 })), ['UPDATE', { a: 0 }, { a: 1 }, 2, 'e2', '']],
    ['they made the same edit, which counts twice if it counts', moved({ a: 0 }, { a: 1 }, record(2, { a: 1 })), undefined],
    ['and is no conflict of the app\'s', moved({ a: 0 }, { a: 1 }, record(2, { a: 1 }), () => ({ a: 9 })), undefined],
    ['they made the same edit of mine and another', moved({ a: 0, b: 0 }, { a: 1, b: 0 }, record(3, { a: 1, b: 2 })), undefined],
    ['both created the same', moved(null, { a: 1 }, record(1, { a: 1 })), undefined],
    ['other members', moved({ a: 0, b: 0 }, { a: 1, b: 0 }, record(2, { a: 0, b: 2 })), ['UPDATE', { a: 0, b: 2 }, { a: 1, b: 2 }, 2, 'e2', '']],
    ['the same member is the service\'s to merge', moved({ a: 0 }, { a: 1 }, record(2, { a: 2 })), undefined],
    ['or the app\'s', moved({ a: 0 }, { a: 1 }, record(2, { a: 2 }), () => ({ a: 3 })), ['UPDATE', { a: 2 }, { a: 3 }, 2, 'e2', '']],
    ['the app gives in', moved({ a: 0 }, { a: 1 }, record(2, { a: 2 }), () => ({ a: 2 })), null],
    ['the app deletes it', asked(() => null), ['DELETE', { a: 2 }, null, 2, 'e2', '']],
    ['the app answers what it was given, changed', asked(({ theirs }) => Object.assign(theirs!, { a: 3 })), ['UPDATE', { a: 2 }, { a: 3 }, 2, 'e2', '']],
    ['the app answers what is not JSON in it', asked(() => ({ a: new Date(0), b: undefined })), ['UPDATE', { a: 2 }, { a: '1970-01-01T00:00:00.000Z' }, 2, 'e2', '']],
    ['the app answers a promise', asked(() => Promise.resolve({ a: 3 })), undefined],
    ['the app answers a text', asked(() => 'a'), undefined],
    ['the app answers a text that none can store', asked(() => ({ a: '\ud800' })), undefined],
    ['they deleted what I edited', moved({ a: 0 }, { a: 1 }, record(2, null)), undefined],
    ['they edited what I deleted', moved({ a: 0 }, null, record(2, { a: 2 })), undefined],
    ['both deleted', moved({ a: 0 }, null, record(2, null)), null],
    ['both created', moved(null, { a: 1 }, record(2, { a: 2 })), undefined],
    ['it was swept while away', moved({ a: 0 }, { a: 1 }, undefined), ['CREATE', null, { a: 1 }, 0, 'e2', '']],
    ['it was swept, and I deleted it', moved({ a: 0 }, null, undefined), null],
  ];
  removeEventListener('error', report);
  return failures([...rows, ['what is no answer is reported', reported, ['invalid', 'invalid', 'invalid']]]);
}

function inputs(): string[] {
  const made = (call: () => unknown): unknown => {
    try {
      return call() ?? 'taken';
    } catch (error) {
      return (error as { code?: string }).code ?? 'not the code';
    }
  };
  const circle: Json = {};
  circle.itself = circle;
  const id = (value: unknown) => made(() => requireId(value));
  const record = (value: unknown) => made(() => plain(value));
  return failures([
    ['an id', id('A.b_c~:-9'), 'taken'],
    ['a long id', id('x'.repeat(200)), 'taken'],
    ['three dots', id('...'), 'taken'],
    ['too long an id', id('x'.repeat(201)), 'invalid'],
    ...['', '.', '..', 'a/b', 'a b', 'a\n', 'é', 7, null, undefined].map((value): Row => [`the id ${JSON.stringify(value)}`, id(value), 'invalid']),
    ['an object', record({ a: [1, { b: null }] }), { a: [1, { b: null }] }],
    ['of a class', record(new (class { a = 1; })()), { a: 1 }],
    ['without a prototype', record(Object.assign(Object.create(null) as object, { a: 1 })), { a: 1 }],
    ['every character', record({ a: '😀\t\u0001\uffff' }), { a: '😀\t\u0001\uffff' }],
    ['what only looks like an escape', record({ '\\u0000': '\\ud800 \\\\ud800' }), { '\\u0000': '\\ud800 \\\\ud800' }],
    ...[[], new Date(0), Promise.resolve({}), new Map(), 'a', 7, null, undefined, () => {}, circle, { a: 1n }]
      .map((value): Row => [`a record that is ${Object.prototype.toString.call(value)}`, record(value), 'invalid']),
    ['U+0000', record({ a: '\0' }), 'invalid'],
    ['U+0000 behind a backslash', record({ a: '\\\0' }), 'invalid'],
    ['a lone surrogate', record({ a: ['x\ud83d'] }), 'invalid'],
    ['the other half', record({ a: { b: '\udc00x' } }), 'invalid'],
    ['in a name', record({ a: { '\ud800': 1 } }), 'invalid'],
  ]);
}

function portions(): string[] {
  const after = (course: string) => {
    const portion = new Portion();
    [...course].forEach((step) => (step === '-' ? portion.tookTooLong() : portion.wasFast()));
    return [portion.of(200), portion.of(2_000_000)];
  };
  return failures([
    ['the whole', after(''), [200, 2_000_000]],
    ['half after one that took too long', after('-'), [100, 1_000_000]],
    ['and half of that', after('--'), [50, 500_000]],
    ['never none', after('-'.repeat(40)), [1, 2_000]],
    ['more again', after('--+'), [100, 1_000_000]],
    ['never more than the whole', after('-+++'), [200, 2_000_000]],
    ['soon back from the smallest', after('-'.repeat(40) + '+'.repeat(10)), [200, 2_000_000]],
  ]);
}

function delays(): string[] {
  const waiting = (ms: number) => {
    const timer = new Timer({ ...systemClock, setTimeout: () => 1, clearTimeout: () => {} });
    timer.start(1_000, () => {});
    timer.start(ms, () => {});
    return Number.isFinite(timer.delay) ? timer.delay : 'none';
  };
  const started = (ms: number) => {
    const given: number[] = [];
    new Timer({ ...systemClock, setTimeout: (_, delay) => given.push(delay) }).start(ms, () => {});
    return given;
  };
  return failures([
    ['as given', started(1_000), [1_000]],
    ['no longer than a browser can', started(1e12), [2_147_483_647]],
    ['endless', started(Infinity), []],
    ['how long the one at hand was to be', [waiting(50), waiting(Infinity)], [50, 'none']],
  ]);
}

const ack = (id: string, outcome: Outcome, version = 0, data?: State): Ack => ({
  changeId: id, clientId: 'me', entity: 'message', entityId: 'm', outcome, version, serverTime: 1,
  ...(outcome !== 'REJECTED' && { cursor: `k${version}` }), ...(data !== undefined && { data }),
});

/** Which changes stay answered, which go, what is taken, and what is told: outcome, id, rolled back. */
function settled(phases: string, held: Confirmed | undefined, ...acks: Ack[]): unknown {
  const given = chain(phases).map((change) => {
    const told = acks.find(({ changeId }) => changeId === change.id);
    return told ? { ...change, ack: told } : change;
  });
  const { keep, drop, take, told } = settle(given, held);
  if (keep.some(isOpen)) return 'kept as if unanswered';
  return [
    keep.map(({ id }) => id).join(), drop.map(({ id }) => id).join(), take ? [take.version, take.data] : '',
    told.map((one) => `${one.ack.outcome} ${one.change.id} ${one.rolledBack.map(({ id }) => id).join()}`.trim()),
  ];
}

function outcomes(): string[] {
  const v1 = record(1, { a: 0 });
  return failures([
    ['applied', settled('a', v1, ack('c1', 'APPLIED', 2)), ['c1', '', [2, { a: 1 }], ['APPLIED c1']]],
    ['merged', settled('a', v1, ack('c1', 'MERGED', 3, { m: 1 })), ['c1', '', [3, { m: 1 }], ['MERGED c1']]],
    ['superseded by a deletion', settled('a', v1, ack('c1', 'SUPERSEDED', 3, null)), ['c1', '', [3, null], ['SUPERSEDED c1']]],
    ['the feed was faster', settled('a', record(5, { f: 1 }), ack('c1', 'MERGED', 3, { m: 1 })), ['c1', '', '', ['MERGED c1']]],
    ['merged, but not to be read', settled('a', v1, ack('c1', 'MERGED', 3)), ['c1', '', '', ['MERGED c1']]],
    ['nothing to delete', settled('a', v1, { ...ack('c1', 'APPLIED', 0, null), cursor: undefined as never }), ['', 'c1', [0, { a: 1 }], ['APPLIED c1']]],
    ['rejected', settled('a', v1, ack('c1', 'REJECTED')), ['', 'c1', '', ['REJECTED c1']]],
    ['rejected with what was built on it', settled('aau', v1, ack('c1', 'REJECTED')), ['', 'c1,c2,c3', '', ['REJECTED c1 c2,c3']]],
    ['rejected behind what has no outcome', settled('aau', v1, ack('c2', 'REJECTED')), ['', 'c2,c3', '', ['REJECTED c2 c3']]],
    ['a later outcome waits for an earlier', settled('aa', v1, ack('c2', 'APPLIED', 3)), ['', '', '', []]],
    ['both at once', settled('aa', v1, ack('c2', 'APPLIED', 3), ack('c1', 'APPLIED', 2)), ['c1,c2', '', [3, { a: 2 }], ['APPLIED c1', 'APPLIED c2']]],
    ['a dead letter keeps its place', settled('aa', v1, ack('c1', 'DEAD_LETTERED')), ['', '', '', []]],
    ['what was answered before stays', settled('xa', record(2, { a: 1 }), ack('c2', 'APPLIED', 3)), ['c2', '', [3, { a: 2 }], ['APPLIED c2']]],
  ]);
}

/** What is left of a wait of 7 s once the clock has moved so far. */
function waitOnceSetTo(moved: number): unknown {
  let now = 1_000_000_000_000;
  const retry = new RetryManager({ ...systemClock, now: () => now });
  retry.failed(7_000);
  now += moved;
  return retry.wait;
}

function waits(): string[] {
  const range = (failures: number) => [delayAfter(failures, 0, 0), delayAfter(failures, 0, 1)];
  const now = Date.parse('2026-01-01T00:00:00Z');
  return failures([
    ['first', range(1), [500, 1_000]],
    ['second', range(2), [1_000, 2_000]],
    ['third', range(3), [2_000, 4_000]],
    ['eighth', range(8), [64_000, 128_000]],
    ['at most five minutes', range(10), [150_000, 300_000]],
    ['for ever', range(2_000), [150_000, 300_000]],
    ['never below what the service asks for', delayAfter(1, 7_000, 0.5), 7_000],
    ['nor shortened by it', delayAfter(5, 2_000, 1), 16_000],
    ['in seconds', retryAfter('7', now), 7_000],
    ['as a date', retryAfter('Thu, 01 Jan 2026 00:01:00 GMT', now), 60_000],
    ['a date gone by', retryAfter('Wed, 31 Dec 2025 00:00:00 GMT', now), 0],
    ['no longer than it was to be, where the clock is set back', waitOnceSetTo(-3_600_000), 7_000],
    ['shorter where time has passed', waitOnceSetTo(6_000), 1_000],
    ['none once it is over', waitOnceSetTo(7_500), -500],
    ['nonsense', retryAfter('soon', now), 0],
    ['none', retryAfter(null, now), 0],
  ]);
}

const EVENTS: [text: string, blocks: unknown][] = [
  ['', []],
  [': comment\n\n', []],
  ['data: a\n\n', [{ event: 'message', data: 'a' }]],
  ['id: 7\nevent: change\ndata: {"a":1}\n\n', [{ id: '7', event: 'change', data: '{"a":1}' }]],
  ['id: 8\n\n', [{ id: '8', event: 'message' }]],
  ['data:a\ndata: b\n\ndata: c\n\n', [{ event: 'message', data: 'a\nb' }, { event: 'message', data: 'c' }]],
  ['event: ack\r\ndata: x\r\n\r\n', [{ event: 'ack', data: 'x' }]],
  ['retry: 10\n\ndata: é\n\n', [{ event: 'message', data: 'é' }]],
  ['data: never finished\n', []],
];

/** What is taken of blocks that come in one piece, where the first ends the stream. */
async function takenOnceAborted(): Promise<unknown> {
  const end = new AbortController();
  const taken: unknown[] = [];
  const body = new Blob(['data: a\n\ndata: b\n\n']).stream();
  await readStream(body, end.signal, () => {}, async ({ data }) => {
    taken.push(data);
    end.abort();
  }).catch(() => {});
  return taken;
}

async function blocks(): Promise<string[]> {
  const whole = (text: string) => new EventParser().push(text);
  const letterByLetter = (text: string) => {
    const parser = new EventParser();
    return [...text].flatMap((letter) => parser.push(letter));
  };
  return failures([
    ...EVENTS.flatMap(([text, expected]): Row[] => [
      [`${JSON.stringify(text)} at once`, whole(text), expected],
      [`${JSON.stringify(text)} letter by letter`, letterByLetter(text), expected],
    ]),
    ['nothing more of a piece once it was aborted', await takenOnceAborted(), ['a']],
  ]);
}

function ids(): string[] {
  const made = Array.from({ length: 10_000 }, () => newId(1_760_000_000_000));
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  return failures([
    ['of version 7', made.filter((id) => !form.test(id)), []],
    ['all different', new Set(made).size, made.length],
    ['ascending', same(made, made.toSorted()), true],
    ['by time', newId(1_760_000_100_000).replaceAll('-', '').slice(0, 12), (1_760_000_100_000).toString(16).padStart(12, '0')],
  ]);
}

function tokens(): string[] {
  const jwt = (claims: Json) => `h.${btoa(JSON.stringify(claims))}.s`;
  return failures([
    ['renewed half a minute early', lifetime(jwt({ iat: 1_000, exp: 4_600 }), 0), 3_570_000],
    ['a short one a quarter early', lifetime(jwt({ iat: 1_000, exp: 1_020 }), 0), 15_000],
    ['whatever this device\'s clock says', lifetime(jwt({ iat: 1_000, exp: 4_600 }), 9_999_999_999_999), 3_570_000],
    ['without iat', lifetime(jwt({ exp: 4_600 }), 1_000_000), 3_570_000],
    ['over already', lifetime(jwt({ exp: 4_600 }), 9_000_000), 0],
    ['not a JWT', lifetime('opaque', 0) === Infinity, true],
    ['of a user', userOf(jwt({ iss: 'i', sub: 's', tenant: 't', exp: 1 })), '["i","s","t"]'],
    ['of one whose name has a part of another\'s', userOf(jwt({ iss: 'i', sub: 's","t', exp: 1 })) === userOf(jwt({ iss: 'i', sub: 's', tenant: 't' })), false],
    ['of nobody', [userOf(jwt({ exp: 4_600 })), userOf('opaque')], ['', '']],
  ]);
}

/** What is asked of the app, by what the client does. */
async function tokenSource(): Promise<string[]> {
  let asked = 0;
  let fails = false;
  const { signal } = new AbortController();
  const source = new TokenSource(async () => {
    asked++;
    if (fails) throw new Error('no');
    return `token ${asked}`;
  }, systemClock, signal, async () => {});
  const rows: Row[] = [];
  const all = await Promise.all([source.get(), source.get(), source.get()]);
  rows.push(['once for all who wait', [all, asked], [['token 1', 'token 1', 'token 1'], 1]]);
  rows.push(['kept', [await source.get(), asked], ['token 1', 1]]);
  source.refused('token 1');
  rows.push(['anew when refused', [await source.get(), asked], ['token 2', 2]]);
  source.refused('token 1');
  rows.push(['a late refusal of an old one changes nothing', [await source.get(), asked], ['token 2', 2]]);
  fails = true;
  source.expire();
  rows.push(['told where the app has none', await source.get().catch((error: { code: string }) => error.code), 'token']);
  fails = false;
  rows.push(['and asked again', await source.get(), 'token 4']);
  const code = (token: Promise<string>) => token.catch((error: { code: string }) => error.code);
  const atOnce = { ...systemClock, setTimeout: (call: () => void) => setTimeout(call) };
  const never = new TokenSource(() => new Promise<string>(() => asked++), atOnce, signal, async () => {});
  rows.push(['told where the app never answers, and asked again', [await code(never.get()), await code(never.get()), asked], ['token', 'token', 6]]);
  const refuse = async (user: string) => {
    throw Object.assign(new Error(user), { code: 'user' });
  };
  const others = new TokenSource(() => `h.${btoa('{"sub":"s"}')}.s`, systemClock, signal, refuse);
  rows.push(['not taken where it is another user\'s', await code(others.get()), 'user']);
  return failures(rows);
}

export const tables: Record<string, () => string[] | Promise<string[]>> = {
  patches, edits, wires, rebases, inputs, outcomes, waits, portions, delays, blocks, ids, tokens, tokenSource,
};
