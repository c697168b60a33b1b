// So many pieces of work at a time, the others in the order in which they came. Pure.

/** Waiting ends, with the reason of the signal, when that is aborted. */
export type Turns = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

export function createTurns(places: number): Turns {
  const waiting = new Set<() => void>();
  let free = places;
  const place = (signal?: AbortSignal): Promise<void> =>
    new Promise((enter, leave) => {
      const give = (): void => {
        signal?.removeEventListener('abort', abandon);
        enter();
      };
      const abandon = (): void => {
        waiting.delete(give);
        leave(signal?.reason as Error);
      };
      waiting.add(give);
      signal?.addEventListener('abort', abandon, { once: true });
    });
  return async (work, signal) => {
    signal?.throwIfAborted();
    if (free > 0) free -= 1;
    else await place(signal);
    try {
      return await work();
    } finally {
      const [next] = waiting;
      if (next === undefined) free += 1;
      else {
        waiting.delete(next);
        next();
      }
    }
  };
}
