// Somebody on the host swaps a symlink while commands run: what it leads to outside of /sim never shows.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeDocker, simFolder } from '../../support/docker.js';
import { Attacker } from './attacker.js';

/** Replaces `link` by turns with a link to a file inside and one to the runner's code, at most `pauseMs` apart. */
const SWAPPER = `
  const fs = require('fs');
  const [folder, pauseMs] = process.argv.slice(1);
  const nap = new Int32Array(new SharedArrayBuffer(4));
  process.stdout.write('ready');
  process.stdin.on('end', () => process.exit()).resume();
  (function swap(turn) {
    const until = Date.now() + 20;
    do {
      fs.symlinkSync(turn++ % 2 === 0 ? '/runner/main.cjs' : 'good.log', folder + '/next');
      fs.renameSync(folder + '/next', folder + '/link');
      if (pauseMs > 0) Atomics.wait(nap, 0, 0, Math.random() * pauseMs);
    } while (Date.now() < until);
    setImmediate(swap, turn);
  })(0);`;

/** Length of one race. */
const RACE_MS = 2_000;

describeDocker('a symlink swapped during the run', () => {
  let directory: string;
  let attacker: Attacker;
  beforeAll(async () => {
    directory = simFolder({ 'good.log': 'inside\n' });
    attacker = await Attacker.enter(directory);
  });
  afterAll(() => attacker.leave());

  it.each([
    ['as fast as it goes', 0],
    ['every few milliseconds', 10],
    ['just slowly enough for the folder to look quiet', 90],
  ])('never leaks: %s', async (_, pauseMs) => {
    const swapper = spawn(process.execPath, ['-e', SWAPPER, directory, String(pauseMs)], { stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      await once(swapper.stdout, 'data');
      const seen = new Set<string>();
      for (const until = Date.now() + RACE_MS; Date.now() < until; ) {
        const answer = await attacker.run(['/usr/bin/cat', path.posix.join('/sim', 'link')]);
        seen.add('error' in answer ? answer.error.code : answer.stdout);
      }
      expect([...seen].filter((outcome) => !['inside\n', 'refused', 'changed'].includes(outcome))).toEqual([]);
      if (pauseMs === 90) expect(seen).toContain('inside\n');
    } finally {
      swapper.stdin.end();
      await once(swapper, 'exit');
    }
  });
});
