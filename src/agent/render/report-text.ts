// A whole report for people: plan, answer, script, what waits for approval, and one line of audit. Pure.
import Table from 'cli-table3';
import { effectMark, isDryRun, plannedCommand } from '../step-effect.js';
import type { PlanEntry, Report } from '../report.js';
import { visible, visibleLines } from '../visible.js';
import { renderAnswer } from './answer-text.js';
import { renderStatus } from './status-table.js';
import type { Style } from './style.js';

/** How a person carries out what a report leaves open, in the words of the program that shows it. */
export interface Advice {
  /** Absent: it is said elsewhere. */
  readonly plan?: string;
  readonly pending: string;
}

/** @param answerShown the answer stands on the screen already */
export function renderReport(report: Report, style: Style, advice: Advice, answerShown = false): string {
  const answer = answerShown ? '' : renderAnswer(report.answer, style);
  const parts = style.terminal
    ? [planTable(report, style), ...statusTables(report, style), answer, script(report, style), open(report, style, advice), footer(report, style)]
    : [answer, script(report, style), open(report, style, advice)];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** Borders in grey; cells are already painted, so the table adds no colours of its own. */
function table(style: Style, head: readonly string[], widths: readonly (number | null)[]): InstanceType<typeof Table> {
  return new Table({
    head: head.map((text) => style.bold(text)),
    style: { head: [], border: [], 'padding-left': 1, 'padding-right': 1 },
    colWidths: [...widths],
    wordWrap: true,
    chars: Object.fromEntries(Object.entries(BORDERS).map(([name, char]) => [name, char === '' ? '' : style.dim(char)])),
  });
}

const BORDERS = {
  top: '─', 'top-mid': '┬', 'top-left': '╭', 'top-right': '╮', bottom: '─', 'bottom-mid': '┴', 'bottom-left': '╰', 'bottom-right': '╯',
  left: '│', 'left-mid': '', mid: '', 'mid-mid': '', right: '│', 'right-mid': '', middle: '│',
};

/** Columns below which there is no room for four columns of a table. */
const NARROW = 60;

function planTable(report: Report, style: Style): string {
  const { plan, audit } = report;
  if (plan.length === 0) return '';
  const state = 14;
  // On a narrow screen the reasons stand in the answer alone.
  const narrow = style.width < NARROW;
  const call = narrow ? Math.max(14, style.width - state - 4 - 4) : Math.min(Math.max(24, ...plan.map((entry) => callOf(entry).length + 2)), Math.floor(style.width * 0.42));
  const why = Math.max(16, style.width - call - state - 4 - 5);
  const last = audit.mode === 'plan_only' ? 'Policy' : 'Outcome';
  const rows = narrow ? table(style, ['#', 'Step', last], [4, call, state]) : table(style, ['#', 'Step', 'Why', last], [4, call, why, state]);
  plan.forEach((entry, index) => {
    const reason = narrow ? [] : [visible(entry.reasoning)];
    rows.push([String(index + 1), style.cyan(broken(callOf(entry), call - 2)), ...reason, stateOf(entry, report, style)]);
  });
  return `${style.bold('Plan')}  ${style.dim(`${audit.mode}, ${audit.planner}${audit.model === null ? '' : ` ${audit.model}`} planner`)}\n${rows.toString()}`;
}

function callOf(entry: PlanEntry): string {
  const command = plannedCommand(entry);
  if (command !== undefined) return visible(command);
  const args = Object.entries(entry.args).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return visible([entry.tool, ...args].join(' '));
}

/** The table cuts a word that is wider than its cell: a call that may be carried out is seen to its end. */
function broken(text: string, width: number): string {
  // Characters beyond ASCII may take two columns.
  const most = /^[\0-\x7f]*$/.test(text) ? width : Math.floor(width / 2);
  return text.replace(new RegExp(`\\S{${most}}(?=\\S)`, 'gu'), '$&\n');
}

/** What the policy says or what became of it, and in a plan what it would do: never in the cell of the call, whose text others choose. */
function stateOf(entry: PlanEntry, { audit, actions_taken }: Report, style: Style): string {
  const { tool, args, executed, verdict } = entry;
  if (verdict?.allowed === false) return style.red('✖ refused');
  if (audit.mode === 'plan_only') {
    const mark = effectMark(entry);
    const says = verdict === undefined ? [] : [style.green('✔ allowed')];
    return [...says, ...(mark === undefined ? [] : [style.yellow(mark)])].join('\n') || style.dim('–');
  }
  if (executed) return style.green('✔ done');
  const action = actions_taken.find((one) => one.tool === tool && one.args === args);
  if (action === undefined) return style.yellow('not run');
  return action.success && isDryRun(entry) ? style.green('✔ judged') : style.red('✖ failed');
}

function statusTables({ actions_taken }: Report, style: Style): string[] {
  return actions_taken.flatMap((action) => (action.success && action.tool === 'get_system_status' ? [renderStatus(action.result, style)] : []));
}

/** For a plan that was carried out the script has done its service; it is in the JSON. */
function script({ script: text, audit }: Report, style: Style): string {
  if (text === null || audit.mode !== 'plan_only') return '';
  const lines = visibleLines(text.trimEnd()).split('\n');
  return `${style.bold('Script')}\n${lines.map((line) => `  ${line.startsWith('#') ? style.dim(line) : line}`).join('\n')}`;
}

/** What waits for a person, and how to go on. */
function open(report: Report, style: Style, advice: Advice): string {
  const { plan, audit, pending_approvals = [] } = report;
  if (pending_approvals.length === 0) {
    const stands = audit.mode === 'plan_only' && audit.stopped_reason !== 'cancelled' && audit.stopped_reason !== 'error';
    return stands && advice.plan !== undefined && plan.some(({ verdict }) => verdict?.allowed !== false) ? `To carry it out: ${advice.plan}` : '';
  }
  const lines = pending_approvals.map(({ tool, args, reasoning }) => `- ${visible(`${tool} ${JSON.stringify(args)}`)}: ${visible(reasoning)}`);
  return [style.yellow('Waiting for your approval (not run):'), ...lines, `To carry that out: ${advice.pending}`].join('\n');
}

function footer({ audit }: Report, style: Style): string {
  const run = audit.mode === 'plan_only' ? `${audit.tool_count} planned, nothing run` : `${audit.executed_count} of ${audit.tool_count} run`;
  const end = audit.stopped_reason === 'done' ? '' : ` · stopped: ${audit.stopped_reason}`;
  return style.dim(`${audit.mode} · ${run}${end} · trace ${audit.trace_id}`);
}
