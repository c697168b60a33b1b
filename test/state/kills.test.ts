// Real processes killed at random moments while others go on: what was acknowledged stays, and one lock has one holder. What these
// find they find by luck, round after round; what is so every time stands in the other files.
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { verifyAuditLog } from '../../src/state/audit-verify.js';
import { createConfigStore } from '../../src/state/config-store.js';
import { createFileLock } from '../../src/state/file-lock.js';
import type { AuditRecord } from '../../src/state/state.js';
import { tempDir } from '../support/temp.js';
import { linesOf, namesIn, openTrail } from './support/audit-files.js';
import { startWriter } from './support/child.js';
import type { Writer } from './support/child.js';
import { deadMark, mostAtOnce } from './support/locks.js';

/** Two servers at work, while six others start and are killed, one after the other. @returns the two, and the six */
async function killSome(kind: 'config' | 'audit', directory: string): Promise<{ readonly steady: readonly Writer[]; readonly victims: readonly Writer[] }> {
  const steady = ['a', 'b'].map((name) => startWriter(kind, directory, name));
  await Promise.all(steady.map(({ started }) => started));
  const victims: Writer[] = [];
  for (let round = 0; round < 6; round += 1) {
    const victim = startWriter(kind, directory, `victim${round}`);
    await victim.started;
    await sleep(Math.random() * 60);
    victim.signal('SIGKILL');
    await victim.gone;
    victims.push(victim);
  }
  expect(await Promise.all(steady.map((writer) => writer.stop()))).toEqual([0, 0]);
  for (const { said } of [...steady, ...victims]) expect(said.length).toBeGreaterThan(0);
  return { steady, victims };
}

it('of several servers, killed at random moments, no acknowledged record is missing and the chain holds', async () => {
  const directory = await tempDir();
  const { steady, victims } = await killSome('audit', directory);
  const { log, path } = openTrail(directory);
  await log.append({ event: 'stop' });
  expect(await verifyAuditLog(path)).toMatchObject({ ok: true, broken: null });
  const hashes = (await linesOf(path)).map((line) => (JSON.parse(line) as AuditRecord).hash);
  for (const { said } of [...steady, ...victims]) {
    for (const { seq, hash } of (said as Pick<AuditRecord, 'seq' | 'hash'>[][]).flat()) expect(hashes[seq - 1]).toBe(hash);
  }
  expect(await namesIn(directory)).toEqual(['audit.head', 'audit.jsonl']);
});

interface Acknowledged {
  readonly key: string;
  readonly value: string;
  readonly previous: string | null;
}

it('of several servers, one killed again and again, no acknowledged update is lost', async () => {
  const directory = await tempDir();
  const { steady, victims } = await killSome('config', directory);
  const values = await createConfigStore({ directory }).read();
  const all = [...steady, ...victims].map(({ said }) => said as Acknowledged[]);
  for (const [index, acknowledged] of all.entries()) {
    const wanted = new Map(acknowledged.filter(({ key }) => key !== 'shared').map(({ key, value }) => [key, value]));
    for (const [key, value] of wanted) {
      const isVictim = index >= steady.length;
      // A killed process may have written once more than it could say.
      if (isVictim) expect(Number(values[key])).toBeGreaterThanOrEqual(Number(value));
      else expect(values[key]).toBe(value);
    }
  }
  // Every update of the shared key saw the one before it: each acknowledged value was replaced exactly once, or stands.
  // Only an update whose writer was killed before it could answer may be missing from this account.
  const shared = all.flat().filter(({ key }) => key === 'shared');
  const replaced = shared.map(({ previous }) => previous);
  expect(new Set(replaced).size).toBe(replaced.length);
  const seen = new Set([...replaced, values['shared']]);
  expect(shared.filter(({ value }) => !seen.has(value)).length).toBeLessThanOrEqual(victims.length);
  // What the killed ones left behind is gone once another server has started.
  await createConfigStore({ directory }).set('last', 'one');
  expect(await namesIn(directory)).toEqual(['config.json']);
});

it('a late waiter that still believes in a dead holder finds out in time, whenever it comes', async () => {
  const [first, second] = ['a'.repeat(24), 'b'.repeat(24)];
  const mark = await deadMark();
  const [dead, heir] = [JSON.stringify({ id: first, ...mark }), JSON.stringify({ id: second, ...mark })];
  for (let round = 0; round < 25; round += 1) {
    const directory = await tempDir();
    await writeFile(join(directory, 'lock'), dead);
    if (round % 2 === 0) await writeFile(join(directory, `lock.after-${first}`), heir);
    await writeFile(join(directory, `lock.${second}`), heir);
    const locks = Array.from({ length: 12 }, () => createFileLock(join(directory, 'lock'), { staleMs: 3_600_000 }));
    expect(await mostAtOnce(locks)).toBe(1);
    expect(await readdir(directory)).toEqual([]);
  }
});
