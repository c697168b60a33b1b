// The agent as a program: exit codes, streams, failures. In this process, over real servers.
import { describe, expect, it } from 'vitest';
import { ZopsError } from '../../src/errors.js';
import type { Report } from '../../src/agent/report.js';
import { FAULTY, ranAgent, recorded, report, TSX } from './support/agent.js';
import { fakeIo } from './support/fake-io.js';

const faulty = (kind: string) => ({ server: [...TSX, FAULTY, kind] as const });
const EXECUTE = ['--mode', 'execute_safe'] as const;

describe('exit codes', () => {
  it('0: done, help, version', async () => {
    expect((await ranAgent(['what is the status?'])).code).toBe(0);
    const help = await ranAgent(['--help']);
    expect([help.code, help.out(), help.err()]).toEqual([0, expect.stringContaining('Usage: zops') as string, '']);
    const version = await ranAgent(['--version']);
    expect([version.code, version.out()]).toEqual([0, '1.2.3\n']);
  });

  it('1: a step failed, or the policy refused it', async () => {
    const failed = await ranAgent(['set max jobs to 99999', ...EXECUTE]);
    expect([failed.code, failed.out()]).toEqual([1, expect.stringMatching(/^update_config failed \(invalid_value\): .*1000/) as string]);
    const refused = await ranAgent(['run rm -rf /', ...EXECUTE]);
    expect([refused.code, refused.out()]).toEqual([1, expect.stringMatching(/^The policy refused `rm -rf \/` \(blocked-command\), it was not run: /) as string]);
  });

  it('1: the data is missing, and the answer says so plainly', async () => {
    const { code, out } = await ranAgent(['Check CPU, then show the syslog', ...EXECUTE], { env: { ZOPS_DATA_DIR: '/no/such/directory' } });
    expect(code).toBe(1);
    expect(out()).toMatch(/^get_system_status failed \(data_missing\): .*\n\nget_logs \(syslog\) failed \(data_missing\): .*ZOPS_DATA_DIR/);
  });

  it.each([
    [['--frobnicate'], 'unknown option'],
    [['x', '--mode', 'yolo'], 'Allowed choices'],
    [['--json'], 'the message is empty'],
    [['x'.repeat(8_001)], 'at most 8000'],
  ])('2: %j', async (argv, said) => {
    const { code, out, err } = await ranAgent(argv);
    expect([code, out(), err()]).toEqual([2, '', expect.stringContaining(said) as string]);
  });

  it('2: --json on a terminal without a message; an environment that is not valid', async () => {
    const terminal = await ranAgent(['--json'], {}, fakeIo({ terminal: true }));
    expect([terminal.code, terminal.err()]).toEqual([2, 'error: --json needs a message. Give one as an argument or through a pipe.\n']);
    const config = (): never => {
      throw new ZopsError('invalid_environment', 'The environment is not valid: ZOPS_SANDBOX: write auto.');
    };
    const invalid = await ranAgent(['x'], { config });
    expect([invalid.code, invalid.err()]).toEqual([2, 'The environment is not valid: ZOPS_SANDBOX: write auto.\n']);
  });
});

describe('a message through a pipe', () => {
  it('is read to its end', async () => {
    const { out } = await ranAgent(['--json'], {}, fakeIo({ input: ' What is the current\nsystem status? \n' }));
    expect((JSON.parse(out()) as Report).plan.map(({ tool }) => tool)).toEqual(['get_system_status']);
  });

  it('that does not end is cut off', async () => {
    const { code, err } = await ranAgent([], {}, fakeIo({ input: 'x'.repeat(1_000_000) }));
    expect([code, err()]).toEqual([2, expect.stringContaining('at most 8000') as string]);
  });
});

describe('a server that goes wrong', () => {
  it('at start: the reason is the answer, also as JSON', async () => {
    const plain = await ranAgent(['status'], faulty('crash-at-start'));
    expect([plain.code, plain.out()]).toEqual([1, 'The zops server ended unexpectedly. Its last words: zops-mcp: the data directory is on fire\n']);
    const failed = await report('status', 'execute_safe', faulty('crash-at-start'));
    expect(failed).toMatchObject({ answer: expect.stringContaining('on fire') as string, plan: [], actions_taken: [], script: null, audit: { stopped_reason: 'error', tool_count: 0 } });
  });

  it('in a call: what it said last is shown, harmless', async () => {
    const { code, out } = await ranAgent(['status', ...EXECUTE], faulty('crash-on-call'));
    expect([code, out()]).toEqual([1, 'The zops server ended unexpectedly. Its last words: \\e[31mout of paper\\e[0m\n']);
    const verbose = await ranAgent(['status', ...EXECUTE, '--verbose'], faulty('crash-on-call'));
    expect(verbose.err()).toBe('\\e[31mout of paper\\e[0m\n');
  });

  it('by hanging: a signal ends the run and the server', async () => {
    const stop = new AbortController();
    const { server, until } = await recorded(faulty('hang-on-call').server);
    const running = ranAgent(['status', ...EXECUTE, '--json'], { server, signal: stop.signal });
    await until('tools/call');
    stop.abort();
    const { code, out } = await running;
    expect(code).toBe(1);
    expect(JSON.parse(out())).toMatchObject({ plan: [{ tool: 'get_system_status', executed: false }], actions_taken: [], audit: { stopped_reason: 'cancelled' } });
  });

  it('without a reason', async () => {
    const { code, out } = await ranAgent(['status', ...EXECUTE], faulty('fail-on-call'));
    expect([code, out()]).toEqual([1, 'get_system_status failed (tool_failed): no reason at all\n']);
  });
});

describe('read-only', () => {
  it('what the server does not offer is not planned', async () => {
    const { plan, answer } = await report('Set the log level to debug and show the status', 'plan_only', { env: { ZOPS_READ_ONLY: '1' } });
    expect(plan.map(({ tool }) => tool)).toEqual(['get_system_status']);
    expect(answer).toContain('The server does not offer update_config: it may have been started read-only.');
  });
});

describe('many wishes', () => {
  it('more than a run holds are cut, and the answer says so', async () => {
    const message = Array.from({ length: 10 }, (_, index) => `run echo ${index}`).join(', then ');
    const { plan, answer, audit } = await report(message, 'plan_only');
    expect(plan.map(({ args }) => args['command'])).toEqual(Array.from({ length: 8 }, (_, index) => `echo ${index}`));
    expect(audit).toMatchObject({ tool_count: 8, stopped_reason: 'step_limit' });
    expect(answer).toContain('A run holds at most 8 steps: 2 steps left out.');
  });
});
