// Files that a site keeps back, in the runner's own process: the rules come with the request, and are not passed over.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../runner/command.js';
import { Jail } from '../../runner/jail.js';
import { parseRequest } from '../../runner/request.js';
import { evaluateCommand } from '../../src/policy/evaluate.js';
import { attackedFolder, DENIED, MEETS_NOTHING, SITE_ATTACKS, SITE_PASSES } from '../support/site-attacks.js';

const root = mkdtempSync(path.join(os.tmpdir(), 'zops-runner-site-'));
const jail = new Jail(root);

beforeAll(async () => {
  writeFileSync(path.join(root, 'syslog.log'), 'one line\n');
  await attackedFolder(root);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** As a host would ask that does not judge by the site's policy itself. */
function run(command: string, paths: unknown = DENIED) {
  const verdict = evaluateCommand(command);
  const argv = [`/usr/bin/${verdict.argv[0] ?? ''}`, ...verdict.argv.slice(1)];
  const request = parseRequest(JSON.stringify({ op: 'run', id: 1, command, argv, timeoutMs: 5_000, outputBytes: 10_000, paths }));
  if (request.op !== 'run') throw new Error('no run');
  return runCommand(request, jail, new AbortController().signal);
}

describe('attacks on files that a site keeps back:', () => {
  it.each(Object.entries(SITE_ATTACKS))('%s gets nothing', async (attack, command) => {
    const outcome = await run(command).catch((error: unknown) => error);
    if (MEETS_NOTHING.has(attack)) expect((outcome as { stdout: string }).stdout.replaceAll('*/HIDDEN*', '')).not.toContain('HIDDEN');
    else expect(outcome).toMatchObject({ code: 'refused', rule: expect.stringMatching(/^(?:site_path|path-jail)$/) as string });
  });

  it.each(Object.entries(SITE_PASSES))('%s works', async (command, stdout) => {
    expect(await run(command)).toMatchObject({ stdout });
  });

  it('without rules nothing is kept back', async () => {
    expect(await run('cat audit.log', {})).toMatchObject({ stdout: 'HIDDEN audit\n' });
  });
});

it.each([null, 5, 'deny', [], { denied: [] }, { deny: [{}] }, { deny: ['/sim/a'] }, { deny: {} }, { allow: '/sim' }, { allow: [1] }, { reason: 1 }, { deny: [{ path: '/sim/a', reason: 1 }] }])(
  'rules that are not understood, %j, refuse the request: passed over they would let everything through',
  (paths) => {
    expect(() => run('date', paths)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  },
);
