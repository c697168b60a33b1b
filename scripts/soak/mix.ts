// The mix of calls that a soak is made of: all tools, resources, prompts and completions, refusals and mistakes, cancellations, pages.
import type { Random } from '../durability/random.js';
import { command, countCommand, failing, logs, other, printed, read, type Setting, status, tailCommand, tool } from './ops.js';
import type { Call } from './facts.js';
import type { Op, Peer } from './peer.js';
import { MARK, SOURCES, wrongLines, type Source, type World } from './world.js';

export const REFUSED = ['rm -rf /sim', 'cat /etc/passwd', 'ls /sim; id', 'cat ../../etc/shadow', 'tail -f syslog.log', 'grep -f /etc/passwd x syslog.log', 'echo $(id)', 'cat /simulator/x'];
/** Files of the system folder that are always there. */
const FILES = ['audit.log', 'error.log', 'joblog.log', 'status.json', 'syslog.log'];

export interface MixOptions {
  readonly world: World;
  readonly random: Random;
  readonly setting: Setting | null;
  /** Calls of this peer that the trail must hold by now. */
  readonly acknowledged: () => Call | undefined;
}

type Choice = readonly [weight: number, make: (options: MixOptions) => Op | null];

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] ?? (list[0] as T);
const word = (random: Random): string => `soak-${Math.floor(random() * 2 ** 40).toString(36)}`;
const text = ({ json }: Readonly<Record<string, unknown>>): string => JSON.stringify(json);

const CHOICES: readonly Choice[] = [
  [14, ({ random }) => command(`echo ${word(random)} 'two  words'`, false)],
  [10, ({ random }) => ((w) => command(`echo ${w}`, true, printed(`${w}\n`)))(word(random))],
  [6, ({ random }) => command(pick(random, REFUSED), random() < 0.5)],
  [12, ({ world, random }) => logs(world, pick(random, ['syslog', 'audit', 'error'] as const), 1 + Math.floor(random() * 100))],
  [1, ({ world }) => logs(world, 'joblog', 20)],
  // Searches all of the large log, and finds nothing.
  [0.5, () => tool('get_logs', { source: 'joblog', contains: 'NOWHERE TO BE FOUND' }, ['logs'], ({ lines, truncated }) => ((lines as unknown[]).length === 0 && truncated === false ? null : 'it found something'))],
  [0.5, ({ world, random }) => logs(world, 'joblog', 100, { cancelAfter: random() * 40, progress: false })],
  [2, ({ random }) => ((w) => ({ ...command(`echo ${w}`, true, printed(`${w}\n`)), cancelAfter: random() * 6 }))(word(random))],
  [5, ({ world, random }) => tailCommand(world, pick(random, SOURCES), 1 + Math.floor(random() * 20))],
  [2, ({ world, random }) => countCommand(world, pick(random, ['syslog', 'audit', 'error'] as const))],
  [3, () => command('ls /sim', true, ({ stdout, exit_code }) => (exit_code === 0 && FILES.filter((name) => !['syslog.log', 'error.log'].includes(name)).every((name) => String(stdout).split('\n').includes(name)) ? null : `listed ${String(stdout)}`))],
  [1, () => command('hostname', true, ({ stdout, exit_code }) => (exit_code === 0 && /^\S+\n$/.test(String(stdout)) ? null : `printed ${String(stdout)}`))],
  [0.3, () => command('cat joblog.log', true, ({ stdout, truncated, next }) => (truncated === true && String(stdout).startsWith('1 ') && String(next).startsWith('Output was cut') ? null : 'a large log was not cut'))],
  [2, ({ world }) => status(world, 'tool')],
  [1, ({ world }) => status(world, 'resource')],
  [3, ({ setting }) => setting?.update() ?? null],
  [2, ({ setting }) => setting?.check() ?? null],
  [1, () => failing(tool('update_config', { key: 'db_password', value: 'x' }, [], () => null), 'sensitive_key', 'refused', 'sensitive_key')],
  [1, () => failing(tool('update_config', { key: 'max_jobs', value: 'many' }, [], () => null), 'invalid_value', 'refused', 'invalid_value')],
  [1, () => failing(tool('get_logs', { source: 'syslog', lines: 3 }, [], () => null), 'invalid_arguments')],
  [2, ({ world, random }) => source(world, pick(random, ['syslog', 'audit', 'error'] as const))],
  [1, () => read('zops://audit/recent', true, [], recent)],
  [1, ({ acknowledged }) => trail(acknowledged())],
  [1, () => read('zops://policy', false, [], (value) => (text(value).includes('"programs"') ? null : 'no programs'))],
  [2, ({ random }) => ((c) => read(`zops://policy/check/${encodeURIComponent(c)}`, false, [], (value) => (text(value).includes('"allowed":false') ? null : `${c} passes`)))(pick(random, REFUSED))],
  [1, () => read('zops://messages/IEF450I', false, [], (value) => (text(value).includes('IEF450I') ? null : 'no meaning'))],
  [1, () => read('zops://abends/S0C7', false, [], (value) => (text(value).includes('S0C7') ? null : 'no meaning'))],
  [1, () => failing(read('zops://nothing', false, [], () => null), 'unknown_resource')],
  [1, () => other('tools/list', async (client, options) => await client.listTools({}, options), ({ tools }) => ((tools as unknown[]).length === 4 ? null : 'not four tools'))],
  [1, () => failing(other('resources/list', async (client, options) => await client.listResources({ cursor: 'bm9uZQ' }, options), () => null), 'invalid_arguments')],
  [1, () => other('prompts/get', async (client, options) => await client.getPrompt({ name: 'explain-abend', arguments: { code: 'S0C4' } }, options), (value) => (JSON.stringify(value).includes('S0C4') ? null : 'no S0C4'))],
  [1, () => other('completion/complete', async (client, options) => await client.complete({ ref: { type: 'ref/resource', uri: 'zops://logs/{source}' }, argument: { name: 'source', value: 's' } }, options), (value) => (JSON.stringify(value).includes('"syslog"') ? null : 'no syslog'))],
];

const TOTAL = CHOICES.reduce((sum, [weight]) => sum + weight, 0);

/** One call of the mix. */
export function nextOp(options: MixOptions): Op {
  for (;;) {
    let at = options.random() * TOTAL;
    const [, make] = CHOICES.find(([weight]) => (at -= weight) < 0) ?? [0, () => null];
    const op = make(options);
    if (op !== null) return op;
  }
}

/** The newest page and the one before it, as `next` says: together they have no gap. */
export async function readTwoPages(peer: Peer, world: World): Promise<void> {
  const before = world.view('syslog');
  let first: string[] = [];
  let until = '';
  const page = tool('get_logs', { source: 'syslog', tail: 10, contains: MARK }, ['logs'], ({ lines, next }) => {
    first = lines as string[];
    until = /until="([^"]+)"/.exec(String(next))?.[1] ?? '';
    return null;
  });
  if ((await peer.perform(page)).end !== 'right' || until === '' || world.view('syslog').file !== before.file) return;
  const numberOf = (line: string | undefined): number => Number(new RegExp(`${MARK}(\\d{8})`).exec(line ?? '')?.[1]);
  const newest = numberOf(first[0]) - 1;
  const second = tool('get_logs', { source: 'syslog', tail: 10, contains: MARK, until }, ['logs'], ({ lines }) => {
    if (world.view('syslog').file !== before.file) return null;
    const view = { ...before, newest };
    return wrongLines(lines as string[], 10, view, view, () => undefined);
  });
  await peer.perform(second);
}

function source(world: World, name: Source): Op {
  const before = world.view(name);
  return read(`zops://logs/${name}`, true, ['logs'], ({ json }) => {
    const { lines } = json as { lines: string[] };
    const marked = lines.filter((line) => line.includes(MARK));
    // Pages of a log that was not yet rotated hold older lines, too.
    return wrongLines(marked, Math.min(marked.length, 100), before, world.view(name), (file) => world.lastOf(name, file));
  });
}

function recent({ json }: Readonly<Record<string, unknown>>): string | null {
  const numbers = (json as { seq: number }[]).map(({ seq }) => seq);
  return numbers.length === 50 && numbers.every((seq, index) => index === 0 || seq === (numbers[index - 1] ?? 0) + 1) ? null : `records ${numbers.join(' ')}`;
}

function trail(call: Call | undefined): Op | null {
  if (call === undefined || call.trace === null) return null;
  const { trace, tool: name } = call;
  return read(`zops://audit/trace/${trace}`, true, [], ({ json }) => {
    const { records } = json as { records: { event: string; tool: string }[] };
    return records.some(({ event, tool: recorded }) => event === 'call' && recorded === name) ? null : `the trail does not hold ${trace}`;
  });
}
