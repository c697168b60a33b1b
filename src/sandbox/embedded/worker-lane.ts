// The host's end of one worker thread: starts it when it is needed, gives it one request at a time, ends it when told.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { messageOf, systemCode, ZopsError } from '../../errors.js';
import { packageFile } from '../../package-files.js';
import type { Reply, Request, WorkerSettings } from './protocol.js';

/** Memory of a worker's heap, MB; file contents are held outside of it. */
const HEAP_MB = 256;

export class WorkerLane {
  private worker: Worker | undefined;

  constructor(private readonly settings: WorkerSettings) {}

  /**
   * @param ended when it aborts, the worker is ended with whatever it is doing, and the promise rejects with its reason.
   * @throws ZopsError `sandbox_failed` when the worker breaks.
   */
  async ask(request: Request, ended: AbortSignal): Promise<Reply> {
    ended.throwIfAborted();
    const worker = (this.worker ??= this.start());
    worker.ref();
    const settled = new AbortController();
    const stopped = AbortSignal.any([ended, settled.signal]);
    try {
      worker.postMessage(request);
      // `once` also rejects when the worker breaks, or when the signal aborts.
      const [event] = (await Promise.race([
        once(worker, 'message', { signal: stopped }),
        once(worker, 'exit', { signal: stopped }).then(() => {
          throw new Error('the worker ended');
        }),
      ])) as [Reply];
      return event;
    } catch (error) {
      await this.close();
      ended.throwIfAborted();
      throw failure(error);
    } finally {
      settled.abort();
      worker.unref();
    }
  }

  async close(): Promise<void> {
    const worker = this.worker;
    this.worker = undefined;
    await worker?.terminate();
  }

  private start(): Worker {
    const options = {
      workerData: this.settings,
      execArgv: [],
      argv: [],
      env: {},
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    };
    if (!import.meta.url.endsWith('.ts')) return new Worker(packageFile('dist/sandbox-worker.js'), options);
    // From the sources (tests) the worker is TypeScript too, which its thread loads through tsx.
    const source = new URL('./worker.ts', import.meta.url).href;
    return new Worker(`import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(source)})))`, { ...options, eval: true });
  }
}

function failure(error: unknown): ZopsError {
  const why =
    systemCode(error) === 'ERR_WORKER_OUT_OF_MEMORY'
      ? 'The command needed more memory than the embedded sandbox gives; narrow it, or use the docker sandbox (ZOPS_SANDBOX=docker).'
      : 'The embedded sandbox broke down on this command; the next one gets a fresh one.';
  return new ZopsError('sandbox_failed', why, {}, { cause: new Error(messageOf(error)) });
}
