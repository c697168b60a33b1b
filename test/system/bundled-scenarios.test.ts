// The bundled scenarios read by the simulator as a user's tools would: every line comes through, every SYSLOG line is understood.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { fitPage } from '../../src/system/fit-page.js';
import { parseLine } from '../../src/system/formats/parse-line.js';
import { createSimulator } from '../../src/system/simulator.js';
import { LOG_SOURCES } from '../../src/system/system.js';
import { LIMITS } from '../../src/limits.js';

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const scenarios = readdirSync(FIXTURES).filter((name) => existsSync(join(FIXTURES, name, 'status.json')));

test('there are scenarios', () => {
  expect(scenarios).toContain('baseline');
});

describe.each(scenarios)('%s', (scenario) => {
  const directory = join(FIXTURES, scenario);
  const system = createSimulator({ directory });

  test.each(LOG_SOURCES)('%s comes through line by line', async (source) => {
    const lines = readFileSync(join(directory, `${source}.log`), 'utf8').split('\n').slice(0, -1);
    const page = await system.logs({ source, tail: LIMITS.tailMax });
    expect(page.lines).toEqual(lines);
    expect(page.truncated).toBe(false);
    expect(JSON.stringify(fitPage(page, LIMITS.resultChars)).length).toBeLessThanOrEqual(LIMITS.resultChars);
  });

  test('every line of the syslog is a SYSLOG line', () => {
    const lines = readFileSync(join(directory, 'syslog.log'), 'utf8').split('\n').slice(0, -1);
    expect(lines.filter((line) => parseLine(line).format !== 'syslog')).toEqual([]);
  });

  test('has a status', async () => {
    expect(await system.status()).toMatchObject({ simulated: true });
  });
});
