// How single requests are made and what their answers must be: the words of which the mix (mix.ts) is made.
import { isDeepStrictEqual } from 'node:util';
import { evaluateCommand } from '../../src/policy/evaluate.js';
import type { Expected, Need } from './facts.js';
import { answered, UNEXPECTED, type Answer, type Op } from './peer.js';
import { MARK, wrongLines, type Source, type World } from './world.js';

export type Value = Readonly<Record<string, unknown>>;
type Check = (value: Value) => string | null;

const OK: Expected = { outcome: 'ok' };

/** A tool call that must succeed. */
export function tool(name: string, args: Value, needs: readonly Need[], check: Check, more: Partial<Op> = {}): Op {
  return {
    tool: name,
    audited: true,
    needs: ['state', ...needs],
    expected: OK,
    check: (answer) => (answer.ok ? check(answer.value) : UNEXPECTED),
    request: async (client, { meta, ...options }) => {
      const answer = await answered(client.callTool({ name, arguments: args, _meta: meta }, undefined, options));
      return answer.ok ? unpacked(answer.value) : answer;
    },
    ...more,
  };
}

function unpacked({ structuredContent, content }: Value): Answer {
  const value = structuredContent as Value;
  const [{ text } = { text: '' }] = content as { text: string }[];
  if (!isDeepStrictEqual(JSON.parse(text), value)) return { ok: false, code: 'none', message: 'the text is not the structured result' };
  const { error } = value as { error?: { code: string; message: string } };
  return error === undefined ? { ok: true, value } : { ok: false, ...error };
}

/** A request that must fail with this code. */
export function failing(op: Op, code: string, outcome: 'error' | 'refused' = 'error', rule?: string): Op {
  return { ...op, expected: { outcome, code, rule }, check: (answer) => (answer.ok ? `it was to fail with ${code}` : answer.code === code ? null : UNEXPECTED) };
}

/** @param looks whether it is audited */
export function read(uri: string, looks: boolean, needs: readonly Need[], check: Check): Op {
  return {
    tool: looks ? 'resources/read' : 'resources/read (not audited)',
    audited: looks,
    needs: looks ? ['state', ...needs] : needs,
    expected: OK,
    check: (answer) => (answer.ok ? check(answer.value) : UNEXPECTED),
    request: async (client, { meta, ...options }) => {
      const answer = await answered(client.readResource({ uri, _meta: meta }, options));
      if (!answer.ok) return answer;
      const [{ text } = { text: 'null' }] = answer.value['contents'] as { text: string }[];
      return { ok: true, value: { json: JSON.parse(text) as unknown } };
    },
  };
}

/** What no audit trail records. */
export function other(name: string, request: (client: Parameters<Op['request']>[0], options: Pick<Parameters<Op['request']>[1], 'signal' | 'timeout'>) => Promise<Value>, check: Check): Op {
  return {
    tool: name,
    audited: false,
    needs: [],
    expected: OK,
    check: (answer) => (answer.ok ? check(answer.value) : UNEXPECTED),
    request: (client, { signal, timeout }) => answered(request(client, { signal, timeout })),
  };
}

/** Judged by the very policy, and run when `execute`. */
export function command(text: string, execute: boolean, check: Check = () => null, needs: readonly Need[] = []): Op {
  const verdict = evaluateCommand(text);
  const runs = execute && verdict.allowed;
  return tool(
    'run_command',
    { command: text, dry_run: !execute },
    runs ? ['sandbox', ...needs] : [],
    (value) => {
      const { allowed, executed, dry_run, rule, argv } = value;
      if (allowed !== verdict.allowed || rule !== verdict.rule || executed !== runs || dry_run !== !execute) return `${text}: ${JSON.stringify(value)}`;
      if (!isDeepStrictEqual(argv, [...verdict.argv])) return `${text}: argv ${JSON.stringify(argv)}`;
      return runs ? check(value) : null;
    },
    { expected: { outcome: verdict.allowed ? 'ok' : 'refused', rule: verdict.rule } },
  );
}

export function printed(text: string): Check {
  return ({ stdout, stderr, exit_code }) => (stdout === text && stderr === '' && exit_code === 0 ? null : `printed ${JSON.stringify({ stdout, stderr, exit_code })}, not ${JSON.stringify(text)}`);
}

/** The newest of our lines in a log. */
export function logs(world: World, source: Source, tail: number, more: Partial<Op> = {}): Op {
  const before = world.view(source);
  return tool(
    'get_logs',
    { source, tail, contains: MARK },
    ['logs'],
    ({ lines, count }) => {
      const read = lines as string[];
      if (count !== read.length) return `count ${String(count)} of ${read.length} lines`;
      return wrongLines(read, tail, before, world.view(source), (file) => world.lastOf(source, file));
    },
    { progress: true, ...more },
  );
}

/** The same through a command. */
export function tailCommand(world: World, source: Source, count: number): Op {
  const before = world.view(source);
  return command(
    `tail -n ${count} ${source}.log`,
    true,
    ({ stdout, exit_code, stderr }) => {
      const after = world.view(source);
      const lines = String(stdout).split('\n').slice(0, -1).filter((line) => line.includes(MARK));
      // Between the two steps of a rotation there is no such file, or an empty one.
      if (after.file !== before.file && lines.length === 0) return null;
      if (exit_code !== 0) return `exit code ${String(exit_code)}: ${String(stderr)}`;
      return wrongLines(lines, count, before, after, (file) => world.lastOf(source, file));
    },
  );
}

export function countCommand(world: World, source: Source): Op {
  const before = world.view(source);
  return command(`grep -c ${MARK} ${source}.log`, true, ({ stdout, exit_code }) => {
    const after = world.view(source);
    if (after.file !== before.file) return null;
    const [least, most] = [before.newest - before.oldest + 1, after.newest - after.oldest + 1];
    const count = Number(stdout);
    return count >= least && count <= most && exit_code === (count === 0 ? 1 : 0) ? null : `counted ${String(stdout)} (exit ${String(exit_code)}), not ${least} to ${most}`;
  });
}

export function status(world: World, through: 'tool' | 'resource'): Op {
  const least = world.statusVersion();
  const check: Check = ({ jobs, cpu, simulated }) => {
    const { completed_today: version } = jobs as { completed_today: number };
    return version >= least && version <= world.statusVersion() && cpu === 41 && simulated === true ? null : `version ${version}, not ${least} to ${world.statusVersion()}`;
  };
  return through === 'tool'
    ? tool('get_system_status', {}, ['status', 'logs'], check, { progress: true })
    : read('zops://status', true, ['status', 'logs'], ({ json }) => check(json as Value));
}

/** One setting that a single client changes: what it must hold is known from call to call. */
export class Setting {
  private possible: readonly (string | null)[];
  private busy = false;

  constructor(
    readonly key: string,
    private readonly most: number,
    /** What it holds at the start: null when it was never set. */
    value: string | null = null,
  ) {
    this.possible = [value];
  }

  /** Null while the change before has not been answered. */
  update(): Op | null {
    if (this.busy) return null;
    this.busy = true;
    const before = this.possible;
    const value = String((Number(before.at(-1) ?? 0) % this.most) + 1);
    return tool(
      'update_config',
      { key: this.key, value },
      [],
      (answer) => (answer['value'] === value && before.includes(answer['previous'] as string | null) ? null : `${this.key} was ${String(answer['previous'])}, not ${before.join(' or ')}`),
      {
        settled: (end, code) => {
          this.busy = false;
          if (end === 'right') this.possible = [value];
          // Nothing was recorded, so nothing may have happened; of every other error both may be true.
          else if (code !== 'audit_unavailable') this.possible = [...before, value];
        },
      },
    );
  }

  check(): Op | null {
    if (this.busy) return null;
    this.busy = true;
    const expected = this.possible;
    const op = read('zops://config', true, [], ({ json }) => {
      const { value } = (json as Record<string, { value: string | null }>)[this.key] ?? { value: null };
      return expected.includes(value) ? null : `${this.key} is ${String(value)}, not ${expected.join(' or ')}`;
    });
    return { ...op, settled: () => (this.busy = false) };
  }
}
