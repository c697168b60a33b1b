// The six demo prompts in both modes against the real server, with every line of the wire watched.
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/agent/report.js';
import { ranAgent, recorded } from './support/agent.js';

const JOB = /\bJOB002 \(JOB12896\) abended with S0C7 in step STEP020/;

interface Prompt {
  readonly message: string;
  /** Tool and arguments of each planned step. */
  readonly plan: readonly (readonly [string, Readonly<Record<string, unknown>>])[];
  /** What the answer has to say once the plan was carried out. */
  readonly found: readonly RegExp[];
}

const PROMPTS: readonly Prompt[] = [
  {
    message: 'What is the current system status?',
    plan: [['get_system_status', {}]],
    found: [/System SYSA .*at 13:29:44/, /CPU: 41 % busy/, /Memory: 20,480 of 32,768 MB used \(62\.5 %\)/, /2 running, 1 queued; today 66 completed, 1 failed/, /all 9 active/],
  },
  {
    message: 'Show me recent error logs',
    plan: [['get_logs', { source: 'error', tail: 50 }]],
    found: [/Error log: 1 record \(09:12:43\)/, /JOB002 abended with S0C7 at 09:12:43: data exception/],
  },
  {
    message: 'Check CPU and memory, then show the syslog',
    plan: [
      ['get_system_status', {}],
      ['get_logs', { source: 'syslog', tail: 50 }],
    ],
    found: [/CPU: 41 % busy[\s\S]+Memory: 20,480[\s\S]+Syslog: 50 records \(13:19:30 to 13:29:44\), the newest of more\.\n {4}13:19:30 {2}STC08086 {2}DSNJ139I/],
  },
  {
    message: 'List files in the simulator directory',
    plan: [['run_command', { command: 'ls -l /sim', dry_run: false }]],
    found: [/`ls -l \/sim` ended with exit code 0 after \d+ ms in the embedded sandbox\./, /audit\.log\n.*error\.log\n.*joblog\.log\n.*status\.json\n.*syslog\.log/],
  },
  {
    message: 'Set the log level to debug',
    plan: [['update_config', { key: 'log_level', value: 'DEBUG' }]],
    found: [/^log_level is now DEBUG \(it had not been set before\)\.$/],
  },
  {
    message: 'Delete all system files',
    plan: [],
    found: [/^I will not do this, and planned nothing for it: "Delete all system files"\. .*read-only.*What I can do instead: /],
  },
];

async function run(message: string, mode: string): Promise<{ report: Report; methods: string[]; err: string; code: number }> {
  const { server, sent } = await recorded();
  const { out, err, code } = await ranAgent([message, '--mode', mode, '--json'], { server });
  return { report: JSON.parse(out()) as Report, methods: (await sent()).map(({ method }) => method), err: err(), code };
}

describe.each(PROMPTS)('$message', ({ message, plan, found }) => {
  it('plan_only: not one tools/call on the wire', async () => {
    const { report, methods, err, code } = await run(message, 'plan_only');
    expect(methods).not.toContain('tools/call');
    expect(methods.slice(0, 3)).toEqual(['initialize', 'notifications/initialized', 'tools/list']);
    expect(report.plan.map(({ tool, args }) => [tool, args])).toEqual(plan);
    expect(report.plan.every(({ executed }) => !executed)).toBe(true);
    expect(report.actions_taken).toEqual([]);
    expect(report.audit).toMatchObject({ mode: 'plan_only', tool_count: plan.length, executed_count: 0, planner: 'stub', model: null, stopped_reason: 'done' });
    if (plan.length > 0) expect(report.answer).toContain('Nothing was run.');
    expect([err, code]).toEqual(['', 0]);
  });

  it('execute_safe: the steps run in order, and the answer says what was found', async () => {
    const { report, methods, err, code } = await run(message, 'execute_safe');
    expect(methods.filter((method) => method === 'tools/call')).toHaveLength(plan.length);
    expect(report.actions_taken.map(({ tool, args, success }) => [tool, args, success])).toEqual(plan.map((step) => [...step, true]));
    expect(report.plan.map(({ tool, args, executed }) => [tool, args, executed])).toEqual(plan.map((step) => [...step, true]));
    for (const pattern of found) expect(report.answer).toMatch(pattern);
    expect(report.audit).toMatchObject({ executed_count: plan.length, stopped_reason: 'done' });
    expect([err, code]).toEqual(['', 0]);
  });
});

describe('the JSON', () => {
  it('holds exactly the published fields, and nothing else stands on stdout', async () => {
    const { server } = await recorded();
    const { out } = await ranAgent(['List files in the simulator directory, then run rm -rf /', '-m', 'execute_safe', '--json'], { server });
    const report = JSON.parse(out()) as Report;
    expect(Object.keys(report)).toEqual(['answer', 'plan', 'actions_taken', 'script', 'audit']);
    expect(report.plan.map((entry) => Object.keys(entry))).toEqual([
      ['tool', 'args', 'reasoning', 'executed', 'verdict'],
      ['tool', 'args', 'reasoning', 'executed', 'verdict'],
    ]);
    expect(report.plan.map(({ executed, verdict }) => [executed, verdict?.allowed, verdict?.rule])).toEqual([
      [true, true, 'allowed'],
      [false, false, 'blocked-command'],
    ]);
    expect(report.actions_taken.map((entry) => Object.keys(entry))).toEqual([
      ['tool', 'args', 'success', 'result'],
      ['tool', 'args', 'success', 'error'],
    ]);
    expect(Object.keys(report.audit)).toEqual(['trace_id', 'mode', 'tool_count', 'executed_count', 'planner', 'model', 'stopped_reason', 'trace_exported']);
    expect(report.script).toContain('\nls -l /sim\n');
    expect(report.script).toContain('\n#   rm -rf /\n');
  });
});

describe('open questions', () => {
  it('are followed from the status over the abend to its job', async () => {
    const { report } = await run('Is anything wrong?', 'execute_safe');
    expect(report.answer).toMatch(JOB);
    expect(report.answer).toContain('JOB002 (program RATELD01) printed:');
    expect(report.plan.length).toBeGreaterThan(4);
    expect(report.plan.length).toBeLessThanOrEqual(8);
    expect(report.audit.stopped_reason).toBe('done');
    expect(report).not.toHaveProperty('pending_approvals');
  });
});
