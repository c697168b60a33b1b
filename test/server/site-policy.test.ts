// A site's policy as clients meet it, through the SDK's own client over stdio: the example of the documentation, each way of
// narrowing, and attacks on files that the site keeps back, named after the attack.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { cp, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { attackedFolder, DENIED, MEETS_NOTHING, SITE_ATTACKS, SITE_PASSES } from '../support/site-attacks.js';
import { SERVER } from '../support/rpc.js';
import { tempDir } from '../support/temp.js';

const DOCUMENT = await readFile(new URL('../../docs/site-policy.md', import.meta.url), 'utf8');
const BASELINE = fileURLToPath(new URL('../../fixtures/baseline', import.meta.url));

interface Answer {
  readonly [field: string]: unknown;
  readonly rule?: string;
  readonly reason?: string;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly error?: { readonly code: string; readonly message: string; readonly rule?: string };
}

async function connect(policy: unknown, env: Record<string, string> = {}) {
  const directory = await tempDir();
  const file = path.join(directory, 'site.json');
  await writeFile(file, JSON.stringify(policy), { mode: 0o600 });
  const client = new Client({ name: 'site-policy-test', version: '1.0.0' });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [SERVER], env: { ZOPS_STATE_DIR: directory, ZOPS_SANDBOX: 'embedded', ZOPS_POLICY: file, ...env }, stderr: 'ignore' }));
  onTestFinished(() => client.close());

  const call = async (name: string, args: Record<string, unknown>) => {
    const { structuredContent, isError } = await client.callTool({ name, arguments: args });
    return { ...(structuredContent as Answer), isError: isError === true };
  };
  const read = async (uri: string): Promise<Record<string, unknown>> => {
    const { contents } = await client.readResource({ uri });
    return JSON.parse((contents[0] as { text: string }).text) as Record<string, unknown>;
  };
  /** `allowed`, the rule, or the code of an error. */
  const run = async (command: string): Promise<string> => {
    const { rule, error } = await call('run_command', { command, dry_run: false });
    return error?.rule ?? error?.code ?? rule ?? '';
  };
  return { client, call, read, run };
}

describe('the example of docs/site-policy.md', () => {
  const example = JSON.parse(/```json\n([^]*?)```/.exec(DOCUMENT)?.[1] ?? '') as unknown;

  it('does what its table says', async () => {
    const { call, run } = await connect(example);
    const rows = [...DOCUMENT.matchAll(/^\| (`[^|]+) \| ([^|]+) \|$/gm)].map(([, what = '', outcome = '']) => [what.trim(), outcome.trim()] as const);
    expect(rows.length).toBe(11);
    for (const [what, outcome] of rows) {
      const [, name = '', rest = ''] = /^`([^`]+)`(.*)$/.exec(what) ?? [];
      const [first = '', second = ''] = rest.trim().split(' ');
      let got = '';
      if (name === 'get_logs') got = (await call('get_logs', first === 'tail' ? { source: 'syslog', tail: Number(second) } : { source: second.replaceAll('`', '') })).error?.rule ?? 'runs';
      else if (name === 'update_config') got = (await call('update_config', { key: first, value: second })).error?.code ?? 'is set';
      else got = await run(name);
      expect([what, got]).toEqual([what, outcome === 'runs' ? (name === 'get_logs' ? 'runs' : 'allowed') : (/`(\w+)`/.exec(outcome)?.[1] ?? outcome)]);
    }
  });

  it('is shown in zops://policy and tells the model in tools/list', async () => {
    const { client, read } = await connect(example);
    const { text, site, paths, denied_paths, config_keys } = await read('zops://policy');
    expect({ ...(site as object), $schema: (example as { $schema: string }).$schema }).toEqual(example);
    expect([paths, denied_paths]).toEqual([['/sim/*.log', '/sim/status.json', '/sim/public'], ['/sim/audit.log']]);
    expect(config_keys).toEqual({ log_level: 'one of INFO, WARN, ERROR', max_jobs: 'an integer from 10 to 200 (jobs)', shift: 'one of day, night' });
    expect(text).toMatch(/^Policy in force: the built-in one, narrowed by this site\. Rules of the operations team; ask at extension 4711\./);
    expect(JSON.stringify(await read('zops://policy'))).not.toContain('site.json');
    const { tools } = await client.listTools();
    const said = Object.fromEntries(tools.map(({ name, description }) => [name, description ?? '']));
    expect(said['get_logs']).toMatch(/This site allows a tail of at most 500\.$/);
    expect(said['run_command']).toMatch(/This site allows of these commands: cat, ls, head, tail, grep, wc; zops:\/\/policy has its rules on options and paths\.$/);
    expect(said['update_config']).toMatch(/At this site the keys are: .*; shift \(one of day, night\)\.$/);
    expect(await read('zops://config')).toEqual({
      log_level: { type: 'choice', values: ['INFO', 'WARN', 'ERROR'], value: null },
      max_jobs: { type: 'integer', min: 10, max: 200, unit: 'jobs', value: null },
      shift: { type: 'choice', values: ['day', 'night'], value: null },
    });
  });

  it('completes the settings that there are at this site', async () => {
    const { client } = await connect(example);
    const complete = async (value: string) =>
      (await client.complete({ ref: { type: 'ref/prompt', name: 'change-review' }, argument: { name: 'key', value } })).completion.values;
    expect([await complete(''), await complete('SH'), await complete('retention')]).toEqual([['log_level', 'max_jobs', 'shift'], ['shift'], []]);
  });

  it('the words of the site reach the model and the trail', async () => {
    const { call, read } = await connect(example);
    const refused = await call('update_config', { key: 'max_jobs', value: '500' });
    expect(refused).toMatchObject({ isError: true, error: { code: 'site_value', message: "This site's policy does not let max_jobs be `500`: here it takes an integer from 10 to 200 (jobs). The site says: More than 200 starve the online regions." } });
    await call('get_logs', { source: 'audit' });
    await call('run_command', { command: 'date' });
    const trail = (await read('zops://audit/recent')) as unknown as { event: string; tool: string; rule?: string; outcome?: string }[];
    expect(trail.filter(({ event, outcome }) => event === 'result' && outcome === 'refused').map(({ tool, rule }) => [tool, rule])).toEqual([
      ['update_config', 'site_value'],
      ['get_logs', 'site_path'],
      ['run_command', 'site_command'],
    ]);
  });
});

describe('limits', () => {
  it('end a command, cut its output and bound its length', async () => {
    const { call, run } = await connect({ limits: { output_bytes: 100, command_chars: 20 } });
    const { stdout, truncated } = (await call('run_command', { command: 'cat syslog.log', dry_run: false })) as { stdout?: string; truncated?: boolean };
    expect([stdout?.length, truncated]).toEqual([100, true]);
    expect(await run('cat syslog.log syslog.log')).toBe('site_limit');
    const slow = await connect({ limits: { timeout_ms: 1 } });
    expect(await slow.call('run_command', { command: 'cat syslog.log', dry_run: false })).toMatchObject({ timed_out: true, exit_code: null, stdout: '' });
  });

  it('of a tail hold for a tool and a resource; who names none gets as many as there may be', async () => {
    const { call, read } = await connect({ limits: { tail_max: 7 } });
    expect(await call('get_logs', { source: 'syslog' })).toMatchObject({ count: 7, truncated: true });
    expect(await call('get_logs', { source: 'syslog', tail: 8 })).toMatchObject({ error: { code: 'refused', rule: 'site_limit' } });
    expect(await read('zops://logs/syslog')).toMatchObject({ count: 7 });
  });
});

describe('a log that the site keeps back', () => {
  it('is not read by any tool or resource, and its alerts are left out', async () => {
    const { call, read } = await connect({ paths: { deny: [{ path: '/sim/syslog.log', reason: 'Not here.' }] } }, { ZOPS_SCENARIO: 'db2-outage' });
    const refusal = { code: 'refused', rule: 'site_path', message: expect.stringMatching(/`\/sim\/syslog\.log` is denied there .* The site says: Not here\.$/) as string };
    expect(await call('get_logs', { source: 'syslog' })).toMatchObject({ isError: true, error: refusal });
    await expect(read('zops://logs/syslog')).rejects.toMatchObject({ data: refusal });
    const { alerts } = (await read('zops://status')) as { alerts: { source: string; severity: string; text: string }[] };
    expect(alerts.filter(({ source }) => source === 'syslog')).toEqual([{ severity: 'info', message_id: null, source: 'syslog', time: null, text: expect.stringContaining('No alerts from this log') as string }]);
    expect(await call('get_logs', { source: 'joblog', tail: 3 })).toMatchObject({ count: 3 });
  });

  it('tells no alerts when it is a link to a file that nobody keeps back', async () => {
    const data = path.join(await tempDir(), 'data');
    await cp(BASELINE, data, { recursive: true });
    await rename(path.join(data, 'audit.log'), path.join(data, 'audit-today.log'));
    await symlink('audit-today.log', path.join(data, 'audit.log'));
    for (const name of ['syslog', 'joblog', 'error']) await writeFile(path.join(data, `${name}.log`), '');
    const alertsWith = async (policy: unknown) => (await (await connect(policy, { ZOPS_DATA_DIR: data })).read('zops://status'))['alerts'] as { source: string; text: string }[];
    const ofAudit = (alerts: readonly { source: string; text: string }[]) => alerts.filter(({ source }) => source === 'audit').map(({ text }) => text);
    expect(ofAudit(await alertsWith({}))).toContainEqual(expect.stringContaining('INSUFFICIENT ACCESS AUTHORITY'));
    expect(ofAudit(await alertsWith({ paths: { deny: [{ path: '/sim/audit.log' }] } }))).toEqual([expect.stringMatching(/^No alerts from this log: .*`\/sim\/audit\.log` is denied there/) as string]);
  });

  it('is not read through a link under the name of another log, nor is the status', async () => {
    const data = path.join(await tempDir(), 'data');
    await cp(BASELINE, data, { recursive: true });
    await attackedFolder(data);
    const { call, read } = await connect({ paths: DENIED }, { ZOPS_DATA_DIR: data });
    expect(await call('get_logs', { source: 'error' })).toMatchObject({ error: { code: 'refused', rule: 'site_path' } });
    await expect(read('zops://logs/error')).rejects.toMatchObject({ data: { rule: 'site_path' } });
    const locked = await connect({ paths: { deny: [{ path: '/sim/status.json' }] } }, { ZOPS_DATA_DIR: data });
    expect(await locked.call('get_system_status', {})).toMatchObject({ error: { code: 'refused', rule: 'site_path' } });
    await expect(locked.read('zops://status')).rejects.toMatchObject({ data: { rule: 'site_path' } });
  });
});

describe('files that the site keeps back, in the embedded sandbox:', () => {
  it('attacks get nothing, and what is allowed works', async () => {
    const data = path.join(await tempDir(), 'data');
    await cp(BASELINE, data, { recursive: true });
    await attackedFolder(data);
    const { call } = await connect({ paths: DENIED }, { ZOPS_DATA_DIR: data });
    for (const [attack, command] of Object.entries(SITE_ATTACKS)) {
      const { rule, stdout, stderr = '', error, reason = '' } = await call('run_command', { command, dry_run: false });
      const refusedBy = error?.rule ?? rule ?? '';
      // What was typed may be repeated; nothing else of what is hidden may be said.
      const said = `${stdout ?? ''}${stderr}${reason}${error?.message ?? ''}`.replaceAll(/HIDDEN\S*/g, (word) => (command.includes(word.replace(/\W*$/, '')) ? '' : word));
      expect([attack, said.includes('HIDDEN')]).toEqual([attack, false]);
      if (stdout === undefined) expect([attack, refusedBy]).toEqual([attack, expect.stringMatching(/^(?:site_path|path-jail)$/)]);
      else expect([attack, MEETS_NOTHING.has(attack)]).toEqual([attack, true]);
    }
    for (const [command, stdout] of Object.entries(SITE_PASSES)) expect([command, (await call('run_command', { command, dry_run: false })).stdout]).toEqual([command, stdout]);
  });
});
