// The six demo prompts in both modes against the real server, with every line of the wire watched.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/agent/report.js';
import { ranAgent, recorded } from './support/agent.js';

const FIXTURE = JSON.parse(readFileSync(new URL('../../fixtures/baseline/status.json', import.meta.url), 'utf8')) as {
  readonly cpu: number;
  readonly memory: { readonly used: number; readonly total: number; readonly percent: number };
  readonly jobs: { readonly running: number; readonly queued: number; readonly completed_today: number; readonly failed_today: number };
  readonly subsystems: Readonly<Record<string, string>>;
  readonly timestamp: string;
};
const { cpu, memory, jobs, subsystems, timestamp } = FIXTURE;
const CPU = `- CPU: ${cpu} % busy.`;
const MEMORY = `- Memory: ${memory.used.toLocaleString('en-US')} of ${memory.total.toLocaleString('en-US')} MB used (${memory.percent} %).`;

interface Prompt {
  readonly message: string;
  /** Tool and arguments of each planned step. */
  readonly plan: readonly (readonly [string, Readonly<Record<string, unknown>>])[];
  /** What the answer has to say once the plan was carried out. */
  readonly found: readonly (RegExp | string)[];
}

const PROMPTS: readonly Prompt[] = [
  {
    message: 'What is the current system status?',
    plan: [['get_system_status', {}]],
    found: [
      ` at ${timestamp.slice(11, 19)}: ${jobs.failed_today} failed job today.`,
      CPU,
      MEMORY,
      `- Jobs: ${jobs.running} running, ${jobs.queued} queued; today ${jobs.completed_today} completed, ${jobs.failed_today} failed.`,
      `all ${Object.keys(subsystems).length} active (${Object.keys(subsystems).join(', ')})`,
      /IEF450I JOB002 .*\(syslog, 09:12:44\)/,
    ],
  },
  {
    message: 'Show me recent error logs',
    plan: [['get_logs', { source: 'error', tail: 50 }]],
    found: [/^Error log: \d+ records? \(/, /JOB002 abended with S0C7 at 09:12:43: data exception/],
  },
  {
    message: 'Check CPU and memory, then show the syslog',
    plan: [
      ['get_system_status', {}],
      ['get_logs', { source: 'syslog', tail: 50 }],
    ],
    found: [`${CPU}\n${MEMORY}\n\nSyslog: 50 records (`, /\(\d\d:\d\d:\d\d to 13:\d\d:\d\d\), the newest of more\.\n(?:(?: {4}|What stands out|- ).*\n?)+$/],
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
    for (const fact of found) expect(report.answer).toMatch(fact);
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
    expect(report.answer).toMatch(/^JOB002 \(JOB\d{5}\) abended with S0C7 in step STEP020 at 09:12:44: data exception/);
    expect(report.answer).toContain('JOB002 (program RATELD01) printed:');
    expect(report.plan.length).toBeGreaterThan(4);
    expect(report.plan.length).toBeLessThanOrEqual(8);
    expect(report.audit.stopped_reason).toBe('done');
    expect(report).not.toHaveProperty('pending_approvals');
  });
});
