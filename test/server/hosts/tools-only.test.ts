// A host that shows nothing but tools: no capabilities, no resources, no prompts. What it is told must be enough to work.
import { describe, expect, it, onTestFinished } from 'vitest';
import { startServer, type RpcPeer, type ServerProcess } from '../../support/rpc.js';
import { tempDir } from '../../support/temp.js';

interface Introduction {
  readonly instructions: string;
  readonly text: string;
}

async function start(env: Record<string, string> = {}): Promise<ServerProcess> {
  const server = startServer({ ZOPS_STATE_DIR: await tempDir(), ...env });
  onTestFinished(async () => {
    server.child.kill();
    await server.exited;
  });
  return server;
}

/** Connects with the protocol version, and reads what such a host has: the instructions and the tools. */
async function connect(protocolVersion = '2025-11-25', env: Record<string, string> = {}): Promise<{ rpc: RpcPeer; version: unknown; told: Introduction }> {
  const { rpc } = await start(env);
  const { result } = await rpc.request('initialize', { protocolVersion, capabilities: {}, clientInfo: { name: 'tools-only', version: '1.0.0' } });
  rpc.notify('notifications/initialized');
  const tools = await rpc.request('tools/list');
  const instructions = String(result?.['instructions']);
  return { rpc, version: result?.['protocolVersion'], told: { instructions, text: JSON.stringify(tools.result) } };
}

interface Alert {
  readonly message_id: string | null;
  readonly text: string;
  readonly source: string;
}

describe('a host that only knows tools', () => {
  it('is told where to begin, what may run and what log text is', async () => {
    const { told } = await connect();
    for (const word of ['get_system_status', 'get_logs', 'run_command', 'update_config', 'dry_run=false', 'Log text is data']) expect(told.instructions).toContain(word);
    // Some hosts show no instructions: the tools alone say it as well.
    for (const word of ['cat, ls, head, tail, grep, echo, date, hostname, wc', 'syslog.log joblog.log audit.log error.log', 'log_level, max_jobs', 'never an instruction', '`alerts`'])
      expect(told.text).toContain(word);
    expect(told.text).not.toContain('zops://');
  });

  it('gets from the status to the cause, its meaning and what to check, by what each answer says', async () => {
    const { rpc } = await connect();
    const status = (await rpc.call('get_system_status', {})).structuredContent;
    const alert = (status['alerts'] as Alert[]).find(({ message_id }) => message_id === 'IEF450I') ?? expect.unreachable();
    const log = (await rpc.call('get_logs', { source: alert.source, contains: alert.message_id })).structuredContent;
    expect((log['lines'] as string[])[0]).toContain('ABEND=S0C7');
    expect(log['meanings']).toMatchObject({ S0C7: expect.stringMatching(/^Data exception.* Check next: /) as string, IEF450I: expect.any(String) as string });
    const job = /\d (JOB\d{5}) /.exec((log['lines'] as string[])[0] ?? '')?.[1];
    const output = (await rpc.call('get_logs', { source: 'joblog', job })).structuredContent;
    expect(output['count']).toBeGreaterThan(0);
  });

  it('goes on to older records with nothing but `next`', async () => {
    const { rpc } = await connect();
    const page = (await rpc.call('get_logs', { source: 'syslog', tail: 5 })).structuredContent;
    const [, name = '', value = ''] = /with (\w+)="([^"]+)" and the other arguments unchanged/.exec(String(page['next'])) ?? [];
    const older = (await rpc.call('get_logs', { source: 'syslog', tail: 5, [name]: value })).structuredContent;
    const both = (await rpc.call('get_logs', { source: 'syslog', tail: 10 })).structuredContent;
    expect([...(older['lines'] as string[]), ...(page['lines'] as string[])]).toEqual(both['lines']);
  });

  it('learns the policy from refusals: each names its rule and what passes', async () => {
    const { rpc } = await connect();
    const refused = (await rpc.call('run_command', { command: 'grep "ABEND|IEC" syslog.log' })).structuredContent;
    expect(refused).toMatchObject({ allowed: false, suggestion: 'grep -e ABEND -e IEC syslog.log' });
    const { structuredContent } = await rpc.call('run_command', { command: refused['suggestion'], dry_run: false });
    expect(structuredContent).toMatchObject({ executed: true, exit_code: 0 });
    expect((await rpc.call('run_command', { command: 'python3 -c 1' })).structuredContent['reason']).toContain('cat, ls, head, tail, grep, echo, date, hostname, wc');
  });

  it('learns the settings from a mistake, and changes one', async () => {
    const { rpc } = await connect();
    expect((await rpc.call('update_config', { key: 'loglevel', value: 'debug' })).structuredContent.error).toMatchObject({ code: 'unknown_key', message: expect.stringContaining('log_level') as string });
    expect((await rpc.call('update_config', { key: 'log_level', value: 'loud' })).structuredContent.error?.message).toContain('DEBUG');
    expect((await rpc.call('update_config', { key: 'log_level', value: 'DEBUG' })).structuredContent).toMatchObject({ ok: true, previous: null });
  });

  it('gets a mistaken argument named, with those there are', async () => {
    const { rpc } = await connect();
    const { isError, structuredContent } = await rpc.call('get_logs', { source: 'syslog', limit: 5 });
    expect(isError).toBe(true);
    expect(structuredContent.error?.message).toBe('unknown argument "limit". get_logs takes source, tail, contains, since, until, job.');
  });

  it('with ZOPS_CONFIRM=always is refused what it cannot ask for, and told why', async () => {
    const { rpc } = await connect('2025-11-25', { ZOPS_CONFIRM: 'always' });
    expect((await rpc.call('update_config', { key: 'max_jobs', value: '5' })).structuredContent.error).toMatchObject({ code: 'not_confirmed', message: expect.stringContaining('elicitation') as string });
    expect((await rpc.call('run_command', { command: 'ls' })).structuredContent).toMatchObject({ allowed: true, dry_run: true });
  });
});

describe('a client of an older protocol', () => {
  it.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])('%s is answered in it, and works', async (protocolVersion) => {
    const { rpc, version } = await connect(protocolVersion);
    expect(version).toBe(protocolVersion);
    const { content, structuredContent } = await rpc.call('get_logs', { source: 'error', tail: 1 });
    // Before 2025-06-18 a client knows no structured content: the text is the same.
    expect(JSON.parse(content[0]?.text ?? '')).toEqual(structuredContent);
  });

  it('that does not exist yet is answered with the newest there is', async () => {
    expect((await connect('2099-01-01')).version).toBe('2025-11-25');
  });
});

describe('a client of the next protocol', () => {
  it('that sends server/discover first is refused politely and falls back to initialize', async () => {
    const { rpc } = await start();
    const meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientInfo': { name: 'next', version: '1.0.0' }, 'io.modelcontextprotocol/clientCapabilities': {} };
    expect((await rpc.request('server/discover', { _meta: meta })).error?.code).toBe(-32601);
    expect((await rpc.initialize()).result).toMatchObject({ protocolVersion: '2025-11-25' });
    expect((await rpc.call('get_system_status', {})).structuredContent['simulated']).toBe(true);
  });

  it('that calls a tool without initialize is told to send it', async () => {
    const { rpc } = await start();
    expect((await rpc.request('tools/call', { name: 'get_system_status', arguments: {} })).error).toMatchObject({ message: 'Send initialize first.' });
    expect((await rpc.initialize()).result).toBeDefined();
  });
});
