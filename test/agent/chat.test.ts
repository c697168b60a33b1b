// The chat on a terminal made of streams: commands, follow-ups, Ctrl-C and Ctrl-D, history. The real server answers.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createChatInputs } from '../../src/agent/chat-inputs.js';
import { runAgent, type AgentDeps } from '../../src/agent/run-agent.js';
import { loadConfig } from '../../src/config.js';
import { tempDir } from '../support/temp.js';
import { agentDeps, FAULTY, recorded, TSX } from './support/agent.js';
import { fakeIo, type FakeIo } from './support/fake-io.js';

const PROMPT = '› ';

interface Session extends FakeIo {
  /** Types a line and waits for the next prompt. */
  readonly say: (line: string) => Promise<void>;
  readonly ended: Promise<number>;
}

async function start(argv: readonly string[] = [], overrides: Partial<AgentDeps> = {}): Promise<Session> {
  const io = fakeIo({ terminal: true });
  const ended = runAgent(argv, io.io, await agentDeps(overrides));
  await io.shows(PROMPT);
  const say = async (line: string): Promise<void> => {
    io.stdin.write(`${line}\r`);
    await io.shows('\n');
    await io.shows(PROMPT);
  };
  return { ...io, say, ended };
}

/** What stands on the screen, roughly: without the sequences that move the cursor. */
function screen(text: string): string {
  return text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replaceAll('\r', '');
}

describe('chat', () => {
  it('plans, changes the mode, carries out, and understands what follows', async () => {
    const { say, stdin, out, err, ended } = await start();
    await say('show the last 2 lines of the syslog');
    await say('/mode execute_safe');
    await say('and the joblog?');
    await say('/mode');
    stdin.write('/quit\r');
    expect(await ended).toBe(0);
    const shown = screen(out());
    expect(shown).toContain('zops chat, mode plan_only. /help shows what there is, /quit ends.');
    expect(shown).toContain('Nothing was run.\n\nTo carry it out: /run\n');
    expect(shown).toContain('Mode: execute_safe (plans are carried out under the policy).');
    expect(shown).toMatch(/get_logs source=joblog tail=2[\s\S]*Joblog: 2 records/);
    expect(shown).toContain('execute_safe · 1 of 1 run · trace ');
    expect(err()).toBe('');
  });

  it('/run carries the last plan out once, and the mode stays', async () => {
    const { say, stdin, out, ended } = await start();
    await say('/run');
    await say('set max jobs to 20');
    await say('/run');
    await say('/run');
    stdin.write('/quit\r');
    await ended;
    const shown = screen(out());
    expect(shown.match(/There is no plan to carry out\. Ask for something first\./g)).toHaveLength(2);
    expect(shown.match(/max_jobs is now 20/g)).toHaveLength(1);
    expect(shown).toContain('max_jobs is now 20 (it had not been set before).');
    expect(shown.slice(shown.lastIndexOf('max_jobs is now'))).toContain('zops plan_only › ');
  });

  it('attack: a planner that tells of one thing and plans another, where the screen is a pipe: /run is offered with its very steps', async () => {
    const io = fakeIo({ terminal: true });
    io.io.stdout.isTTY = false;
    const step = { tool: 'update_config', args: { key: 'log_level', value: 'DEBUG' }, reasoning: 'Look.' };
    const liar = { name: 'liar', model: null, begin: () => ({ plan: () => Promise.resolve([step]), next: () => Promise.resolve([]), answer: () => Promise.resolve('I would only look.') }) };
    const ended = runAgent([], io.io, await agentDeps({ createPlanner: () => Promise.resolve(liar) }));
    await io.shows(PROMPT);
    io.stdin.write('status\n');
    await io.shows('I would only look.');
    await io.shows(PROMPT);
    io.stdin.write('/quit\n');
    await ended;
    expect(io.out()).toContain('I would only look.\n\n/run carries out exactly this:\n1. update_config {"key":"log_level","value":"DEBUG"} (changes a setting)\n');
    expect(io.out()).not.toContain('To carry it out');
  });

  it('says what it knows, and what it does not', async () => {
    const { say, stdin, out, ended } = await start(['--mode', 'execute_safe']);
    await say('/help');
    await say('/frobnicate');
    await say('/mode yolo');
    await say('x'.repeat(8_001));
    await say('');
    stdin.write('/exit\r');
    expect(await ended).toBe(0);
    const shown = screen(out());
    for (const text of ['/run ', 'There is no /frobnicate.', 'There is no mode yolo. Choose plan_only or execute_safe.', 'at most 8000 are read']) expect(shown).toContain(text);
  });

  it('Ctrl-D ends it', async () => {
    const { stdin, ended } = await start();
    stdin.write('\u0004');
    expect(await ended).toBe(0);
  });

  it('Ctrl-C clears a line that is being typed, and ends at an empty prompt', async () => {
    const { stdin, shows, ended, out } = await start();
    stdin.write('delete everyth');
    stdin.write('\u0003');
    await shows('^C');
    await shows(PROMPT);
    stdin.write('\u0003');
    expect(await ended).toBe(0);
    expect(screen(out())).not.toContain('I will not do this');
  });

  it('Ctrl-C cancels the running request; the chat goes on', async () => {
    const { server, until } = await recorded([...TSX, FAULTY, 'hang-on-call']);
    const { stdin, shows, ended, out } = await start(['-m', 'execute_safe'], { server });
    stdin.write('what is the status?\r');
    await until('tools/call');
    stdin.write('\u0003');
    await shows('stopped: cancelled');
    await shows(PROMPT);
    stdin.write('/quit\r');
    expect(await ended).toBe(0);
    expect(screen(out())).toContain('You cancelled the request before it was finished.');
  });

  it('ends when the process is told to', async () => {
    const stop = new AbortController();
    const { ended } = await start([], { signal: stop.signal });
    stop.abort();
    expect(await ended).toBe(0);
  });

  it('starts a new server when the old one died', async () => {
    const server = [...TSX, FAULTY, 'crash-on-call'] as const;
    const { say, stdin, out, ended } = await start(['-m', 'execute_safe'], { server });
    await say('what is the status?');
    await say('what is the status?');
    stdin.write('/quit\r');
    await ended;
    expect(screen(out()).match(/The zops server ended unexpectedly\./g)).toHaveLength(2);
  });

  it('keeps what was typed for the next chat, but no secrets', async () => {
    const state = await tempDir();
    const config = () => loadConfig({ ZOPS_STATE_DIR: state, ZOPS_SANDBOX: 'embedded' });
    const first = await start([], { config });
    await first.say('what is the status?');
    await first.say('set the password to hunter2');
    first.stdin.write('/quit\r');
    await first.ended;
    expect(await readFile(path.join(state, 'chat-history'), 'utf8')).toBe('/quit\nwhat is the status?\n');
    const second = await start([], { config });
    second.stdin.write('\u001b[A\u001b[A');
    await second.shows('what is the status?');
    second.stdin.write('\u0003');
    second.stdin.write('\u0004');
    await second.ended;
  });

  it('needs no place to keep it', async () => {
    const inputs = createChatInputs('/dev/null/place');
    expect(await inputs.load()).toEqual([]);
    await expect(inputs.save(['x'])).resolves.toBeUndefined();
  });
});
