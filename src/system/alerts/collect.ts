// The alerts of the status: from its figures, and from recent messages of the logs. Reads only the end of each log.
import { ZopsError } from '../../errors.js';
import { parseLine } from '../formats/parse-line.js';
import { LOG_SOURCES, type Alert, type LogQuery, type LogRecordLines, type LogRecords, type LogSource } from '../system.js';
import { findIn, type Finding } from './rules.js';
import { thresholdAlerts, type Figures } from './thresholds.js';

/** Newest records of each log that are looked at, and how far they may lie behind the newest of all. */
const TAIL = 5_000;
const WINDOW_HOURS = 24;
const MOST = 20;
/** What of a record is looked at: messages say what they are about at once. */
const LINES = 40;
const LINE_CHARS = 400;
/** So many violations of one user are more than a slip. */
const BURST = 5;

const GRAVITY: readonly Alert['severity'][] = ['critical', 'warning', 'info'];

interface Tally extends Finding {
  readonly id: string | null;
  readonly source: LogSource;
  readonly time: string | null;
  count: number;
}

/** Newest first; of too many, the gravest. A log that cannot be read is an alert of its own, not a failure. */
export async function collectAlerts(figures: Figures, logs: (query: LogQuery) => Promise<LogRecords>): Promise<Alert[]> {
  const alerts = thresholdAlerts(figures);
  const pages: LogRecords[] = [];
  for (const source of LOG_SOURCES) {
    try {
      pages.push(await logs({ source, tail: TAIL }));
    } catch (error) {
      if (!(error instanceof ZopsError) || error.code === 'cancelled') throw error;
      // What the site keeps to itself is nothing to worry about.
      const severity = error.responsible === 'policy' ? 'info' : 'warning';
      alerts.push({ severity, message_id: null, text: `No alerts from this log: ${error.message}`, source, time: null });
    }
  }
  const newest = Math.max(...pages.map(({ last_time }) => milliseconds(last_time)).filter((time) => !Number.isNaN(time)));
  const tallies = new Map<string, Tally>();
  for (const page of pages) {
    // The same event shows in several logs: the one that saw it most often speaks, the syslog first.
    for (const [key, tally] of tallyPage(page, newest - WINDOW_HOURS * 3_600_000)) {
      if (tally.count > (tallies.get(key)?.count ?? 0)) tallies.set(key, tally);
    }
  }
  alerts.push(...[...tallies.values()].map(asAlert));
  return alerts
    .sort((a, b) => GRAVITY.indexOf(a.severity) - GRAVITY.indexOf(b.severity))
    .slice(0, MOST)
    .sort((a, b) => (b.time ?? '').localeCompare(a.time ?? ''));
}

function tallyPage({ source, records }: LogRecords, oldest: number): Map<string, Tally> {
  const found = new Map<string, Tally>();
  for (const record of records) {
    if (milliseconds(record.time) < oldest) continue;
    const finding = findingOf(record);
    if (finding === null) continue;
    const { head, ...what } = finding;
    const key = `${what.topic} ${what.subject}`;
    const known = found.get(key);
    const tally = { ...what, id: head.messageId, source, time: record.time, count: 1 };
    // Newest first: what was seen first stays and counts its like, unless a better witness comes.
    if (known === undefined || (what.primary && !known.primary)) found.set(key, tally);
    else if (known.id === tally.id) known.count += 1;
  }
  return found;
}

function findingOf(record: LogRecordLines): (Finding & { head: ReturnType<typeof parseLine> }) | null {
  const lines = record.lines.slice(0, LINES).map(({ text }) => text.slice(0, LINE_CHARS));
  const parsed = lines.map(parseLine);
  const [head] = parsed;
  if (head === undefined) return null;
  const finding = findIn({ head, texts: parsed.map(({ text }) => text), lines });
  return finding === null ? null : { ...finding, head };
}

function asAlert({ severity, topic, id, source, time, text, count }: Tally): Alert {
  const burst = topic === 'violation' && count >= BURST;
  return { severity: burst ? 'warning' : severity, message_id: id, text: count === 1 ? `${text}.` : `${text} (${count} times).`, source, time };
}

/** NaN for a time without a date. */
function milliseconds(time: string | null): number {
  return Date.parse(`${time ?? ''}Z`);
}
