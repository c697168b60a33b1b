// The site policy file: what keeps a server from starting, in which words; and that the published schema is the one that counts.
import { chmod, chown, mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/policy/commands/table.js';
import { CONFIG_KEYS } from '../../src/policy/config-policy.js';
import { loadPolicy, readSitePolicy } from '../../src/site/load-policy.js';
import { jsonSchemaOfSitePolicy } from '../../src/site/schema.js';
import { startServer } from '../support/rpc.js';
import { tempDir } from '../support/temp.js';

async function file(content: unknown, mode = 0o600): Promise<string> {
  const name = path.join(await tempDir(), 'site.json');
  await writeFile(name, typeof content === 'string' ? content : JSON.stringify(content));
  await chmod(name, mode);
  return name;
}

/** What is said of the file, without its name. */
async function problem(name: string): Promise<string> {
  try {
    await readSitePolicy(name);
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalid_environment' });
    const { message } = error as Error;
    expect(message).toContain(`The site policy ${name} (ZOPS_POLICY) cannot be used, and without it nothing is served: `);
    return message.slice(message.indexOf('served: ') + 'served: '.length);
  }
  return 'fine';
}

describe('a file that cannot be trusted is refused:', () => {
  it('missing, a directory, a pipe, too large, not readable as text of JSON', async () => {
    const directory = await tempDir();
    expect(await problem(path.join(directory, 'none.json'))).toBe('there is no such file.');
    expect(await problem(directory)).toBe('it is not a regular file.');
    await promisify(execFile)('mkfifo', ['-m', '600', path.join(directory, 'pipe')]);
    expect(await problem(path.join(directory, 'pipe'))).toBe('it is not a regular file.');
    await mkdir(path.join(directory, 'x'));
    expect(await problem(path.join(directory, 'x', 'y', 'z'))).toBe('there is no such file.');
    await symlink('loop', path.join(directory, 'loop'));
    expect(await problem(path.join(directory, 'loop'))).toBe('it cannot be read (ELOOP).');
    expect(await problem(await file(`{"reason":"${'x'.repeat(70_000)}"}`))).toBe('it is larger than 64 KB.');
    expect(await problem(await file(''))).toMatch(/^it is not valid JSON \(.+\)\.$/);
    expect(await problem(await file('{"commands": {"allow": ["cat"],}}'))).toMatch(/^it is not valid JSON/);
  });

  it.each([0o620, 0o602, 0o666, 0o777])('mode %o: others may write it', async (mode) => {
    expect(await problem(await file({}, mode))).toBe('others than its owner may write it: chmod go-w it.');
  });

  it.runIf(process.getuid?.() === 0)('another owner than root and the user that runs zops', async () => {
    const name = await file({});
    await chown(name, 12_345, 12_345);
    expect(await problem(name)).toMatch(/^it belongs to another user, who could change it/);
  });

  const MOVE_IT = 'could put another file in its place: move it to a folder that only root or the user that runs zops may write.';

  it.each([0o777, 0o1777, 0o770])('in a folder of mode %o: others may put another one in its place, whatever the mode of the file', async (mode) => {
    const name = await file({});
    await chmod(path.dirname(name), mode);
    expect(await problem(name)).toBe(`others than the owner of its folder ${await realpath(path.dirname(name))} may write there and ${MOVE_IT}`);
    await chmod(path.dirname(name), 0o755);
    expect(await problem(name)).toBe('fine');
  });

  it.runIf(process.getuid?.() === 0)('in a folder of another user', async () => {
    const name = await file({});
    await chown(path.dirname(name), 12_345, 12_345);
    expect(await problem(name)).toBe(`its folder ${await realpath(path.dirname(name))} belongs to another user, who ${MOVE_IT}`);
  });

  it('behind links: the folder of each of them counts', async () => {
    const target = await file({});
    const [first, second] = [await tempDir(), await tempDir()];
    await symlink(path.relative(second, target), path.join(second, 'b.json'));
    await symlink(path.join(second, 'b.json'), path.join(first, 'a.json'));
    expect(await problem(path.join(first, 'a.json'))).toBe('fine');
    for (const folder of [first, second, path.dirname(target)]) {
      await chmod(folder, 0o777);
      expect(await problem(path.join(first, 'a.json'))).toBe(`others than the owner of its folder ${await realpath(folder)} may write there and ${MOVE_IT}`);
      await chmod(folder, 0o700);
    }
  });

  it.each([
    '{"paths":{"deny":[{"path":"/sim/a"}]},"paths":{}}',
    '{"commands":{"allow":["cat"],"allow":["cat","ls"]}}',
    '{"a\\"b":1, "reason":"x: \\"y\\":", "reason" :"z"}',
  ])('a field that stands there twice, of which JSON keeps only the last: %s', async (text) => {
    expect(await problem(await file(text))).toMatch(/^an object in it holds the same field twice/);
  });
});

describe('content that makes no sense is refused with its place:', () => {
  it.each<[unknown, string]>([
    [[], '(top): Invalid input: expected object, received array.'],
    [{ comands: {} }, 'comands: there is no such field, did you mean commands?; there are'],
    [{ paths: { denny: [] } }, 'paths.denny: there is no such field, did you mean deny?; there are allow, deny, reason.'],
    [{ paths: { deny: [{ path: '/sim/a', why: 'x' }] } }, 'paths.deny[0].why: there is no such field; there are path, reason.'],
    [{ paths: { deny: ['/sim/a'] } }, 'paths.deny[0]: Invalid input: expected object, received string.'],
    [{ paths: { allow: ['/etc/passwd'] } }, 'paths.allow[0]: write a path under /sim, such as /sim/*.log.'],
    [{ paths: { allow: ['/simulator'] } }, 'paths.allow[0]: write a path under /sim'],
    [{ paths: { allow: ['/sim/../etc'] } }, 'paths.allow[0]: write no . or .. segment, and ** only as a whole segment.'],
    [{ paths: { allow: ['/sim/a**'] } }, 'paths.allow[0]: write no . or .. segment, and ** only as a whole segment.'],
    [{ paths: { deny: [{ path: '/sim/[a-z]' }] } }, 'paths.deny[0].path: only *, ? and ** are wild here'],
    [{ commands: { allow: ['cat', 'grap'] } }, 'commands.allow[1]: "grap" is not possible here, did you mean grep?; the built-in policy has cat ls head'],
    [{ commands: { allow: ['rm'] } }, 'commands.allow[0]: "rm" is not possible here'],
    [{ commands: {} }, 'commands.allow: Invalid input: expected array, received undefined.'],
    [{ flags: { grep: { deny: ['--recusive'] } } }, 'flags.grep.deny[0]: "--recusive" is not possible here, did you mean --recursive?'],
    [{ flags: { tail: { allow: ['-f'] } } }, 'flags.tail.allow[0]: "-f" is not possible here'],
    [{ flags: { sed: {} } }, 'flags.sed: there is no such field; there are cat, ls, head'],
    [{ config: { narrow: { max_jobs: { max: 1001 } } } }, 'config.narrow.max_jobs.max: at most 1000, the built-in bound.'],
    [{ config: { narrow: { max_jobs: { min: 9, max: 8 } } } }, 'config.narrow.max_jobs.max: must not be below min.'],
    [{ config: { narrow: { log_level: { values: ['TRACE'] } } } }, 'config.narrow.log_level.values[0]: "TRACE" is not possible here'],
    [{ config: { narrow: { max_job: {} } } }, 'config.narrow.max_job: there is no such field, did you mean max_jobs?'],
    [{ config: { add: { max_jobs: { type: 'integer', min: 0, max: 1, unit: 'x' } } } }, 'config.add.max_jobs: is a built-in key, which can be narrowed but not redefined.'],
    [{ config: { add: { db_password: { type: 'choice', values: ['x'] } } } }, 'config.add.db_password: looks like a password, token or other secret: such keys are never set here.'],
    [{ config: { add: { Shift: { type: 'choice', values: ['x'] } } } }, 'config.add.Shift: a key is lower-case letters, digits and _, and begins with a letter.'],
    [{ config: { add: { a: { type: 'text' } } } }, 'config.add.a.type: '],
    [{ config: { add: { a: { type: 'choice', values: ['Day', 'day'] } } } }, 'config.add.a.values[1]: stands there twice; upper and lower case are the same.'],
    [{ config: { add: { a: { type: 'integer', min: 2, max: 1, unit: 'x' } } } }, 'config.add.a.max: must not be below min (2).'],
    [{ config: { add: { a: { type: 'integer', min: 0, max: 1, unit: 'x', step: 1 } } } }, 'config.add.a.step: there is no such field; there are'],
    [{ config: { allow: ['max_jobs', 'shift'] } }, 'config.allow[1]: is no key: there are log_level'],
    [{ limits: { tail_max: 10_001 } }, 'limits.tail_max: at most 10000, the built-in limit.'],
    [{ limits: { timeout_ms: 0 } }, 'limits.timeout_ms: '],
    [{ limits: { timeout_ms: '5' } }, 'limits.timeout_ms: Invalid input: expected number, received string.'],
    [{ reason: '' }, 'reason: '],
  ])('%j', async (content, expected) => {
    expect((await problem(await file(content))).startsWith(expected), `${await problem(await file(content))} ≠ ${expected}`).toBe(true);
  });

  it('of many problems the first are named, and how many more there are', async () => {
    const said = await problem(await file(Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`x${index}`, 1]))));
    expect(said.match(/there is no such field/g)).toHaveLength(10);
    expect(said).toMatch(/; and 20 more\.$/);
  });

  it('__proto__ is a field like any other that is not known', async () => {
    expect(await problem(await file('{"__proto__": {"commands": {"allow": []}}}'))).not.toBe('fine');
  });
});

describe('a file that is in order', () => {
  it('is what it says, without what is for editors', async () => {
    const content = { $schema: 'x', reason: 'r', commands: { allow: ['cat'] }, limits: { tail_max: 5 } };
    expect(await readSitePolicy(await file(`\ufeff${JSON.stringify(content)}`))).toEqual({ reason: 'r', commands: { allow: ['cat'] }, limits: { tail_max: 5 } });
    expect((await loadPolicy(await file({}, 0o644))).describe().site).toEqual({});
  });

  it('may use every option and every key that the built-in policy allows', async () => {
    const flags = Object.fromEntries(Object.values(COMMANDS).map(({ program, options }) => [program, { deny: options.filter(({ refused }) => refused === undefined).flatMap(({ names }) => names) }]));
    const narrow = Object.fromEntries(Object.entries(CONFIG_KEYS).map(([key, type]) => [key, type.type === 'choice' ? { values: type.values } : { min: type.min, max: type.max }]));
    expect(await problem(await file({ flags, config: { allow: Object.keys(CONFIG_KEYS), narrow } }))).toBe('fine');
  });
});

it('the published schema is the schema that counts (vitest -u writes it)', async () => {
  await expect(`${JSON.stringify(jsonSchemaOfSitePolicy(), null, 2)}\n`).toMatchFileSnapshot('../../docs/site-policy.schema.json');
});

it('a server whose file is not in order does not start, and says why', async () => {
  const name = await file({ paths: { denny: [] } });
  const { rpc, exited, stderr } = startServer({ ZOPS_STATE_DIR: await tempDir(), ZOPS_POLICY: name });
  rpc.notify('notifications/initialized');
  expect(await exited).toBe(2);
  expect(stderr()).toBe(`zops-mcp: The site policy ${name} (ZOPS_POLICY) cannot be used, and without it nothing is served: paths.denny: there is no such field, did you mean deny?; there are allow, deny, reason.\n`);
  expect(rpc.lines).toEqual([]);
});
