// docs/inspector.md from top to bottom in one shell, as somebody would paste it, and what the page says of each command.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BUILT_IN_POLICY } from '../../src/policy/policy.js';
import { promptsAt } from '../../src/server/prompts.js';
import { RESOURCE_TEMPLATES, RESOURCES } from '../../src/server/resources.js';
import { TOOLS } from '../../src/tools/index.js';
import { contains } from '../support/contains.js';
import { describeForeign, foreignBin, foreignVersion } from '../support/foreign.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = await readFile(path.join(ROOT, 'docs/inspector.md'), 'utf8');
const INSPECTOR = `@modelcontextprotocol/inspector@${foreignVersion('@modelcontextprotocol/inspector')}`;

interface Step {
  readonly command: string;
  /** The text before it. */
  readonly says: string;
  /** What must be in the answer. */
  readonly expected: unknown;
}

/** Each command of the page with the text before it and the JSON block that follows, if one does. */
function parse(page: string): Step[] {
  const blocks = [...page.matchAll(/((?:(?!^```)[^])*?)^```sh\n([^]*?)^```\n(?:\n```json\n([^]*?)^```\n)?/gm)];
  return blocks.map(([, says = '', command = '', json]) => ({ says, command, expected: json === undefined ? undefined : (JSON.parse(json) as unknown) }));
}

const steps = parse(PAGE);

describeForeign('docs/inspector.md', () => {
  const results: { code: number; stdout: string; stderr: string }[] = [];

  let home = '';

  beforeAll(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'zops-page-'));
    // npx, without the download: the very package of the page, from test/foreign.
    const npx = `npx() {
      [ "$1" = -y ] && shift
      local bin='${foreignBin('mcp-inspector')}'
      [ "$1" = -p ] && { bin='${foreignBin('mcpdo')}'; shift; }
      [ "$1" = '${INSPECTOR}' ] || { echo "the page asks for $1" >&2; return 99; }
      shift
      [ "$1" = mcpdo ] && shift
      "$bin" "$@"
    }`;
    const script = steps.map(({ command }, at) => `{ ${command.trim()}\n} >'${home}/${at}.out' 2>'${home}/${at}.err' </dev/null\necho $? >'${home}/${at}.code'`);
    await mkdir(`${home}/daemon`, { mode: 0o700 });
    await writeFile(`${home}/page.sh`, [npx, `trap 'MCP_INSPECTOR_SECRET_STORE=memory ${foreignBin('mcpdo')} daemon stop >/dev/null 2>&1' EXIT`, ...script].join('\n'));
    const env = { PATH: process.env['PATH'], HOME: home, MCP_INSPECTOR_SECRET_STORE: 'memory', MCP_INSPECTOR_DAEMON_DIR: `${home}/daemon` };
    await new Promise((resolve) => execFile('bash', [`${home}/page.sh`], { cwd: ROOT, env }, resolve));
    for (const at of steps.keys()) {
      const [code = '', stdout = '', stderr = ''] = await Promise.all(['code', 'out', 'err'].map((kind) => readFile(`${home}/${at}.${kind}`, 'utf8')));
      results.push({ code: Number(code), stdout, stderr: stderr.replace(/^\[(mcp-inspector|mcpdo)\] .*$/gm, '').trim() });
    }
  }, 300_000);

  afterAll(() => rm(home, { recursive: true, force: true }));

  it.each(steps.map((step, at) => ({ ...step, at, name: step.command.trim() })))('$name', ({ says, expected, at }) => {
    const { code, stdout, stderr } = results[at] ?? expect.unreachable();
    const wanted = Number(/\(exit code (\d+)\)/.exec(says)?.[1] ?? 0);
    expect(code, stderr).toBe(wanted);
    if (says.includes('nothing on stderr')) expect(stderr).toBe('');
    // A word for the shell answers nothing; a failed request answers on stderr.
    if (expected === undefined) expect(stdout).toBe('');
    else {
      const answer = wanted === 1 ? stderr : stdout;
      expect(contains(JSON.parse(answer), expected), `${answer.slice(0, 3000)}\ndoes not hold\n${JSON.stringify(expected, null, 2)}`).toBe(true);
    }
  });
});

it('the page says what to expect of every command', () => {
  expect(steps.length).toBeGreaterThan(40);
  expect(steps.filter(({ expected, command }) => expected === undefined && !/^\w+\(\) \{.*\}\n$/.test(command))).toEqual([]);
  expect(PAGE.match(/```/g)?.length).toBe(2 * (steps.length + steps.filter(({ expected }) => expected !== undefined).length));
});

it('the page has every tool, resource, template, prompt and completion', () => {
  const commands = steps.map(({ command }) => command).join('');
  const wanted = [
    ...TOOLS.map(({ name }) => `--tool-name ${name} `),
    ...RESOURCES.map(({ uri }) => `--uri ${uri}\n`),
    ...RESOURCE_TEMPLATES.flatMap(({ uriTemplate, variable }) => [
      `--uri ${uriTemplate.slice(0, uriTemplate.indexOf('{'))}`,
      `--complete-ref-type ref/resource --complete-ref '${uriTemplate}' --complete-arg-name ${variable} `,
    ]),
    ...promptsAt(BUILT_IN_POLICY).flatMap(({ name, arguments: args }) => [
      `--prompt-name ${name}`,
      ...args.filter(({ values }) => values.length > 0).map((argument) => `--complete-ref-type ref/prompt --complete-ref '${name}' --complete-arg-name ${argument.name} `),
    ]),
  ];
  expect(wanted.filter((text) => !commands.includes(text))).toEqual([]);
});
