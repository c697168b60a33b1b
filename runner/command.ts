// The whole life of one command: judged, its files followed, run, and its files' folders looked at once more.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reach } from '../src/policy/narrow/site-paths.js';
import { SIM_ROOT } from './environment.js';
import { execute } from './execute.js';
import { Failure } from './failure.js';
import type { Jail } from './jail.js';
import { judge } from './judge.js';
import { RUNNER_LIMITS } from './limits.js';
import type { RunRequest } from './protocol.js';
import { lstat, Route } from './route.js';
import type { Outcome } from './supervisor.js';

/**
 * @param start what starts the program; a test may have it watched
 * @throws Failure `refused`, `changed`, `spawn_failed`
 */
export async function runCommand(request: RunRequest, jail: Jail, signal: AbortSignal, start = execute): Promise<Outcome> {
  const { argv, files, followsLinks, confine, reach } = await judge(request, jail);
  /** The site's rules hold for where a path really leads, too; as far as it exists. */
  const look = (place: string, far: Reach): void => confine(jail.named(place), far, lstat(place)?.isDirectory() ?? null);
  const route = await settled((noted) => {
    for (const file of files) look(jail.follow(file, noted), reach);
    if (!followsLinks) return;
    for (const file of files.length === 0 ? [SIM_ROOT] : files) jail.sweep(file, noted, (place) => look(place, reach === 'tree' ? 'tree' : 'itself'));
  });
  const outcome = await start(argv, jail.root, request.outputBytes, signal);
  // Between the look at a path and its opening by the program somebody may swap a link. Whatever was printed then is dropped.
  if (!route.holds()) throw new Failure('changed', 'files were created, renamed or removed in /sim while the command ran');
  return outcome;
}

/** The way to the files, once its folders have been quiet for long enough to notice any later change. */
async function settled(note: (route: Route) => void): Promise<Route> {
  for (let tries = 0; tries < RUNNER_LIMITS.settleTries; tries += 1) {
    const route = new Route();
    note(route);
    if (!route.isFresh(Date.now())) return route;
    await sleep(RUNNER_LIMITS.settleMs);
  }
  throw new Failure('changed', 'files are created, renamed or removed in /sim all the time');
}
