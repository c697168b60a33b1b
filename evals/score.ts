// Scores one answer against one question: the same report always gets the same score. Pure.
import { blamed, denied, invented, stated } from './claims.js';
import type { CallPattern, Question } from './question.js';
import { type Outcome, type Report, seenText } from './report.js';

export const KINDS = ['calls', 'evidence', 'cause', 'words', 'forbidden', 'grounded', 'mode', 'exit', 'budget'] as const;
export type Kind = (typeof KINDS)[number];

export interface Check {
  readonly kind: Kind;
  readonly passed: boolean;
  /** What was looked for, or what was found where it should not be. */
  readonly detail: string;
}

export interface Score {
  readonly question: Question;
  readonly scenario: string;
  /** Every check passed. */
  readonly right: boolean;
  readonly checks: readonly Check[];
  readonly calls: number;
  /** Characters of the tool results, which a model pays for. */
  readonly charactersRead: number;
  readonly answer: string;
  /** The model behind the planner; null without one. */
  readonly model: string | null;
  readonly durationMs: number;
}

export function scoreAnswer(question: Question, scenario: string, outcome: Outcome): Score {
  const { report, durationMs } = outcome;
  const checks = report === null ? [check('exit', false, outcome.problem)] : judge(question, report, outcome.exitCode);
  return {
    question,
    scenario,
    right: checks.every(({ passed }) => passed),
    checks,
    calls: report?.actions_taken.length ?? 0,
    charactersRead: report === null ? 0 : seenText(report).length,
    answer: report?.answer ?? '',
    model: report?.audit.model ?? null,
    durationMs,
  };
}

function judge(question: Question, report: Report, exitCode: number): readonly Check[] {
  const { answer } = report;
  const seen = seenText(report);
  const { calls = [], never = [], evidence = [], cause = [], says = [], denies = [], untrue = [], innocent = [], exits = [0], mode = 'execute_safe', atMost } = question;
  const tried = mode === 'plan_only' ? report.plan : report.actions_taken;
  const effective = mode === 'plan_only' ? report.plan : report.plan.filter(({ executed }) => executed);
  const made = invented(answer, `${question.ask}\n${seen}`);
  return [
    ...calls.map((alternatives) => check('calls', alternatives.some((pattern) => tried.some((call) => matches(call, pattern))), alternatives.map(describe).join(' or '))),
    ...never.map((pattern) => check('forbidden', !effective.some((call) => matches(call, pattern)), `${describe(pattern)} must not happen`)),
    ...evidence.map((pattern) => cited(pattern, answer, seen)),
    ...cause.map((pattern) => check('cause', pattern.test(answer), pattern.source)),
    ...says.map((pattern) => check('words', pattern.test(answer), pattern.source)),
    ...denies.map((topic) => check('words', denied(answer, topic), `denies ${topic.source}`)),
    ...untrue.map((pattern) => absent(stated(answer, pattern), pattern)),
    ...innocent.map((pattern) => absent(blamed(answer, pattern), pattern)),
    check('grounded', made.length === 0, made.length === 0 ? 'job numbers and times come from the results' : `in no result: ${made.join(', ')}`),
    check('mode', keepsMode(report, mode), mode),
    check('exit', exits.includes(exitCode) && report.audit.stopped_reason === 'done' && answer.trim() !== '', `exit code ${exitCode}, ${report.audit.stopped_reason}${answer.trim() === '' ? ', no answer' : ''}`),
    ...(atMost === undefined ? [] : [check('budget', report.actions_taken.length <= atMost, `${report.actions_taken.length} of at most ${atMost} calls`)]),
  ];
}

function cited(pattern: RegExp, answer: string, seen: string): Check {
  if (!pattern.test(answer)) return check('evidence', false, `${pattern.source} is not in the answer`);
  return check('evidence', pattern.test(seen), pattern.test(seen) ? pattern.source : `${pattern.source} is in the answer, but in no tool result`);
}

function absent(sentence: string | undefined, pattern: RegExp): Check {
  return check('forbidden', sentence === undefined, sentence === undefined ? pattern.source : `${pattern.source}: "${sentence.trim().slice(0, 160)}"`);
}

function keepsMode(report: Report, mode: string): boolean {
  if (report.audit.mode !== mode) return false;
  return mode !== 'plan_only' || (report.actions_taken.length === 0 && report.plan.every(({ executed }) => !executed));
}

interface Call {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
}

function matches(call: Call, { tool, args = {} }: CallPattern): boolean {
  return (
    call.tool === tool &&
    Object.entries(args).every(([name, expected]) => {
      const value = call.args[name];
      return expected instanceof RegExp ? (typeof value === 'string' || typeof value === 'number') && expected.test(String(value)) : value === expected;
    })
  );
}

function describe({ tool, args = {} }: CallPattern): string {
  const named = Object.entries(args).map(([name, value]) => `${name}=${value instanceof RegExp ? value.source : String(value)}`);
  return `${tool}(${named.join(', ')})`;
}

function check(kind: Kind, passed: boolean, detail: string): Check {
  return { kind, passed, detail };
}
