// A report on a terminal and in a pipe: whole screens, and nothing of others that a terminal would obey.
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Report } from '../../../src/agent/report.js';
import type { Style } from '../../../src/agent/render/style.js';

// yoctocolors decides when it is loaded whether the environment allows colours at all.
vi.hoisted(() => (process.env['FORCE_COLOR'] = '1'));
const { createStyle } = await import('../../../src/agent/render/style.js');
const { renderReport } = await import('../../../src/agent/render/report-text.js');
const { wrap } = await import('../../../src/agent/render/answer-text.js');

const AUDIT: Report['audit'] = {
  trace_id: 'a'.repeat(32),
  mode: 'execute_safe',
  tool_count: 4,
  executed_count: 2,
  planner: 'stub',
  model: null,
  stopped_reason: 'done',
  trace_exported: false,
};
const ADVICE = { plan: 'say so.', pending: 'nod.' };
const CONFIG_ARGS = { key: 'max_jobs', value: '0' };
const REPORT: Report = {
  answer: 'All is said.\n- critical: spool is full\n    06:12:44  JOB00217  IEF450I JOB002 STEP020 - ABEND=S0C7\nThe policy refused `rm -rf /`.',
  plan: [
    { tool: 'get_system_status', args: {}, reasoning: 'Look at the whole system.', executed: true },
    { tool: 'run_command', args: { command: 'rm -rf /', dry_run: false }, reasoning: 'You said so.', executed: false, verdict: { allowed: false, rule: 'blocked-command', reason: 'Never.' } },
    { tool: 'update_config', args: CONFIG_ARGS, reasoning: 'Set it.', executed: false },
    { tool: 'get_logs', args: { source: 'syslog', tail: 5 }, reasoning: 'Read.', executed: false },
  ],
  actions_taken: [
    {
      tool: 'get_system_status',
      args: {},
      success: true,
      result: { cpu: 97, memory: { used: 8_000, total: 16_000, percent: 50 }, dasd: { volumes: 20, capacity_percent: 90 }, subsystems: { JES2: 'ACTIVE', DB9G: 'DOWN', CICS1: 'DEGRADED' } },
    },
    { tool: 'update_config', args: CONFIG_ARGS, success: false, error: { code: 'invalid_value', message: 'Too few.' } },
  ],
  script: '#!/usr/bin/env bash\n# Step\nls /sim\n',
  pending_approvals: [{ tool: 'update_config', args: { key: 'log_level', value: 'DEBUG' }, reasoning: 'See more.' }],
  audit: AUDIT,
};

let plainTerminal: Style;
let pipe: Style;
let colour: Style;

beforeAll(() => {
  plainTerminal = createStyle({ terminal: true, color: false, width: 80 });
  pipe = createStyle({ terminal: false, color: false, width: 80 });
  colour = createStyle({ terminal: true, color: true, width: 80 });
});

describe('on a terminal', () => {
  it.each([
    ['a long word', `cat ${'a'.repeat(300)}/tail.log`],
    ['wide letters', `cat ${'記'.repeat(120)}/tail.log`],
    ['many words', `grep -e ${'ab '.repeat(90)}tail.log`],
  ])('attack: the end of a planned call hidden behind %s', (_, command) => {
    const plan = [{ tool: 'run_command', args: { command, dry_run: false }, reasoning: 'Look.', executed: false }];
    const screen = renderReport({ ...REPORT, plan, actions_taken: [], script: null, audit: { ...AUDIT, mode: 'plan_only' } }, plainTerminal, ADVICE);
    const cells = screen.split('\n').flatMap((line) => line.split('│').slice(2, 3));
    expect(cells.join('').replace(/\s/g, '')).toBe(`Step${command}`.replace(/\s/g, ''));
  });

  it('shows plan, figures, answer, what waits, and one line of audit', () => {
    expect(renderReport(REPORT, plainTerminal, ADVICE)).toBe(`Plan  execute_safe, stub planner
╭────┬─────────────────────────────────┬────────────────────────┬──────────────╮
│ #  │ Step                            │ Why                    │ Outcome      │
│ 1  │ get_system_status               │ Look at the whole      │ ✔ done       │
│    │                                 │ system.                │              │
│ 2  │ rm -rf /                        │ You said so.           │ ✖ refused    │
│ 3  │ update_config key=max_jobs      │ Set it.                │ ✖ failed     │
│    │ value=0                         │                        │              │
│ 4  │ get_logs source=syslog tail=5   │ Read.                  │ not run      │
╰────┴─────────────────────────────────┴────────────────────────┴──────────────╯

CPU      ███████████████████████░   97 %
Memory   ████████████░░░░░░░░░░░░   50 %  8,000 of 16,000 MB
DASD     ██████████████████████░░   90 %  20 volumes
Systems  ● JES2  ● DB9G  ● CICS1

All is said.
- critical: spool is full
    06:12:44  JOB00217  IEF450I JOB002 STEP020 - ABEND=S0C7
The policy refused \`rm -rf /\`.

Waiting for your approval (not run):
- update_config {"key":"log_level","value":"DEBUG"}: See more.
To carry that out: nod.

execute_safe · 2 of 4 run · trace ${'a'.repeat(32)}
`);
  });

  it('shows verdicts and the script of a plan that was only made', () => {
    const planned: Report = {
      ...REPORT,
      plan: [
        { tool: 'run_command', args: { command: 'ls /sim' }, reasoning: 'List.', executed: false, verdict: { allowed: true, rule: 'allowed', reason: 'ok' } },
        { tool: 'run_command', args: { command: 'ls (trial only)', dry_run: false }, reasoning: 'List.', executed: false, verdict: { allowed: true, rule: 'allowed', reason: 'ok' } },
        { tool: 'update_config', args: CONFIG_ARGS, reasoning: 'Set.', executed: false },
        { tool: 'get_system_status', args: {}, reasoning: 'Look.', executed: false },
      ],
      actions_taken: [],
      audit: { ...AUDIT, mode: 'plan_only', tool_count: 4, stopped_reason: 'step_limit', model: 'm-1' },
    };
    const shown = renderReport(planned, plainTerminal, ADVICE);
    expect(shown).toContain('Plan  plan_only, stub m-1 planner');
    expect(shown).toContain(`
│ #  │ Step                            │ Why                    │ Policy       │
│ 1  │ ls /sim                         │ List.                  │ ✔ allowed    │
│    │                                 │                        │ trial only   │
│ 2  │ ls (trial only)                 │ List.                  │ ✔ allowed    │
│ 3  │ update_config key=max_jobs      │ Set.                   │ changes a    │
│    │ value=0                         │                        │ setting      │
│ 4  │ get_system_status               │ Look.                  │ –            │
╰`);
    expect(shown).toContain('Script\n  #!/usr/bin/env bash\n  # Step\n  ls /sim\n');
    expect(shown).toContain('plan_only · 4 planned, nothing run · stopped: step_limit · trace ');
  });

  it.each<[string, boolean, Partial<Report>]>([
    ['a plan', true, {}],
    ['a plan that was cut off', true, { audit: { ...AUDIT, mode: 'plan_only', stopped_reason: 'step_limit' } }],
    ['no plan', false, { plan: [] }],
    ['a plan that the policy refuses', false, { plan: REPORT.plan.slice(1, 2) }],
    ['a plan that was cancelled', false, { audit: { ...AUDIT, mode: 'plan_only', stopped_reason: 'cancelled' } }],
    ['a plan that was carried out', false, { audit: AUDIT }],
  ])('says how to carry out %s: %s', (_, says, differs) => {
    const report: Report = { ...REPORT, pending_approvals: [], audit: { ...AUDIT, mode: 'plan_only' }, ...differs };
    for (const style of [plainTerminal, pipe]) expect(renderReport(report, style, ADVICE).includes('To carry it out: say so.\n')).toBe(says);
    expect(renderReport(report, plainTerminal, { pending: 'nod.' })).not.toContain('To carry it out');
  });

  it('says that a trial was judged, not that it was not run', () => {
    const args = { command: 'ls /sim' };
    const plan = [{ tool: 'run_command', args, reasoning: 'List.', executed: false, verdict: { allowed: true, rule: 'allowed', reason: 'ok' } }];
    const report: Report = { ...REPORT, plan, actions_taken: [{ tool: 'run_command', args, success: true, result: {} }] };
    expect(renderReport(report, plainTerminal, ADVICE)).toMatch(/ls \/sim .*│ ✔ judged {3}/);
  });

  it('paints what matters', () => {
    const shown = renderReport(REPORT, colour, ADVICE);
    for (const painted of ['\u001b[31m✖ refused\u001b[39m', '\u001b[32m✔ done\u001b[39m', '\u001b[31mcritical\u001b[39m', '\u001b[36m`rm -rf /`\u001b[39m']) expect(shown).toContain(painted);
    expect(shown).toContain('\u001b[31m    06:12:44  JOB00217  IEF450I JOB002 STEP020 - ABEND=S0C7\u001b[39m');
    expect(renderReport({ ...REPORT, answer: 'What the logs tell:\n- x' }, colour, ADVICE)).toContain('\u001b[1mWhat the logs tell:\u001b[22m');
    const quiet = renderReport({ ...REPORT, answer: '    10:00:00  IST093I X ACTIVE' }, colour, ADVICE);
    expect(quiet).toContain('\u001b[2m    10:00:00  IST093I X ACTIVE\u001b[22m');
  });

  it('leaves the reasons out of the table where the screen is narrow, and stays within it', () => {
    const shown = renderReport(REPORT, createStyle({ terminal: true, color: false, width: 40 }), ADVICE);
    expect(shown).toContain('│ #  │ Step             │ Outcome      │\n│ 1  │ get_system_statu │ ✔ done       │\n│    │ s                │              │');
    expect(shown.split('\n').filter((line) => /^[╭│╰]/.test(line)).every((line) => line.length === 40)).toBe(true);
  });

  it('cuts log lines at the edge and wraps sentences', () => {
    const style = createStyle({ terminal: true, color: false, width: 30 });
    const answer = `    ${'x'.repeat(60)}\n- one two three four five six seven eight nine`;
    const shown = renderReport({ ...REPORT, plan: [], actions_taken: [], script: null, answer, audit: AUDIT }, style, ADVICE);
    expect(shown).toContain(`    ${'x'.repeat(25)}…\n- one two three four five six\n  seven eight nine\n`);
    expect(wrap('averylongwordthatdoesnotfitatall', 10)).toEqual(['averylongwordthatdoesnotfitatall']);
    expect(wrap('', 10)).toEqual(['']);
  });

  it('shows no figures when the status is of another form, and says when the CPU is not known', () => {
    const odd = { ...REPORT, actions_taken: [{ tool: 'get_system_status', args: {}, success: true as const, result: 'fine' }] };
    expect(renderReport(odd, plainTerminal, ADVICE)).not.toContain('DASD ');
    const unknown = { cpu: null, memory: { used: 1, total: 2, percent: 50 }, dasd: { volumes: 1, capacity_percent: 1 }, subsystems: Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`SUBSYS${index}`, 'ACTIVE'])) };
    const shown = renderReport({ ...REPORT, actions_taken: [{ tool: 'get_system_status', args: {}, success: true, result: unknown }] }, plainTerminal, ADVICE);
    expect(shown).toContain('CPU      not known');
    expect(shown.split('\n').filter((line) => line.includes('●')).every((line) => line.length <= 80)).toBe(true);
  });
});

describe('in a pipe', () => {
  it('is the answer alone, and what waits for approval', () => {
    expect(renderReport(REPORT, pipe, ADVICE)).toBe(`All is said.
- critical: spool is full
    06:12:44  JOB00217  IEF450I JOB002 STEP020 - ABEND=S0C7
The policy refused \`rm -rf /\`.

Waiting for your approval (not run):
- update_config {"key":"log_level","value":"DEBUG"}: See more.
To carry that out: nod.
`);
  });
});

describe('attack: escape sequences in what others wrote', () => {
  it.each(['terminal', 'pipe'])('reach no %s', (kind) => {
    const evil = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e\u0008';
    const report: Report = {
      answer: `found ${evil}\n    ${evil}`,
      plan: [{ tool: `run_command${evil}`, args: { [evil]: evil }, reasoning: evil, executed: false }, { tool: 'run_command', args: { command: evil }, reasoning: evil, executed: true }],
      actions_taken: [{ tool: 'get_system_status', args: {}, success: true, result: { cpu: 1, memory: { used: 1, total: 1, percent: 1 }, dasd: { volumes: 1, capacity_percent: 1 }, subsystems: { [evil]: evil } } }],
      script: `# ${evil}\n`,
      pending_approvals: [{ tool: evil, args: { [evil]: evil }, reasoning: evil }],
      audit: { ...AUDIT, mode: 'plan_only', tool_count: 2 },
    };
    expect(renderReport(report, kind === 'pipe' ? pipe : plainTerminal, ADVICE)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
