// The short form of `npm run durability`: real servers, killed at random points on one state directory, and disks that misbehave.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FAULTS } from '../../scripts/durability/faults.js';
import { runLife } from '../../scripts/durability/life.js';
import { randomFrom } from '../../scripts/durability/random.js';
import { SERVER } from '../support/rpc.js';
import { tempDir } from '../support/temp.js';

const COMMAND = [process.execPath, SERVER] as const;

describe('SIGKILL at random points', () => {
  it.each([
    [1, 12],
    [2, 12],
    [8, 6],
  ])(
    'of %i servers on one state directory, %i times: nothing acknowledged is lost, the chain holds',
    async (servers, rounds) => {
      const directory = path.join(await tempDir(), 'state');
      const report = await runLife({ command: COMMAND, directory, servers, rounds, random: randomFrom(servers) });
      expect(report.violations).toEqual([]);
      expect(report).toMatchObject({ servers, rounds });
      expect(report.calls_acknowledged).toBeGreaterThan(0);
      expect(report.audit_records).toBeGreaterThanOrEqual(report.calls_acknowledged + 2 * report.updates_acknowledged);
    },
    180_000,
  );
});

/** Acknowledges everything, and remembers nothing. */
const FORGETFUL = `
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line);
  const result = { 'resources/read': { contents: [{ text: '{}' }] }, 'tools/call': { structuredContent: { previous: null } } }[method] ?? {};
  if (id !== undefined) setTimeout(() => console.log(JSON.stringify({ jsonrpc: '2.0', id, result })), 5);
});`;

it('a server that forgets what it acknowledged is found out', async () => {
  const report = await runLife({ command: [process.execPath, '-e', FORGETFUL], directory: await tempDir(), servers: 1, rounds: 4, random: () => 0.9 });
  expect(report.calls_acknowledged).toBeGreaterThan(0);
  expect(report.violations).toContain('echo client0-1 was acknowledged, but is not in the audit log');
  expect(report.violations).toContain('client0: max_jobs was null, not 1');
});

describe('a disk that misbehaves', () => {
  for (const fault of FAULTS) {
    it(fault.name, { timeout: 90_000 }, async ({ skip }) => {
      const report = await fault({ command: COMMAND, work: await tempDir() });
      if (report.skipped !== null) skip(report.skipped);
      expect(report.violations).toEqual([]);
      expect(Object.keys(report.seen).length).toBeGreaterThan(0);
    });
  }
});
