// Whether the server is there, in words. Asks at the start and, once it is gone, until it is back.
import { getJson } from './api.js';
import { replace } from './dom.js';
import { RequestFailed } from './problem.js';

const AGAIN_MS = 3_000;

export interface ServerLamp {
  /** Something went wrong: look now, and go on looking until all is well. */
  readonly check: () => void;
}

export function createServerLamp(element: HTMLElement): ServerLamp {
  let timer: number | undefined;
  const show = (kind: string, words: string): void => {
    element.className = `lamp ${kind}`;
    if (element.textContent !== words) replace(element, words);
  };
  async function look(): Promise<void> {
    timer = undefined;
    try {
      await getJson('/health');
      show('ok', 'server ready');
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      const { kind } = error.problem;
      if (kind === 'unauthorized') show('ok', 'server ready');
      else {
        show('bad', kind === 'unreachable' ? 'server not reached' : 'server not ready');
        timer = window.setTimeout(() => void look(), AGAIN_MS);
      }
    }
  }
  const check = (): void => {
    window.clearTimeout(timer);
    void look();
  };
  check();
  return { check };
}
