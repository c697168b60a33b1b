// Waiting that ends with a signal.
import { setTimeout as sleep } from 'node:timers/promises';

/** Like `work`, but rejects with the signal's reason as soon as it is aborted; `work` itself may be slow to notice. */
export async function settledOrAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    // The loser of the race may still reject; nobody listens to it then.
    void work.catch(() => undefined);
  }
}

/**
 * Gives work a signal of its own that follows another one and goes with the work. Clients leave their listeners on what they are
 * given, and a signal of AbortSignal.any with a listener is kept by Node.js for good.
 */
export async function withOwnSignal<T>(signal: AbortSignal, work: (own: AbortSignal) => Promise<T>): Promise<T> {
  const own = new AbortController();
  const abort = (): void => own.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    return await work(own.signal);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Waits until the signal is aborted, at most `ms`. */
export async function abortedWithin(signal: AbortSignal, ms: number): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
