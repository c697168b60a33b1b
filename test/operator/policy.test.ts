// zops-mcp policy check, show and validate, as processes.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { runOperator } from '../../src/operator/cli.js';
import { BUILT_IN_POLICY } from '../../src/policy/policy.js';
import { SERVER } from '../support/rpc.js';
import { tempDir } from '../support/temp.js';

async function siteFile(content: unknown): Promise<string> {
  const file = path.join(await tempDir(), 'site.json');
  await writeFile(file, JSON.stringify(content), { mode: 0o600 });
  return file;
}

async function run(args: readonly string[], env: Record<string, string> = {}) {
  const out = new PassThrough();
  const err = new PassThrough();
  const code = await runOperator(args, loadConfig(env), { out, err });
  out.end();
  err.end();
  return { code, out: await text(out), err: await text(err) };
}

describe('zops-mcp policy', () => {
  it('check is the verdict of what is in force', async () => {
    const ZOPS_POLICY = await siteFile({ commands: { allow: ['cat'] } });
    const { code, out } = await run(['policy', 'check', 'ls'], { ZOPS_POLICY });
    expect([code, JSON.parse(out)]).toEqual([1, { allowed: false, rule: 'site_command', reason: "This site's policy does not allow ls; it allows cat.", command: 'ls', argv: ['ls'] }]);
    expect((await run(['policy', 'check', 'ls'])).code).toBe(0);
    expect((await run(['policy', 'check', 'cat x'], { ZOPS_POLICY })).code).toBe(0);
  });

  it('show prints it, in words and as data, and names the file', async () => {
    const { text: words, ...builtIn } = BUILT_IN_POLICY.describe();
    expect(await run(['policy', 'show'])).toEqual({ code: 0, out: `${words}Site policy file: none (ZOPS_POLICY is not set)\n`, err: '' });
    expect(JSON.parse((await run(['policy', 'show', '--json'])).out)).toEqual({ file: null, ...JSON.parse(JSON.stringify(builtIn)) });
    const ZOPS_POLICY = await siteFile({ limits: { tail_max: 5 } });
    expect((await run(['policy', 'show'], { ZOPS_POLICY })).out).toContain(`, 5 records of a log.\nSite policy file: ${ZOPS_POLICY}\n`);
    expect(JSON.parse((await run(['policy', 'show', '--json'], { ZOPS_POLICY })).out)).toMatchObject({ file: ZOPS_POLICY, site: { limits: { tail_max: 5 } } });
  });

  it('validate says what a server would say', async () => {
    const good = await siteFile({ $schema: 'x', paths: {}, limits: {} });
    expect(await run(['policy', 'validate', good])).toEqual({ code: 0, out: `${good} can be used: set ZOPS_POLICY to it. It speaks of paths, limits.\n`, err: '' });
    expect((await run(['policy', 'validate', await siteFile({})])).out).toContain('It speaks of nothing, so that the built-in policy stays as it is.');
    const bad = await siteFile({ limit: {} });
    const { code, out, err } = await run(['policy', 'validate', bad]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(`zops-mcp: The site policy ${bad} (ZOPS_POLICY) cannot be used, and without it nothing is served: limit: there is no such field, did you mean limits?`);
  });

  it('without a usable file nothing is judged', async () => {
    const ZOPS_POLICY = path.join(await tempDir(), 'none.json');
    for (const args of [['policy', 'check', 'ls'], ['policy', 'show']]) expect(await run(args, { ZOPS_POLICY })).toMatchObject({ code: 1, out: '', err: expect.stringContaining('there is no such file') as string });
    await expect(promisify(execFile)(process.execPath, [SERVER, 'policy', 'check', 'ls'], { env: { ZOPS_POLICY } })).rejects.toMatchObject({ code: 1 });
  });
});
