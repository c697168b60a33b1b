// Which records belong to a job that is asked for by name or id. Learns the ids of a name while the log is read.
import { namesOwnJob } from '../formats/message.js';
import { recordText, type LogRecord } from './record.js';
import type { TimedRecord } from './timeline.js';

const NAME_CHARACTER = /[A-Z0-9$#@]/;
const PRINTED_ID = /^(JOB|STC|TSU|[JST])\s*(\d{1,7})$/;

export class JobFilter {
  readonly #wanted: string;
  readonly #id: string | null;
  /** Whether the text can only be an id; `JOB002` is a job name, unless the log prints ids as `JOB    2`. */
  readonly #isId: boolean;
  readonly #ids = new Set<string>();

  /** @param wanted `PAYR0300`, `JOB12871`, `job12871`, `STC    9` */
  constructor(wanted: string) {
    this.#wanted = wanted.trim().toUpperCase();
    this.#id = canonicalId(this.#wanted);
    this.#isId = /\s|\d{5}/.test(this.#wanted);
  }

  /** To be shown every record before it is asked about any older one. */
  learn({ head }: LogRecord): void {
    if (head.jobId !== null && head.jobName === this.#wanted && namesOwnJob(head.messageId)) this.#ids.add(head.jobId);
  }

  matches({ record, jobId }: TimedRecord): boolean {
    if (jobId !== null && (this.#ids.has(jobId) || this.#isIdOf(jobId))) return true;
    return holdsWord(recordText(record).toUpperCase(), this.#wanted);
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
