// A log that is written, rewritten or left half-written while it is read; searches that are told on and cancelled.
import { appendFile, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { FileShrankError } from '../../../src/system/logs/lines-from-end.js';
import { logEnd, throwIfRewritten } from '../../../src/system/logs/log-end.js';
import { createSimulator } from '../../../src/system/simulator.js';
import { directoryWith, SYSLOG, text } from '../sample.js';

afterEach(() => vi.restoreAllMocks());

/** A message of four lines. */
const MESSAGE = [SYSLOG[4], SYSLOG[5], SYSLOG[7], SYSLOG[8]];
const SINGLE = SYSLOG[0];

describe('a log that is being written', () => {
  test('a line that is half there is waited for', async () => {
    const directory = await directoryWith({ 'syslog.log': `${text(SYSLOG)}${SINGLE.slice(0, 40)}` });
    const reading = createSimulator({ directory }).logs({ source: 'syslog', tail: 2 });
    await sleep(40);
    await appendFile(join(directory, 'syslog.log'), `${SINGLE.slice(40)}\n${SINGLE.slice(0, 30)}`);
    expect((await reading).lines.at(-1)).toBe(SINGLE);
  });

  test('a log at rest is taken as it stands, its last line may lack its end', async () => {
    const directory = await directoryWith({ 'syslog.log': `${SINGLE}\n${MESSAGE.slice(0, 2).join('\n')}` });
    expect((await createSimulator({ directory }).logs({ source: 'syslog', tail: 5 })).lines).toEqual([SINGLE, ...MESSAGE.slice(0, 2)]);
  });

  test('no record ever comes torn, whichever way it is asked for', async () => {
    const directory = await directoryWith({ 'syslog.log': text([SINGLE, ...MESSAGE]) });
    const system = createSimulator({ directory });
    const stop = new AbortController();
    const writer = (async () => {
      for (let n = 0; !stop.signal.aborted; n += 1) {
        const content = n % 2 === 0 ? text(MESSAGE) : text([SINGLE]);
        // In pieces that end anywhere.
        for (let at = 0; at < content.length; at += 100) {
          await appendFile(join(directory, 'syslog.log'), content.slice(at, at + 100));
          await sleep(2);
        }
      }
    })();
    onTestFinished(async () => {
      stop.abort();
      await writer;
    });
    for (let round = 0; round < 30; round += 1) {
      const filter = round % 3 === 0 ? {} : round % 3 === 1 ? { contains: 'symptom' } : { since: '02:14' };
      const { records } = await system.logs({ source: 'syslog', tail: 3, ...filter });
      expect(records.length).toBeGreaterThan(0);
      for (const { lines } of records) expect([[SINGLE], MESSAGE]).toContainEqual(lines.map((line) => line.text));
    }
  });

  test('one that was truncated and has grown past its old size is not taken for the same', async () => {
    const path = join(await directoryWith({ 'syslog.log': text(SYSLOG) }), 'syslog.log');
    const file = await open(path);
    onTestFinished(() => file.close());
    const before = await logEnd(file);
    await appendFile(path, text(SYSLOG));
    await throwIfRewritten(file, before);
    await writeFile(path, `${SINGLE}\n`.repeat(100));
    await expect(throwIfRewritten(file, before)).rejects.toBeInstanceOf(FileShrankError);
  });
});

describe('a long search', () => {
  /** 10 MB, more than is read without a search. */
  const LONG = `${SINGLE}\n`.repeat(100_000);

  /** Every look at the clock finds a second gone. */
  function hurry(): void {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 1_000));
  }

  test.each([{ contains: 'not there' }, { job: 'NOBODY' }, { contains: 'not there', since: '02:00' }])('says how far it is: %j', async (filter) => {
    const directory = await directoryWith({ 'syslog.log': LONG });
    hurry();
    const said: string[] = [];
    expect(await createSimulator({ directory }).logs({ source: 'syslog', tail: 5, ...filter }, { progress: (message) => said.push(message) })).toMatchObject({ lines: [], truncated: false });
    expect(said.length).toBeGreaterThan(10);
    expect(said.at(-1)).toBe(`Searched ${Math.round(LONG.length / 2 ** 20)} of ${Math.round(LONG.length / 2 ** 20)} MB of syslog.log`);
  });

  test('ends when it is cancelled on the way, and so does one that waits for its turn', async () => {
    const directory = await directoryWith({ 'syslog.log': LONG });
    hurry();
    const abort = new AbortController();
    const said: string[] = [];
    const progress = (message: string): void => {
      said.push(message);
      abort.abort();
    };
    const system = createSimulator({ directory });
    const asked = Array.from({ length: 5 }, () => system.logs({ source: 'syslog', tail: 5, contains: 'not there' }, { signal: abort.signal, progress }));
    const results = await Promise.allSettled(asked);
    expect(results.map((result) => result.status === 'rejected' && (result.reason as { code?: string }).code)).toEqual(Array(5).fill('cancelled'));
    expect(said.length).toBeLessThanOrEqual(2);
  });
});
