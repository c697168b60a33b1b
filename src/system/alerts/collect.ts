// The alerts of the status: from its figures, and from recent messages at the end of each log.
import { ZopsError } from '../../errors.js';
import { parseLine } from '../formats/parse-line.js';
import { LOG_SOURCES, type Alert, type LogRecordLines, type LogRecords, type LogSource } from '../system.js';
import { findIn, type Finding } from './rules.js';
import { thresholdAlerts, type Figures } from './thresholds.js';

/** Newest records of each log that are looked at. */
export const ALERT_TAIL = 5_000;
/** How far they may lie behind the newest of all. */
const WINDOW_HOURS = 24;
const MOST = 20;
/** What of a record is looked at: messages say what they are about at once. */
const LINES = 40;
const LINE_CHARS = 400;
/** So many violations of one user are more than a slip. */
const BURST = 5;

const GRAVITY: readonly Alert['severity'][] = ['critical', 'warning', 'info'];

/** What a record gave cause for. */
interface Sighting extends Finding {
  readonly id: string | null;
  readonly time: string | null;
}

/** All of one log that alerts are made of. */
export interface LogFindings {
  readonly source: LogSource;
  readonly lastTime: string | null;
  /** Newest first. */
  readonly found: readonly Sighting[];
}

interface Tally extends Sighting {
  readonly source: LogSource;
  count: number;
}

export function findingsOf({ source, last_time, records }: LogRecords): LogFindings {
  return { source, lastTime: last_time, found: records.flatMap(sightingOf) };
}

/** Newest first; of too many, the gravest. A log that cannot be read is an alert of its own, not a failure. */
export async function collectAlerts(figures: Figures, findings: (source: LogSource) => Promise<LogFindings>): Promise<Alert[]> {
  const alerts = thresholdAlerts(figures);
  const logs: LogFindings[] = [];
  for (const source of LOG_SOURCES) {
    try {
      logs.push(await findings(source));
    } catch (error) {
      if (!(error instanceof ZopsError) || error.code === 'cancelled') throw error;
      // What the site keeps to itself is nothing to worry about.
      const severity = error.responsible === 'policy' ? 'info' : 'warning';
      alerts.push({ severity, message_id: null, text: `No alerts from this log: ${error.message}`, source, time: null });
    }
  }
  const newest = Math.max(...logs.map(({ lastTime }) => milliseconds(lastTime)).filter((time) => !Number.isNaN(time)));
  const tallies = new Map<string, Tally>();
  for (const log of logs) {
    // The same event shows in several logs: the one that saw it most often speaks, the syslog first.
    for (const [key, tally] of tallyLog(log, newest - WINDOW_HOURS * 3_600_000)) {
      if (tally.count > (tallies.get(key)?.count ?? 0)) tallies.set(key, tally);
    }
  }
  alerts.push(...[...tallies.values()].map(asAlert));
  return alerts
    .sort((a, b) => GRAVITY.indexOf(a.severity) - GRAVITY.indexOf(b.severity))
    .slice(0, MOST)
    .sort((a, b) => (b.time ?? '').localeCompare(a.time ?? ''));
}

function tallyLog({ source, found }: LogFindings, oldest: number): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const sighting of found) {
    if (milliseconds(sighting.time) < oldest) continue;
    const key = `${sighting.topic} ${sighting.subject}`;
    const known = tallies.get(key);
    // Newest first: what was seen first stays and counts its like, unless a better witness comes.
    if (known === undefined || (sighting.primary && !known.primary)) tallies.set(key, { ...sighting, source, count: 1 });
    else if (known.id === sighting.id) known.count += 1;
  }
  return tallies;
}

function sightingOf({ time, lines }: LogRecordLines): Sighting[] {
  const texts = lines.slice(0, LINES).map(({ text }) => text.slice(0, LINE_CHARS));
  if (texts[0] === undefined) return [];
  const head = parseLine(texts[0]);
  const finding = findIn({ head, lines: texts });
  return finding === null ? [] : [{ ...finding, id: head.messageId, time }];
}

function asAlert({ severity, topic, id, source, time, text, count }: Tally): Alert {
  const burst = topic === 'violation' && count >= BURST;
  return { severity: burst ? 'warning' : severity, message_id: id, text: count === 1 ? `${text}.` : `${text} (${count} times).`, source, time };
}

/** NaN for a time without a date. */
function milliseconds(time: string | null): number {
  return Date.parse(`${time ?? ''}Z`);
}
