// Decides whether a soak run was clean: every call answered as expected or excused by a fault, every call in the audit trail
// exactly once with the right decision, nothing that grows. Pure: it is given facts, and names each that is not as it must be.
import type { AuditFact, Call, Facts, Fault } from './facts.js';
import { judgeGrowth } from './judge-growth.js';

/** No call may take longer, fault or not, ms. */
export const LONGEST_CALL_MS = 90_000;
/** The audit trail's result of a call that only looks follows the answer; a fault may come in between, ms. */
const RESULT_LAG_MS = 2_000;
/** Of each sort of violation so many are spelled out. */
const SPELLED_OUT = 20;

export interface Verdict {
  readonly violations: readonly string[];
  /** Errors that a fault explains, by code. */
  readonly excused: Readonly<Record<string, number>>;
  /** Calls that a killed or cancelled request left without an answer, or that the audit trail need not have. */
  readonly unanswered: number;
}

export function judge(facts: Facts): Verdict {
  const { violations, excused, unanswered } = judgeAnswers(facts);
  return { violations: [...violations, ...judgeAudit(facts), ...judgeSessions(facts), ...judgeGrowth(facts.watched), ...some(facts.notes)], excused, unanswered };
}

function judgeAnswers({ calls, faults }: Facts): Verdict {
  const excused: Record<string, number> = {};
  const wrong: string[] = [];
  const bad: string[] = [];
  let unanswered = 0;
  for (const call of calls) {
    const { end, code, answered, sent } = call;
    if (end === 'open') bad.push(`${about(call)} was never answered`);
    else if (end === 'wrong') wrong.push(`${about(call)} was answered wrongly: ${call.detail ?? ''}`);
    else if (answered - sent > LONGEST_CALL_MS) bad.push(`${about(call)} took ${Math.round(answered - sent)} ms`);
    else if (end === 'cancelled') unanswered += 1;
    else if (end === 'failed') {
      if (faults.some((fault) => explains(fault, call))) excused[code ?? ''] = (excused[code ?? ''] ?? 0) + 1;
      else bad.push(`${about(call)} failed with ${code ?? 'no code'}, which no fault explains${call.detail === null ? '' : `: ${call.detail}`}`);
      if (code === 'closed') unanswered += 1;
    }
  }
  return { violations: [...some(wrong), ...some(bad)], excused, unanswered };
}

function meets({ servers, needs, begin, end }: Fault, call: Call): boolean {
  const hits = (servers === null || servers.includes(call.server)) && needs.some((need) => call.needs.includes(need));
  return hits && call.sent <= end && call.answered >= begin;
}

const explains = (fault: Fault, call: Call): boolean => meets(fault, call) && fault.codes.includes(call.code ?? '');

/** Nothing that was acknowledged may be missing, nothing may be there twice or unasked, and the decision must be what the client was told. */
function judgeAudit({ calls, faults, audit }: Facts): readonly string[] {
  const recorded = new Map<string, { calls: AuditFact[]; results: AuditFact[] }>();
  for (const fact of audit) {
    if (fact.event !== 'call' && fact.event !== 'result') continue;
    const key = `${fact.trace} ${fact.tool}`;
    const entry = recorded.get(key) ?? { calls: [], results: [] };
    (fact.event === 'call' ? entry.calls : entry.results).push(fact);
    recorded.set(key, entry);
  }
  const asked = new Map<string, Call[]>();
  for (const call of calls) {
    if (call.trace === null) continue;
    const key = `${call.trace} ${call.tool}`;
    const group = asked.get(key);
    if (group === undefined) asked.set(key, [call]);
    else group.push(call);
  }
  const bad: string[] = [];
  for (const [key, group] of asked) {
    const [call] = group;
    if (call === undefined) continue;
    const { calls: begun, results } = recorded.get(key) ?? { calls: [], results: [] };
    const least = group.filter(isAcknowledged).length;
    if (begun.length < least) bad.push(`${about(call)} was answered, but is not in the audit trail`);
    if (begun.length > group.length) bad.push(`${about(call)} is in the audit trail ${begun.length} times`);
    if (results.length > begun.length) bad.push(`${about(call)} has ${results.length} results in the audit trail`);
    const mayLack = group.some((one) => !isAcknowledged(one) || faults.some((fault) => fault.losesResults && meets({ ...fault, begin: fault.begin - RESULT_LAG_MS }, one)));
    if (results.length < begun.length && !mayLack) bad.push(`${about(call)} has no result in the audit trail`);
    if (group.length > 1) continue;
    for (const result of results) {
      const want = wanted(call);
      if (want !== null && want !== `${result.outcome} ${result.code} ${result.rule}`) bad.push(`${about(call)}: the audit trail says ${result.outcome} ${result.code} ${result.rule}, the client was told ${want}`);
    }
  }
  for (const [key, { calls: [fact] }] of recorded) if (fact?.client.startsWith('soak-') === true && !asked.has(key)) bad.push(`the audit trail holds a call of ${fact.tool} that nobody made (${fact.trace})`);
  return some(bad);
}

/** Errors after which nobody knows, or everybody knows that nothing was recorded. */
const UNACKNOWLEDGED = ['closed', 'server_unavailable', 'audit_unavailable', 'hang'];

/** The record must be there: the client has an answer, and it was not that nothing could be recorded. */
const isAcknowledged = ({ end, code }: Call): boolean => end === 'right' || end === 'wrong' || (end === 'failed' && !UNACKNOWLEDGED.includes(code ?? ''));

function wanted({ end, code, expected }: Call): string | null {
  if (end === 'failed') return UNACKNOWLEDGED.includes(code ?? '') ? null : `error ${code ?? ''} `;
  return end === 'right' ? `${expected.outcome} ${expected.code ?? ''} ${expected.rule ?? ''}` : null;
}

/** Only a session whose server was killed may lack its end. */
function judgeSessions({ audit, killed }: Facts): readonly string[] {
  const sessions = new Map<string, { pid: number; time: string; starts: number; stops: number }>();
  for (const { event, client, pid, time } of audit) {
    if (event !== 'start' && event !== 'stop') continue;
    const session = sessions.get(`${pid} ${client}`) ?? { pid, time, starts: 0, stops: 0 };
    if (event === 'start') session.starts += 1;
    else session.stops += 1;
    sessions.set(`${pid} ${client}`, session);
  }
  return some(
    [...sessions].flatMap(([key, { pid, time, starts, stops }]) => {
      const name = `${key} of ${time}`;
      if (starts !== 1) return [`session ${name} has ${starts} starts`];
      if (stops > 1) return [`session ${name} has ${stops} stops`];
      return stops === 0 && !killed.has(pid) ? [`session ${name} has no stop, and nobody killed its server`] : [];
    }),
  );
}

function about({ server, tool, sent, trace }: Call): string {
  return `${tool} on ${server} at ${(sent / 1000).toFixed(1)} s (${trace ?? 'no trace'})`;
}

function some(texts: readonly string[]): readonly string[] {
  return texts.length <= SPELLED_OUT ? texts : [...texts.slice(0, SPELLED_OUT), `… and ${texts.length - SPELLED_OUT} more like it`];
}
