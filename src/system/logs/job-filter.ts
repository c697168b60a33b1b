// Which records belong to a job that is asked for by name or id. Learns the ids of a name while the log is read; one that is
// learned late makes the log be read again, so that what a job wrote before (further down) its name was seen is found too.
import { namesOwnJob } from '../formats/message.js';
import { recordText, type LogRecord } from './record.js';
import type { TimedRecord } from './timeline.js';

const NAME_CHARACTER = /[A-Z0-9$#@]/;
const PRINTED_ID = /^(JOB|STC|TSU|[JST])\s*(\d{1,7})$/;
/** Ids of other jobs that are remembered while a log is read; beyond that any id counts as passed. */
const PASSED_IDS = 50_000;

export class JobFilter {
  readonly #wanted: string;
  readonly #id: string | null;
  /** Whether the text can only be an id; `JOB002` is a job name, unless the log prints ids as `JOB    2`. */
  readonly #isId: boolean;
  readonly #ids = new Set<string>();
  /** Ids of records that did not match. */
  readonly #passed = new Set<string>();
  #late = false;

  /** @param wanted `PAYR0300`, `JOB12871`, `job12871`, `STC    9` */
  constructor(wanted: string) {
    this.#wanted = wanted.trim().toUpperCase();
    this.#id = canonicalId(this.#wanted);
    this.#isId = /\s|\d{5}/.test(this.#wanted);
  }

  /** Ids of the name that are known so far, as printed. */
  get ids(): ReadonlySet<string> {
    return this.#ids;
  }

  /** The digits that every line holds that shows the id asked for; null when a name is meant. */
  get digits(): string | null {
    return this.#id?.slice(1) ?? null;
  }

  get wanted(): string {
    return this.#wanted;
  }

  /** Whether records have been passed over whose id only later proved to be the job's. Asking starts a new round. */
  startOver(): boolean {
    const late = this.#late;
    this.#late = false;
    this.#passed.clear();
    return late;
  }

  /** To be shown every record that may name the job. */
  learn({ head }: LogRecord): void {
    const { jobId } = head;
    if (jobId === null || head.jobName !== this.#wanted || !namesOwnJob(head.messageId) || this.#ids.has(jobId)) return;
    this.#ids.add(jobId);
    this.#late ||= this.#passed.has(jobId) || this.#passed.size >= PASSED_IDS;
  }

  matches({ record, jobId }: TimedRecord): boolean {
    if (jobId !== null && (this.#ids.has(jobId) || this.#isIdOf(jobId))) return true;
    if (holdsWord(recordText(record).toUpperCase(), this.#wanted)) return true;
    if (jobId !== null && this.#passed.size < PASSED_IDS) this.#passed.add(jobId);
    return false;
  }

  #isIdOf(jobId: string): boolean {
    return this.#id !== null && (this.#isId || /\s/.test(jobId)) && canonicalId(jobId) === this.#id;
  }
}

/** `JOB12871`, `J0012871` → `J12871`; `STC    9` → `S9`. */
function canonicalId(id: string): string | null {
  const [, type = '', digits = ''] = PRINTED_ID.exec(id) ?? [];
  return digits === '' ? null : `${type[0] ?? ''}${Number(digits)}`;
}

/** Whether the text holds the word on its own, not as part of a longer name. */
function holdsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!NAME_CHARACTER.test(text[at - 1] ?? ' ') && !NAME_CHARACTER.test(text[at + word.length] ?? ' ')) return true;
  }
  return false;
}
