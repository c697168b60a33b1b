// Takes request lines, runs several commands at a time, lets the others wait, and gives each request exactly one answer.
import { asFailure, Failure } from './failure.js';
import { RUNNER_LIMITS } from './limits.js';
import type { Answer, RunRequest } from './protocol.js';
import { parseRequest, requestId } from './request.js';

/** What the run of a command yields. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly truncated: boolean;
}

/** Runs one command; `signal` ends it early, and it then resolves with what there is. */
export type Run = (request: RunRequest, signal: AbortSignal) => Promise<Outcome>;

/** How a job is ended early. */
type Ending = 'cancelled' | 'timed_out' | 'closed';

interface Job {
  readonly request: RunRequest;
  readonly controller: AbortController;
  readonly timer: NodeJS.Timeout;
  readonly arrived: number;
  ending: Ending | null;
}

export class Supervisor {
  /** Every request without an answer. */
  private readonly jobs = new Map<number, Job>();
  private readonly queue: Job[] = [];
  private running = 0;

  constructor(
    private readonly run: Run,
    private readonly answer: (answer: Answer) => void,
  ) {}

  receive(line: string): void {
    try {
      const request = parseRequest(line);
      if (request.op === 'cancel') this.end(this.jobs.get(request.id), 'cancelled');
      else this.accept(request);
    } catch (error) {
      this.fail(requestId(line), asFailure(error));
    }
  }

  tooLong(): void {
    this.fail(null, new Failure('request_too_large', `a request has at most ${RUNNER_LIMITS.requestBytes} bytes`));
  }

  /** Kills every command; nothing is answered any more. */
  close(): void {
    for (const job of this.jobs.values()) this.end(job, 'closed');
  }

  private accept(request: RunRequest): void {
    if (this.jobs.has(request.id)) throw new Failure('invalid_request', `id ${request.id} is in use`);
    if (this.queue.length >= RUNNER_LIMITS.queued) throw new Failure('busy', `${RUNNER_LIMITS.queued} commands wait already`);
    const job: Job = {
      request,
      controller: new AbortController(),
      timer: setTimeout(() => this.end(job, 'timed_out'), request.timeoutMs),
      arrived: performance.now(),
      ending: null,
    };
    this.jobs.set(request.id, job);
    this.queue.push(job);
    this.next();
  }

  private next(): void {
    while (this.running < RUNNER_LIMITS.running) {
      const job = this.queue.shift();
      if (job === undefined) return;
      this.running += 1;
      void this.work(job);
    }
  }

  private async work(job: Job): Promise<void> {
    try {
      this.finish(job, await this.run(job.request, job.controller.signal));
    } catch (error) {
      this.finish(job, asFailure(error));
    }
    this.running -= 1;
    this.next();
  }

  private end(job: Job | undefined, ending: Ending): void {
    if (job?.ending !== null) return;
    job.ending = ending;
    job.controller.abort();
    const place = this.queue.indexOf(job);
    if (place === -1) return;
    this.queue.splice(place, 1);
    this.finish(job, new Failure('busy', 'its turn did not come in time'));
  }

  private finish({ request: { id }, timer, arrived, ending }: Job, result: Outcome | Failure): void {
    clearTimeout(timer);
    this.jobs.delete(id);
    if (ending === 'closed') return;
    if (ending === 'cancelled') this.fail(id, new Failure('cancelled', 'the host cancelled it'));
    else if (result instanceof Failure) this.fail(id, result);
    else this.answer({ id, ...result, timedOut: ending === 'timed_out', durationMs: Math.round((performance.now() - arrived) * 10) / 10 });
  }

  private fail(id: number | null, { code, message, rule }: Failure): void {
    this.answer({ id, error: { code, message, rule } });
  }
}
