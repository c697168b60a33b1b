// What a soak's client makes of a server that is not as it should be: each fault of it is seen.
import { afterEach, describe, expect, it } from 'vitest';
import type { Call } from '../../scripts/soak/facts.js';
import { command, printed, tool } from '../../scripts/soak/ops.js';
import { Peer, type Op } from '../../scripts/soak/peer.js';

/** Answers calls as the command says, and everything else as a server does. */
const SERVER = `
const say = (message) => console.log(JSON.stringify({ jsonrpc: '2.0', ...message }));
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (method === 'initialize') return say({ id, result: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'odd', version: '1' } } });
  if (method === 'tools/list') return say({ id, result: { tools: [] } });
  if (method !== 'tools/call') return;
  const { command } = params.arguments;
  const value = { allowed: true, executed: true, dry_run: false, rule: 'allowed', argv: command.split(' '), stdout: command.slice(5) + '\\n', stderr: '', exit_code: 0 };
  const result = (structuredContent, more = {}) => say({ id, result: { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent, ...more } });
  switch (command.split(' ')[1]) {
    case 'right': return result(value);
    case 'other': return result({ ...value, stdout: 'else\\n' });
    case 'unequal': return say({ id, result: { content: [{ type: 'text', text: '{}' }], structuredContent: value } });
    case 'twice': result(value); return result(value);
    case 'fails': return result({ error: { code: 'sandbox_failed', message: 'Lost.' } }, { isError: true });
    case 'dies': return process.exit(1);
    case 'junk': console.log('hello'); return result(value);
  }
});`;

const calls: Call[] = [];
const notes: string[] = [];
let peer: Peer;

async function started(): Promise<Peer> {
  calls.length = 0;
  notes.length = 0;
  peer = new Peer({ name: 'odd', command: [process.execPath, '-e', SERVER], env: {}, books: { calls, now: () => performance.now(), note: (text) => void notes.push(text) } });
  await peer.start();
  return peer;
}
afterEach(() => peer.stop());

const echo = (word: string): Op => command(`echo ${word}`, true, printed(`${word}\n`));

describe('an answer', () => {
  it.each<[string, Partial<Call>, readonly string[]]>([
    ['right', { end: 'right', code: null }, []],
    ['other', { end: 'wrong', detail: expect.stringContaining('else') as string }, []],
    ['unequal', { end: 'failed', detail: 'the text is not the structured result' }, []],
    ['twice', { end: 'right' }, [expect.stringMatching(/^server \d+ answered request \d+ twice$/) as string]],
    ['fails', { end: 'failed', code: 'sandbox_failed', detail: 'Lost.' }, []],
    ['dies', { end: 'failed', code: 'closed' }, []],
    ['junk', { end: 'right' }, [expect.stringMatching(/^server \d+ wrote what is no message: hello$/) as string]],
  ])('%s', async (word, call, noted) => {
    const { sent, answered, ...rest } = await (await started()).perform(echo(word));
    expect(rest).toMatchObject({ server: 'odd', tool: 'run_command', ...call });
    expect(answered).toBeGreaterThanOrEqual(sent);
    // The second answer comes behind the first.
    if (word !== 'dies') await peer.perform(echo('right'));
    expect(notes).toEqual(noted);
  });
});

it('a call that is given up counts as cancelled, whatever the server does', async () => {
  expect(await (await started()).perform({ ...echo('silence'), cancelAfter: 20 })).toMatchObject({ end: 'cancelled' });
});

it('one that was to fail and did not is wrong', async () => {
  const fine = tool('run_command', { command: 'echo right' }, [], () => null);
  expect(await (await started()).perform({ ...fine, check: (answer) => (answer.ok ? 'it was to fail' : null) })).toMatchObject({ end: 'wrong', detail: 'it was to fail' });
});
