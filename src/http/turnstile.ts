// How many runs go on at the same time: some work, some wait for a while in line, the rest is told to come back.
import { LIMITS } from '../limits.js';
import { busy } from './problem.js';

export interface Turnstile {
  /**
   * Resolves when it is this one's turn, to what ends it (idempotent).
   * @throws HttpProblem 503 when the line is full or the wait too long; rejects with the signal's reason
   */
  enter(signal: AbortSignal): Promise<() => void>;
}

export function createTurnstile(): Turnstile {
  const line: (() => void)[] = [];
  let inside = 0;

  function pass(): () => void {
    inside += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      inside -= 1;
      line.shift()?.();
    };
  }

  function wait(signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const settle = (then: () => void): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        const place = line.indexOf(onTurn);
        if (place >= 0) line.splice(place, 1);
        then();
      };
      const onTurn = (): void => settle(() => resolve(pass()));
      const onAbort = (): void => settle(() => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted')));
      const timer = setTimeout(() => settle(() => reject(full())), LIMITS.httpWaitMs);
      signal.addEventListener('abort', onAbort, { once: true });
      line.push(onTurn);
    });
  }

  return {
    async enter(signal) {
      signal.throwIfAborted();
      if (inside < LIMITS.httpRuns) return pass();
      if (line.length >= LIMITS.httpWaitingRuns) throw full();
      return wait(signal);
    },
  };
}

function full() {
  return busy(503, 'overloaded', `This server works on ${LIMITS.httpRuns} requests already and others wait; try again later.`);
}
