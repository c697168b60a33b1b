// The operated system: a copy of a practice system whose logs grow all the time and are rotated as logrotate does it. Each line
// that we write is numbered, so that whoever read a log can be told whether it was all of it, in order.
import { appendFileSync, cpSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packageFile } from '../../src/package-files.js';

export const SOURCES = ['syslog', 'joblog', 'audit', 'error'] as const;
export type Source = (typeof SOURCES)[number];

/** In each line of ours, with its number behind it. */
export const MARK = 'ZSOAK';
/** How large the job log is from the start: one that it takes a while to search, bytes. */
const LARGE = 24 * 1024 * 1024;
const EPOCH = Date.parse('2026-11-19T13:30:00Z');
/** Time between two lines in the clock of the log, ms. */
const STEP_MS = 50;

/** What of our lines is in a log. */
export interface View {
  /** Grows with each rotation. */
  readonly file: number;
  /** Number of the oldest and of the newest line; newest < oldest when there is none. */
  readonly oldest: number;
  readonly newest: number;
}

export type Rotation = 'renamed' | 'truncated';

export interface World {
  readonly directory: string;
  view(source: Source): View;
  /** The newest line that a file ever had that is no longer the current one. */
  lastOf(source: Source, file: number): number | undefined;
  /** Adds lines to each log. */
  grow(): void;
  /** Puts a new version of the status in place. */
  replaceStatus(): void;
  rotate(source: Source, how: Rotation): void;
  /** `completed_today` of the status that is in place. */
  statusVersion(): number;
  /** Puts half a status in place, and says how to mend it. */
  tearStatus(): () => void;
}

export function createWorld(directory: string): World {
  cpSync(packageFile('fixtures/baseline'), directory, { recursive: true });
  const at = (name: string): string => path.join(directory, name);
  const jobs = readFileSync(at('joblog.log'), 'utf8');
  writeFileSync(at('joblog.log'), jobs.repeat(Math.ceil(LARGE / jobs.length)));
  const status = JSON.parse(readFileSync(at('status.json'), 'utf8')) as { jobs: { completed_today: number } };
  const views = new Map<Source, View>(SOURCES.map((source) => [source, { file: 0, oldest: 1, newest: 0 }]));
  const ends = new Map<string, number>();
  let version = 0;
  let torn = false;

  const view = (source: Source): View => views.get(source) ?? { file: 0, oldest: 1, newest: 0 };

  function putStatus(text: string): void {
    writeFileSync(at('status.json.new'), text);
    renameSync(at('status.json.new'), at('status.json'));
  }

  function writeStatus(): void {
    version += 1;
    putStatus(`${JSON.stringify({ ...status, jobs: { ...status.jobs, completed_today: version } }, null, 2)}\n`);
  }

  writeStatus();
  return {
    directory,
    view,
    lastOf: (source, file) => ends.get(`${source} ${file}`),
    grow() {
      for (const source of SOURCES) {
        const { file, oldest, newest } = view(source);
        const numbers = [newest + 1, newest + 2];
        appendFileSync(at(`${source}.log`), numbers.map((number) => `${lineOf(source, number)}\n`).join(''));
        views.set(source, { file, oldest, newest: newest + numbers.length });
      }
    },
    replaceStatus() {
      if (!torn) writeStatus();
    },
    rotate(source, how) {
      const { file, newest } = view(source);
      ends.set(`${source} ${file}`, newest);
      if (how === 'truncated') truncateSync(at(`${source}.log`));
      else {
        renameSync(at(`${source}.log`), at(`${source}.log.1`));
        writeFileSync(at(`${source}.log`), '');
      }
      views.set(source, { file: file + 1, oldest: newest + 1, newest });
    },
    statusVersion: () => version,
    tearStatus() {
      torn = true;
      const whole = readFileSync(at('status.json'), 'utf8');
      writeFileSync(at('status.json'), whole.slice(0, whole.length / 2));
      return () => {
        torn = false;
        putStatus(whole);
      };
    },
  };
}

function lineOf(source: Source, number: number): string {
  const time = new Date(EPOCH + number * STEP_MS).toISOString();
  const clock = time.slice(11, 19);
  const mark = `${MARK}${String(number).padStart(8, '0')}`;
  switch (source) {
    case 'syslog':
      return `N 4000000 SYSA     26323 ${clock}.${time.slice(20, 22)} STC08013 00000090  IST105I ${mark} NODE NOW INACTIVE`;
    case 'joblog':
      return ` ${clock.replaceAll(':', '.')} JOB12802  IST105I ${mark} NODE NOW INACTIVE`;
    case 'audit':
      return `ACCESS   SUCCESS  ${clock} 2026-11-19 SYSA NO   NO   NO   ${mark}`;
    case 'error':
      return `2026-11-19T${clock} ${mark}`;
  }
}

/**
 * What is wrong with the numbers of our lines that somebody read at the end of a log; null when nothing is.
 * @param before the log when they began to read, `after` when they had read it
 * @param most how many lines they asked for
 */
export function wrongLines(lines: readonly string[], most: number, before: View, after: View, lastOf: (file: number) => number | undefined): string | null {
  const numbers = lines.map((line) => Number(new RegExp(`${MARK}(\\d{8})`).exec(line)?.[1] ?? NaN));
  for (const [index, number] of numbers.entries()) if (index > 0 && number !== (numbers[index - 1] ?? 0) + 1) return `line ${number} follows line ${String(numbers[index - 1])}`;
  const rotations = after.file - before.file;
  const fits = (oldest: number, least: number, newest: number): boolean => {
    const last = numbers.at(-1) ?? oldest - 1;
    return last >= least && last <= newest && numbers.length === Math.min(most, last - oldest + 1);
  };
  if (rotations === 0 && fits(before.oldest, before.newest, after.newest)) return null;
  // Either file may have been read; of one in between nothing more is asked.
  if (rotations > 0 && (fits(before.oldest, before.newest, lastOf(before.file) ?? 0) || fits(after.oldest, after.oldest - 1, after.newest) || rotations > 1)) return null;
  return `lines ${String(numbers[0])} to ${String(numbers.at(-1))} (${numbers.length}), but the log went from ${before.oldest}-${before.newest} to ${after.oldest}-${after.newest}, and ${most} were asked for`;
}
