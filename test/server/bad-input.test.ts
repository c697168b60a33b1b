// Everything a broken or hostile client sends gets a clear error with a stable code, and the server stays up.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/limits.js';
import { startServer, type ServerProcess } from '../support/rpc.js';
import { tempDir } from '../support/temp.js';

let server: ServerProcess;

beforeEach(async () => {
  server = startServer({ ZOPS_STATE_DIR: await tempDir() });
});

afterEach(async () => {
  // Whatever the test sent: the server still answers, then ends cleanly.
  expect((await server.rpc.request('ping')).result).toEqual({});
  server.child.stdin.end();
  expect(await server.exited).toBe(0);
});

async function errorOf(name: string, args: unknown): Promise<{ code: string; message: string }> {
  const answer = await server.rpc.call(name, args);
  expect(answer.isError).toBe(true);
  expect(JSON.parse(answer.content[0]?.text ?? '')).toEqual(answer.structuredContent);
  const error = answer.structuredContent.error;
  if (error === undefined) throw new Error('no error in the result');
  expect(error.message).not.toMatch(/\bat .*:\d+:\d+|node:|\/work\/|\/tmp\//);
  return error;
}

describe('arguments', () => {
  beforeEach(async () => {
    await server.rpc.initialize();
  });

  it.each([
    ['get_logs', { source: 'syslog', tail: -1 }, /tail/],
    ['get_logs', { source: 'syslog', tail: 1.5 }, /tail/],
    ['get_logs', { source: 'syslog', tail: '5' }, /tail/],
    ['get_logs', { source: 'syslog', tail: 10_001 }, /tail/],
    ['get_logs', { source: 'SYSLOG' }, /source.*"syslog"/],
    ['get_logs', {}, /source/],
    ['get_logs', { source: 'syslog', lines: 5 }, /unknown argument "lines".*get_logs takes source, tail, contains, since, until, job/],
    ['get_logs', { source: 'syslog', contains: '' }, /contains/],
    ['get_system_status', { verbose: true }, /unknown argument "verbose".*takes no arguments/],
    ['run_command', { command: '' }, /command/],
    ['run_command', { command: 'echo '.padEnd(5_000, 'x') }, /command/],
    ['run_command', { command: 5 }, /command/],
    ['run_command', { command: 'ls', dry_run: 'no' }, /dry_run/],
    ['run_command', { command: 'ls', dryRun: false }, /unknown argument "dryRun"/],
    ['update_config', { key: '', value: '1' }, /key/],
    ['update_config', { key: 'max_jobs' }, /value/],
    ['update_config', { key: 'max_jobs', value: 5 }, /value/],
    ['update_config', [], /key/],
    ['update_config', null, /key/],
  ])('%s %j is invalid_arguments', async (name, args, message) => {
    // A JSON-RPC peer may send arguments that are no object: those never reach the tool.
    if (Array.isArray(args) || args === null) {
      const { error } = await server.rpc.request('tools/call', { name, arguments: args });
      expect(error).toMatchObject({ code: -32602, message: expect.stringContaining('params.arguments') as string, data: { code: 'invalid_params' } });
      return;
    }
    const error = await errorOf(name, args);
    expect(error.code).toBe('invalid_arguments');
    expect(error.message).toMatch(message);
  });

  it('an unknown tool is named, with the tools there are', async () => {
    const { error } = await server.rpc.request('tools/call', { name: 'delete_system', arguments: {} });
    expect(error).toEqual({
      code: -32602,
      message: 'There is no tool "delete_system". The tools are get_logs, get_system_status, run_command, update_config.',
      data: expect.objectContaining({ code: 'unknown_tool' }) as unknown,
    });
  });

  it.each([
    ['db.Password', 'hunter2', 'sensitive_key'],
    ['API-KEY', 'x', 'sensitive_key'],
    ['colour', 'red', 'unknown_key'],
    ['max_jobs', '1e9', 'invalid_value'],
    ['log_level', 'LOUD', 'invalid_value'],
  ])('update_config %s=%s is %s', async (key, value, code) => {
    const error = await errorOf('update_config', { key, value });
    expect(error.code).toBe(code);
    expect(error.message).not.toContain('hunter2');
  });

  it('an unknown resource is named', async () => {
    const { error } = await server.rpc.request('resources/read', { uri: 'zops://nothing' });
    expect(error?.code).toBe(-32002);
    expect(error?.data?.code).toBe('unknown_resource');
  });

  it('a resource with broken percent-encoding is refused', async () => {
    const { error } = await server.rpc.request('resources/read', { uri: 'zops://policy/check/%E0%A4%A' });
    expect(error?.data?.code).toBe('invalid_arguments');
  });
});

describe('the wire', () => {
  it('malformed JSON is answered and forgotten', async () => {
    server.rpc.sendLine('{"jsonrpc":"2.0","id":1,"method":');
    const answer = await server.rpc.answerTo(null);
    expect(answer.error).toMatchObject({ code: -32700, data: { code: 'invalid_json' } });
  });

  it('JSON that is no message is answered with its id', async () => {
    server.rpc.sendLine('{"id":"x-1","hello":true}');
    expect((await server.rpc.answerTo('x-1')).error).toMatchObject({ code: -32600, data: { code: 'invalid_message' } });
    server.rpc.sendLine('[]');
    expect((await server.rpc.answerTo(null)).error).toMatchObject({ code: -32600 });
  });

  it('names that a client made up act on no terminal and forge no line of stderr', async () => {
    await server.rpc.initialize();
    const { error } = await server.rpc.request('prompts/get', { name: 'triage', arguments: { '\u001b[2J\u009b\u202e\nzops-mcp: forged': 1 } });
    expect(error?.data?.code).toBe('invalid_params');
    await expect.poll(() => server.stderr()).toContain('forged');
    expect(server.stderr()).toBe(
      'zops-mcp: mcp: invalid_params: prompts/get is not well-formed: params.arguments.\ufffd[2J\ufffd\ufffd\n  zops-mcp: forged: Invalid input: expected string, received number.\n',
    );
  });

  it('a 12 MB line is refused under its own id, and the next message is read', async () => {
    await server.rpc.initialize();
    const huge = JSON.stringify({ jsonrpc: '2.0', id: 77, method: 'tools/call', params: { name: 'run_command', arguments: { command: 'x'.repeat(12_000_000) } } });
    server.rpc.sendLine(huge);
    expect((await server.rpc.answerTo(77)).error).toMatchObject({ code: -32600, message: `The message is longer than ${LIMITS.messageBytes} bytes; send less.`, data: { code: 'message_too_large' } });
    expect((await server.rpc.call('run_command', { command: 'ls' })).structuredContent['allowed']).toBe(true);
  });

  it('a request before initialize is refused, an unknown one is unknown', async () => {
    expect((await server.rpc.request('tools/list')).error).toMatchObject({ code: -32600, data: { code: 'not_initialized' } });
    expect((await server.rpc.request('server/discover')).error?.code).toBe(-32601);
    expect((await server.rpc.initialize()).result).toMatchObject({ serverInfo: { name: 'zops' } });
  });

  it('invalid UTF-8 and a NUL inside a string do no harm', async () => {
    await server.rpc.initialize();
    server.rpc.sendLine(Buffer.concat([Buffer.from('{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"run_command","arguments":{"command":"ls '), Buffer.from([0xff, 0xfe]), Buffer.from('\\u0000"}}}')]));
    const { result } = await server.rpc.answerTo(5);
    expect(result).toMatchObject({ structuredContent: { allowed: false, rule: 'control-character' } });
  });
});

describe('the operated system', () => {
  it.each([
    ['an empty directory', async (directory: string) => mkdir(directory), 'data_missing'],
    ['no directory', () => Promise.resolve(), 'data_missing'],
    ['a file in place of the directory', async (directory: string) => writeFile(directory, ''), 'data_invalid'],
  ])('%s is an error that says so', async (_, prepare, code) => {
    const directory = path.join(await tempDir(), 'data');
    await prepare(directory);
    const broken = startServer({ ZOPS_STATE_DIR: await tempDir(), ZOPS_DATA_DIR: directory });
    await broken.rpc.initialize();
    for (const [tool, args] of [['get_logs', { source: 'syslog' }], ['get_system_status', {}]] as const) {
      const { structuredContent, isError } = await broken.rpc.call(tool, args);
      expect(isError).toBe(true);
      expect(structuredContent.error?.code).toBe(code);
      expect(structuredContent.error?.message).not.toContain(directory);
    }
    broken.child.stdin.end();
    expect(await broken.exited).toBe(0);
  });

  it('a broken status.json is an error that names it', async () => {
    const directory = await tempDir();
    await writeFile(path.join(directory, 'status.json'), '{"cpu": "high"');
    const broken = startServer({ ZOPS_STATE_DIR: await tempDir(), ZOPS_DATA_DIR: directory });
    await broken.rpc.initialize();
    const { structuredContent } = await broken.rpc.call('get_system_status', {});
    expect(structuredContent.error?.code).toBe('data_invalid');
    expect(structuredContent.error?.message).toContain('status.json');
    broken.child.stdin.end();
    await broken.exited;
  });
});

describe('state that cannot be written', () => {
  it('fails every call, because none may go unaudited', async () => {
    const file = path.join(await tempDir(), 'file');
    await writeFile(file, '');
    const readOnly = startServer({ ZOPS_STATE_DIR: path.join(file, 'state') });
    await readOnly.rpc.initialize();
    for (const [tool, args] of [
      ['get_system_status', {}],
      ['run_command', { command: 'ls', dry_run: false }],
      ['update_config', { key: 'max_jobs', value: '5' }],
    ] as const) {
      const { structuredContent, isError } = await readOnly.rpc.call(tool, args);
      expect(isError).toBe(true);
      expect(structuredContent.error?.code).toBe('audit_unavailable');
    }
    readOnly.child.stdin.end();
    expect(await readOnly.exited).toBe(0);
  });
});

describe('the environment', () => {
  it.each([
    [{ ZOPS_SANDBOX: 'none' }, /ZOPS_SANDBOX: write auto, docker or embedded/],
    [{ ZOPS_SCENARIO: '../../etc' }, /ZOPS_SCENARIO/],
  ])('%j ends with 2 and says what to write', async (env, message) => {
    const wrong = startServer(env);
    expect(await wrong.exited).toBe(2);
    expect(wrong.stderr()).toMatch(message);
    expect(wrong.rpc.lines).toEqual([]);
  });
});
