// What a broken or hostile client puts on the server's stdin, as fast-check arbitraries: each action is bytes, and the answers it must get.
import fc from 'fast-check';
import { LIMITS } from '../../src/limits.js';
import type { Answer } from '../support/rpc.js';

export interface Expected {
  readonly id: string;
  /** What is wrong with the answer; undefined when it is right. */
  readonly wrong: (answer: Answer) => string | undefined;
  /** True when a cancellation may have taken the answer away. */
  readonly optional: boolean;
}

export interface Action {
  /** For the report of a counterexample. */
  readonly kind: string;
  /** Written one after the other, each as a write of its own. */
  readonly chunks: readonly Buffer[];
  readonly expected: readonly Expected[];
  /** Calls that must be in the audit trail, whatever became of their answers. */
  readonly calls: number;
}

/** An id that no mutation of another message can turn into: answers to valid requests are matched exactly. */
const VALID = 'valid-request-';

interface Valid {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly wrong: (answer: Answer) => string | undefined;
}

const word = fc.string({ unit: fc.constantFrom(...Array.from('abcXYZ019 \'"\\$~é–😀\u0000\u202e')), maxLength: 12 });

const structured = (answer: Answer): Readonly<Record<string, unknown>> => (answer.result?.['structuredContent'] ?? {}) as Readonly<Record<string, unknown>>;

/** Valid requests whose right answer is known without asking the code under test. */
const valid: fc.Arbitrary<Valid> = fc.oneof(
  fc.constant<Valid>({ method: 'ping', params: {}, wrong: ({ result }) => (JSON.stringify(result) === '{}' ? undefined : 'a ping is answered by {}') }),
  fc.constant<Valid>({ method: 'tools/list', params: {}, wrong: ({ result }) => ((result?.['tools'] as unknown[] | undefined)?.length === 4 ? undefined : 'there are four tools') }),
  word.map<Valid>((text) => {
    const command = `echo '${text.replaceAll("'", '')}'`;
    return {
      method: 'tools/call',
      params: { name: 'run_command', arguments: { command } },
      wrong: (answer) => {
        const { command: judged, allowed, executed } = structured(answer);
        if (executed !== false) return 'a dry run executes nothing';
        if (allowed !== !text.includes('\0')) return 'only the NUL refuses an echo';
        return judged === command || text.includes('\0') ? undefined : 'the command that was judged is the one that was sent';
      },
    };
  }),
  fc.constant<Valid>({
    method: 'tools/call',
    params: { name: 'run_command', arguments: { command: 'rm -rf /sim', dry_run: false } },
    wrong: (answer) => (structured(answer)['allowed'] === false && answer.result?.['isError'] === true ? undefined : 'rm is refused'),
  }),
  fc.integer({ min: 1, max: 5 }).map<Valid>((tail) => ({
    method: 'tools/call',
    params: { name: 'get_logs', arguments: { source: 'audit', tail } },
    wrong: (answer) => (structured(answer)['count'] === tail ? undefined : `tail=${tail} gives ${tail} records`),
  })),
  fc.integer({ min: 1, max: 99 }).map<Valid>((jobs) => ({
    method: 'tools/call',
    params: { name: 'update_config', arguments: { key: 'max_jobs', value: String(jobs) } },
    wrong: (answer) => (structured(answer)['value'] === String(jobs) ? undefined : 'the value that was set is answered'),
  })),
  word.map<Valid>((name) => ({
    method: 'tools/call',
    params: { name: `no-${name}`, arguments: {} },
    wrong: (answer) => (answer.error?.data?.code === 'unknown_tool' ? undefined : 'an unknown tool is named so'),
  })),
  word.map<Valid>((method) => ({ method: `no/${method}`, params: {}, wrong: (answer) => (answer.error?.code === -32601 ? undefined : 'an unknown method is -32601') })),
);

let counter = 0;

/** Requests answer rightly once `initialize` was sent, and are refused before; `initialized` is what the session knows. */
function request({ method, params, wrong }: Valid, initialized: boolean, cancelled = false): Action & { readonly id: string; readonly message: object } {
  const id = `${VALID}${++counter}`;
  const message = { jsonrpc: '2.0', id, method, params };
  const early = method !== 'ping' && !method.startsWith('no/') && !initialized;
  return {
    id,
    message,
    kind: method,
    chunks: [line(message)],
    expected: [{ id, optional: cancelled, wrong: early ? (answer) => (answer.error?.data?.code === 'not_initialized' ? undefined : 'refused before initialize') : wrong }],
    calls: method === 'tools/call' && initialized && !String(params['name']).startsWith('no-') ? 1 : 0,
  };
}

const line = (message: unknown): Buffer => Buffer.from(`${JSON.stringify(message)}\n`);
const silent = (kind: string, ...chunks: Buffer[]): Action => ({ kind, chunks, expected: [], calls: 0 });

/** Any JSON, with the keys that trip careless code. */
const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(null, [], {}, '', 0, -0, 1e308, -1, 1.5, true, { __proto__: null, constructor: 1 }, JSON.parse('{"__proto__":{"polluted":true}}'), 'x'.repeat(70_000)),
);

const METHODS = ['initialize', 'ping', 'tools/list', 'tools/call', 'resources/list', 'resources/read', 'resources/templates/list', 'prompts/list', 'prompts/get', 'completion/complete', 'logging/setLevel', 'resources/subscribe', 'notifications/initialized', 'notifications/cancelled', 'notifications/progress', 'notifications/roots/list_changed', 'server/discover', 'tasks/list', 'rpc.discover', ''];

/** A message with the wrong types somewhere: never one whose id could be taken for a valid request's. */
const wrongTypes = fc
  .record(
    {
      jsonrpc: fc.oneof({ weight: 4, arbitrary: fc.constant<unknown>('2.0') }, { weight: 1, arbitrary: junk }),
      id: fc.oneof(fc.integer(), fc.constantFrom<unknown>('', 'x', null, 1.5, -1, 2 ** 53, {}, [1])),
      method: fc.oneof({ weight: 4, arbitrary: fc.constantFrom<unknown>(...METHODS) }, { weight: 1, arbitrary: junk }),
      params: fc.oneof(junk, fc.record({ name: fc.oneof(fc.constantFrom('run_command', 'get_logs', 'update_config', 'triage'), junk), arguments: junk, uri: fc.oneof(fc.constantFrom('zops://status', 'zops://logs/x', 'zops://policy/check/%'), junk), _meta: junk }, { requiredKeys: [] })),
      result: junk,
      error: junk,
    },
    { requiredKeys: ['jsonrpc'] },
  )
  // An initialize that happens to be right would change what later requests must be answered.
  .filter(({ method }) => method !== 'initialize')
  .map((message) => silent(`wrong types ${JSON.stringify(message).slice(0, 200)}`, line(message)));

const seed = '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"run_command","arguments":{"command":"ls"}}}';

/** Text that is nearly a message: cut short, a byte changed, doubled, an array, several lines in one. */
const malformed = fc
  .oneof(
    fc.nat(seed.length - 1).map((at) => Buffer.from(seed.slice(0, at))),
    fc.tuple(fc.nat(seed.length - 1), fc.nat(255)).map(([at, byte]) => {
      const bytes = Buffer.from(seed);
      bytes[at] = byte;
      return bytes;
    }),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom('', ' ', '\t', '\r', '\ufeff{}', `[${seed}]`, '[]', '{}{}', 'null', '"', '{"jsonrpc":"2.0"}', 'Content-Length: 5\r\n\r\n', 'GET / HTTP/1.1', '{"id":1e400}').map((text) => Buffer.from(text)),
    fc.nat(5_000).map((depth) => Buffer.from(`${'['.repeat(depth)}${']'.repeat(depth)}`)),
    fc.nat(5_000).map((depth) => Buffer.from(`{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"get_logs","arguments":${'{"a":'.repeat(depth)}1${'}'.repeat(depth + 2)}`)),
  )
  .map((bytes) => silent(`malformed ${bytes.toString('latin1').slice(0, 120)}`, bytes, Buffer.from('\n')));

const invalidUtf8 = fc
  .tuple(fc.uint8Array({ min: 0x80, max: 0xff, minLength: 1, maxLength: 6 }), fc.boolean())
  .map(([bytes, inside]) => {
    const [head, tail] = seed.split('ls');
    return inside
      ? silent('invalid UTF-8 in a command', Buffer.from(head ?? ''), Buffer.from(bytes), Buffer.from(`${tail ?? ''}\n`))
      : silent('invalid UTF-8 alone', Buffer.from(bytes), Buffer.from('\n'));
  });

const huge = fc.constantFrom(LIMITS.messageBytes - 1_000, LIMITS.messageBytes + 1, LIMITS.messageBytes * 2).map((length) => {
  const filler = Buffer.alloc(length, 0x78);
  return silent(`a message of ${length} bytes`, Buffer.from('{"jsonrpc":"2.0","id":8,"method":"tools/call","params":{"name":"run_command","arguments":{"command":"'), filler, Buffer.from('"}}}\n'));
});

const cancelOfNothing = fc.oneof(fc.string(), fc.integer(), junk).map((requestId) => silent('cancels what there is not', line({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId, reason: 'fuzz' } })));
const strayAnswer = fc.tuple(fc.oneof(fc.integer(), fc.string()), junk).map(([id, result]) => silent('an answer to nothing', line({ jsonrpc: '2.0', id, result })));

const kinds = (initialized: boolean): fc.Arbitrary<Action> =>
  fc.oneof(
    { weight: 6, arbitrary: valid.map((one) => request(one, initialized)) },
    { weight: 3, arbitrary: wrongTypes },
    { weight: 3, arbitrary: malformed },
    { weight: 1, arbitrary: invalidUtf8 },
    { weight: 1, arbitrary: huge },
    { weight: 1, arbitrary: cancelOfNothing },
    { weight: 1, arbitrary: strayAnswer },
    // Byte by byte: half messages that become whole ones.
    { weight: 1, arbitrary: valid.map((one) => request(one, initialized)).map((action) => ({ ...action, kind: `${action.kind}, byte by byte`, chunks: action.chunks.flatMap((chunk) => [...chunk].map((byte) => Buffer.from([byte]))) })) },
    // A flood in one write, with blanks and CRLF between.
    {
      weight: 1,
      arbitrary: fc.array(valid, { minLength: 50, maxLength: 200 }).map((many) => {
        const actions = many.map((one) => request(one, initialized));
        const bytes = Buffer.concat(actions.flatMap(({ chunks }) => [...chunks, Buffer.from('\r\n \n')]));
        return { kind: `a flood of ${actions.length}`, chunks: [bytes], expected: actions.flatMap(({ expected }) => expected), calls: actions.reduce((sum, { calls }) => sum + calls, 0) };
      }),
    },
    // The same id three times: each copy is answered or refused, none is mistaken for another.
    {
      weight: 1,
      arbitrary: valid.map((one) => {
        const { message, expected, calls, id, kind } = request(one, initialized);
        return { kind: `${kind}, three times under ${id}`, chunks: [line(message), line(message), line(message)], expected: [...expected, ...expected, ...expected], calls: calls * 3 };
      }),
    },
    {
      weight: 1,
      arbitrary: valid.map((one) => {
        const { id, kind, chunks, expected } = request(one, initialized, true);
        // Cancelled at once: the call may not have begun, so its record is not counted on either.
        return { kind: `${kind}, cancelled`, chunks: [...chunks, line({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } })], expected, calls: 0 };
      }),
    },
  );

const INITIALIZE: Action = (() => {
  const id = `${VALID}initialize`;
  const message = { jsonrpc: '2.0', id, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'fuzz', version: '1' } } };
  const wrong = ({ result }: Answer): string | undefined => ((result?.['serverInfo'] as { name?: string } | undefined)?.name === 'zops' ? undefined : 'initialize names the server');
  return { kind: 'initialize', chunks: [line(message), line({ jsonrpc: '2.0', method: 'notifications/initialized' })], expected: [{ id, optional: false, wrong }], calls: 0 };
})();

/** One session: some actions before `initialize` (out of order), the rest after it. */
export const sessions: fc.Arbitrary<readonly Action[]> = fc
  .tuple(fc.array(kinds(false), { maxLength: 6 }), fc.array(kinds(true), { minLength: 5, maxLength: 30 }))
  .map(([before, after]) => readable([...before, INITIALIZE, ...after]));

/** A counterexample is printed as what was sent, not as buffers. */
function readable(actions: readonly Action[]): readonly Action[] {
  const text = (): string => actions.map(({ kind, chunks }) => `\n${kind}: ${JSON.stringify(Buffer.concat(chunks).toString('latin1').slice(0, 600))}`).join('');
  return Object.defineProperty([...actions], fc.toStringMethod, { value: text });
}
