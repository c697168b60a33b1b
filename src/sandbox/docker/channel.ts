// Requests to the runner and their answers, matched by id. Knows no process: it writes through one function.
import type { Failed, Ran, Request } from '../../../runner/protocol.js';
import { ZopsError } from '../../errors.js';
import type { SitePaths } from '../../policy/narrow/site-paths.js';
import { parseAnswer } from './answers.js';

export interface RunCall {
  readonly command: string;
  readonly argv: readonly string[];
  readonly timeoutMs: number;
  readonly outputBytes: number;
  readonly signal: AbortSignal | undefined;
  readonly paths?: SitePaths;
}

interface Waiter {
  readonly resolve: (answer: Ran | Failed) => void;
  readonly reject: (error: ZopsError) => void;
}

export class Channel {
  private readonly waiting = new Map<number, Waiter>();
  private nextId = 1;
  private closed: ZopsError | undefined;

  /**
   * @param graceMs how long past a command's own time-out its answer may take
   * @param onHung called when it took longer
   */
  constructor(
    private readonly write: (request: Request) => void,
    private readonly graceMs: number,
    private readonly onHung: () => void,
  ) {}

  get isOpen(): boolean {
    return this.closed === undefined;
  }

  /** @throws ZopsError `cancelled`, or what `close` was given */
  run({ signal, ...request }: RunCall): Promise<Ran | Failed> {
    if (this.closed !== undefined) return Promise.reject(this.closed);
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(this.onHung, request.timeoutMs + this.graceMs);
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
        this.waiting.delete(id);
      };
      const cancel = (): void => {
        done();
        this.write({ op: 'cancel', id });
        reject(cancelled());
      };
      this.waiting.set(id, {
        resolve: (answer) => {
          done();
          resolve(answer);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      });
      signal?.addEventListener('abort', cancel);
      this.write({ op: 'run', id, ...request });
    });
  }

  /** One line of the runner. An answer that nobody waits for (its command was cancelled) is dropped. */
  settle(line: string): void {
    const answer = parseAnswer(line);
    // Without an id: the runner could not read a line of ours, so nobody knows which command waits in vain.
    if (answer.id === null) throw new Error('error' in answer ? answer.error.message : 'an answer without an id');
    this.waiting.get(answer.id)?.resolve(answer);
  }

  /** Rejects every request that waits, and all later ones. */
  close(error: ZopsError): void {
    this.closed ??= error;
    for (const waiter of [...this.waiting.values()]) waiter.reject(error);
  }
}

export function cancelled(): ZopsError {
  return new ZopsError('cancelled', 'The command was cancelled before it finished.');
}
