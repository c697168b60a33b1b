// --approve: a person sees exactly what would run, says yes or no, and what was approved is what runs.
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askOn, createApprover, describeApproval, type Approver } from '../../src/agent/approval.js';
import { runRequest, type Run } from '../../src/agent/executor.js';
import type { Planner, Step } from '../../src/agent/planner.js';
import type { Report } from '../../src/agent/report.js';
import { mockModel, modelAt } from './openai/support.js';
import { FakeClient } from './support/fake-client.js';
import { fakeIo, type FakeIo } from './support/fake-io.js';
import { change, list, ScriptedPlanner, status } from './support/scripted-planner.js';
import { ranAgent } from './support/agent.js';

function run(planner: Planner, client: FakeClient, approve: Approver, rest: { signal?: AbortSignal; deadlineMs?: number } = {}): Promise<Run> {
  return runRequest('do', { planner, mode: 'execute_safe', connect: () => Promise.resolve(client), signal: new AbortController().signal, approve, ...rest });
}

describe('the question', () => {
  it('shows tool, arguments and verdict, with everything escaped that acts or hides', () => {
    const step: Step = { tool: 'run_command', args: { command: 'echo \u001b[2K\rls\u202e \u200b', dry_run: false }, reasoning: 'Just\nlook.\u001b[8m' };
    const verdict = { allowed: false, rule: 'control-character', reason: 'Holds \u0007.', argv: [] };
    expect(describeApproval({ step, verdict })).toBe(
      [
        'Approval needed: this step was not in the plan, and it changes something or runs a command.',
        '  tool         run_command',
        '  arguments    {"command":"echo \\u001b[2K\\rls\\u202e \\u200b","dry_run":false}',
        '  policy       refuses it (control-character): Holds \\u0007.',
        '  planner says Just\\nlook.\\e[8m',
      ].join('\n'),
    );
  });

  it.each([
    ['y', true], ['yes', true], [' Y ', true], ['', false], ['n', false], ['yep', false], ['y; rm', false], [null, false],
  ])('answered with %j is %j', async (line, approved) => {
    const approve = createApprover(() => Promise.resolve(line));
    expect(await approve({ step: change }, new AbortController().signal)).toBe(approved);
  });

  it('is answered no by the end of input, and ends with the signal', async () => {
    const input = new PassThrough();
    const asked = askOn(input, new PassThrough())('Sure? ', new AbortController().signal);
    input.end();
    expect(await asked).toBeNull();
    const stop = new AbortController();
    const hanging = askOn(new PassThrough(), new PassThrough())('Sure? ', stop.signal);
    stop.abort();
    await expect(hanging).rejects.toThrow();
  });
});

describe('a run', () => {
  it('runs what was approved and leaves what was not', async () => {
    const client = new FakeClient();
    const asked: unknown[] = [];
    const { report } = await run(new ScriptedPlanner([[status], [change, list]]), client, (request) => {
      asked.push(request);
      return Promise.resolve(request.step.tool === 'update_config');
    });
    expect(asked).toEqual([{ step: change }, { step: list, verdict: { allowed: true, rule: 'allowed', reason: 'Reads only.', argv: ['ls', '/sim'] } }]);
    expect(client.calls.map(({ tool }) => tool)).toEqual(['get_system_status', 'update_config']);
    expect(report.pending_approvals).toEqual([list]);
    expect(report.plan.map(({ tool, executed }) => [tool, executed])).toEqual([['get_system_status', true], ['update_config', true]]);
  });

  it('attack: a planner that changes the arguments while the person reads changes nothing', async () => {
    const client = new FakeClient();
    const args: Record<string, unknown> = { key: 'max_jobs', value: '20', nested: { list: [1] } };
    const step: Step = { tool: 'update_config', args, reasoning: 'Set.' };
    let shown = '';
    await run(new ScriptedPlanner([[], [step]]), client, (request) => {
      shown = JSON.stringify(request.step.args);
      expect(() => (args['value'] = '9999')).toThrow(TypeError);
      expect(() => (args['nested'] as { list: number[] }).list.push(2)).toThrow(TypeError);
      return Promise.resolve(true);
    });
    expect(client.calls.map((call) => JSON.stringify(call.args))).toEqual([shown]);
  });

  it('does not count the time a person takes', async () => {
    const client = new FakeClient();
    const slow: Approver = () => new Promise((resolve) => setTimeout(() => resolve(true), 400));
    const { report } = await run(new ScriptedPlanner([[], [change]]), client, slow, { deadlineMs: 200 });
    expect([report.audit.stopped_reason, client.calls.length]).toEqual(['done', 1]);
  });

  it('that is cancelled while it asks runs nothing', async () => {
    const client = new FakeClient();
    const stop = new AbortController();
    const { report } = await run(new ScriptedPlanner([[], [change]]), client, () => (stop.abort(), new Promise(() => undefined)), { signal: stop.signal });
    expect([report.audit.stopped_reason, client.calls]).toEqual(['cancelled', []]);
  });
});

describe('the program', () => {
  const call = (id: string, name: string, args: Record<string, unknown>) => ({ id, name, arguments: JSON.stringify(args) });
  const model = async () =>
    modelAt(
      (
        await mockModel([
          { match: { toolCallId: 'call_2' }, response: { content: 'So it is.' } },
          { match: { toolCallId: 'call_1' }, response: { toolCalls: [call('call_2', 'update_config', { key: 'log_level', value: 'DEBUG', why: 'Helpful.' })] } },
          { match: {}, response: { toolCalls: [call('call_1', 'get_system_status', { why: 'Look.' })] } },
        ])
      ).url,
      'responses',
    );

  /** Standard input and stderr are a terminal; stdout may be a pipe. */
  function terminal(input?: string): FakeIo {
    const io = fakeIo(input === undefined ? {} : { input });
    return Object.assign(io, { io: { ...io.io, stdin: Object.assign(io.io.stdin, { isTTY: true }), stderr: Object.assign(io.io.stderr, { isTTY: true, cursorTo: () => true, clearLine: () => true, moveCursor: () => true, columns: 80 }) } });
  }

  it.each([
    ['yes', true],
    ['no', false],
  ])('asks on stderr, and %s is taken', async (word, runs) => {
    const { code, out, err } = await ranAgent(['look', '--approve', '--mode', 'execute_safe', '--json'], await model(), terminal(`${word}\n`));
    const { actions_taken, pending_approvals, answer } = JSON.parse(out()) as Report;
    expect([code, answer]).toEqual([0, 'So it is.']);
    expect(err()).toContain('  tool         update_config\n  arguments    {"key":"log_level","value":"DEBUG"}\n  planner says Helpful.\nRun exactly this? [y/N] ');
    expect(actions_taken.map(({ tool }) => tool)).toEqual(runs ? ['get_system_status', 'update_config'] : ['get_system_status']);
    expect(pending_approvals?.length ?? 0).toBe(runs ? 0 : 1);
  });

  it('asks in the chat, whose next line is the answer', async () => {
    const io = terminal();
    const running = ranAgent(['--approve', '--mode', 'execute_safe'], await model(), io);
    await io.shows('›');
    io.stdin.write('look\n');
    await io.shows('Run exactly this? [y/N] ');
    io.stdin.write('yes\n');
    await io.shows('So it is.');
    io.stdin.end();
    expect((await running).code).toBe(0);
    expect(io.out()).not.toContain('Waiting for your approval');
  });

  it('takes the end of the chat for a no', async () => {
    const { code, out } = await ranAgent(['--approve', '--mode', 'execute_safe'], await model(), terminal('look\n'));
    expect(code).toBe(0);
    expect(out()).toContain('Waiting for your approval (not run):');
  });

  it('without a terminal, or with nothing to run, says what to do and exits with 2', async () => {
    const piped = await ranAgent(['look', '--approve', '--mode', 'execute_safe'], await model());
    expect([piped.code, piped.out()]).toEqual([2, '']);
    expect(piped.err()).toContain('--approve asks on the terminal, and there is none. Leave it out');
    const planning = await ranAgent(['look', '--approve'], await model(), terminal(''));
    expect([planning.code, planning.err()]).toEqual([2, 'error: --approve needs --mode execute_safe: plan_only runs nothing.\n']);
  });
});
