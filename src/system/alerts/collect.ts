// The alerts of the status: from its figures, and from recent messages of the logs. Reads only the end of each log.
import { toErrorBody, ZopsError } from '../../errors.js';
import { parseLine } from '../formats/parse-line.js';
import { LOG_SOURCES, type Alert, type LogQuery, type LogRecordLines, type LogRecords, type LogSource } from '../system.js';
import { RULES, type Finding } from './rules.js';
import { thresholdAlerts, type Figures } from './thresholds.js';

/** Newest records of each log that are looked at, and how far they may lie behind the newest of them. */
const TAIL = 5_000;
const WINDOW_HOURS = 24;
const MOST = 20;
/** So many violations of one user are a burst, not a slip. */
const BURST = 5;
const TEXT_CHARS = 240;

const GRAVITY: readonly Alert['severity'][] = ['critical', 'warning', 'info'];

interface Tally extends Finding {
  readonly id: string;
  readonly source: LogSource;
  readonly time: string | null;
  readonly text: string;
  count: number;
}

/** Newest first; of too many, the gravest. A log that cannot be read is an alert of its own, not a failure. */
export async function collectAlerts(figures: Figures, logs: (query: LogQuery) => Promise<LogRecords>): Promise<Alert[]> {
  const alerts = thresholdAlerts(figures);
  const tallies = new Map<string, Tally>();
  for (const source of LOG_SOURCES) {
    try {
      for (const [key, tally] of tallyOf(source, await logs({ source, tail: TAIL }))) {
        // The same event shows in several logs: the one that saw it most often speaks, the syslog first.
        if (tally.count > (tallies.get(key)?.count ?? 0)) tallies.set(key, tally);
      }
    } catch (error) {
      if (!(error instanceof ZopsError) || error.code === 'cancelled') throw error;
      alerts.push({ severity: 'warning', message_id: null, text: `No alerts from this log: ${toErrorBody(error).message}`, source, time: null });
    }
  }
  alerts.push(...[...tallies.values()].map(asAlert));
  return alerts
    .sort((a, b) => GRAVITY.indexOf(a.severity) - GRAVITY.indexOf(b.severity))
    .slice(0, MOST)
    .sort((a, b) => (b.time ?? '').localeCompare(a.time ?? ''));
}

function tallyOf(source: LogSource, page: LogRecords): Map<string, Tally> {
  const found = new Map<string, Tally>();
  for (const record of recent(page)) {
    const [first] = record.lines;
    if (first === undefined) continue;
    const head = parseLine(first.text);
    const id = head.messageId ?? '';
    const texts = record.lines.map(({ text }) => parseLine(text).text);
    const finding = RULES[id]?.(head, texts);
    if (finding === null || finding === undefined) continue;
    const key = `${finding.topic ?? id} ${finding.subject}`;
    const before = found.get(key);
    // Newest first: the first one seen stays, the others only count.
    if (before === undefined) found.set(key, { text: head.text, ...finding, id, source, time: record.time, count: 1 });
    else before.count += 1;
  }
  return found;
}

function recent({ records, last_time }: LogRecords): readonly LogRecordLines[] {
  const newest = Date.parse(`${last_time ?? ''}Z`);
  if (Number.isNaN(newest)) return records;
  return records.filter(({ time }) => time === null || newest - Date.parse(`${time}Z`) <= WINDOW_HOURS * 3_600_000);
}

function asAlert({ severity, id, source, time, text, count }: Tally): Alert {
  const burst = id === 'ICH408I' && count >= BURST;
  const plain = text.replace(/\s+/g, ' ').slice(0, TEXT_CHARS);
  return { severity: burst && severity === 'info' ? 'warning' : severity, message_id: id, text: count === 1 ? plain : `${plain} (${count} times)`, source, time };
}
