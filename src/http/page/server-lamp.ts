// Whether the server is there, in words. Asks now and then while somebody looks, and often once it is gone.
import { getJson } from './api.js';
import { replace } from './dom.js';
import { RequestFailed } from './problem.js';

const WELL_MS = 30_000;
const GONE_MS = 3_000;

export interface ServerLamp {
  /** Something went wrong: look now. */
  readonly check: () => void;
}

export function createServerLamp(element: HTMLElement): ServerLamp {
  let timer: number | undefined;
  const show = (kind: 'ok' | 'bad', words: string): void => {
    element.className = `lamp ${kind}`;
    if (element.textContent !== words) replace(element, words);
  };
  const check = (): void => {
    window.clearTimeout(timer);
    void look().then((wait) => {
      window.clearTimeout(timer);
      if (!document.hidden) timer = window.setTimeout(check, wait);
    });
  };
  async function look(): Promise<number> {
    try {
      await getJson('/health');
      show('ok', 'server ready');
      return WELL_MS;
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      show('bad', error.problem.kind === 'unreachable' ? 'server not reached' : 'server not ready');
      return GONE_MS;
    }
  }
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) check();
  });
  check();
  return { check };
}
