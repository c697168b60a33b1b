// Runs the official conformance suite, installed in test/foreign, against a URL, and reads what it found. Knows nothing of zops.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

/** The revision of MCP whose required scenarios run. */
export const REVISION = '2025-11-25';

/** The suite needs a newer Node.js than zops; npx brings it, no package depends on it. */
const NODE = 'node@24.21.0';
const SUITE = fileURLToPath(new URL('../../test/foreign/node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url));

const checks = z.array(
  z.object({ id: z.string(), status: z.enum(['SUCCESS', 'FAILURE', 'WARNING', 'SKIPPED', 'INFO']), errorMessage: z.string().optional() }),
);

export type Check = z.infer<typeof checks>[number];

export class Suite {
  private constructor(private readonly node: string) {}

  /** @throws when the suite is not installed */
  static async find(): Promise<Suite> {
    if (!existsSync(SUITE)) throw new Error('The conformance suite is not installed: run npm ci --prefix test/foreign.');
    const { stdout } = await promisify(execFile)('npx', ['--yes', '--package', NODE, 'node', '--print', 'process.execPath']);
    return new Suite(stdout.trim());
  }

  /** Names of the server scenarios of the revision, those that do not count among them. */
  async scenarios(): Promise<readonly string[]> {
    const { stdout } = await promisify(execFile)(this.node, [SUITE, 'list', '--requirements', REVISION]);
    const [required = '', rest = ''] = stdout.split('Client scenarios');
    const names = [...required.matchAll(/^ {2}- (\S+)$/gm), ...rest.matchAll(/^ +- (\S+) \[server\]$/gm)].map(([, name]) => name ?? '');
    return names.sort();
  }

  /** @param folder takes the suite's own report. Returns the checks of each scenario that ran. @throws the signal's reason */
  async run(url: string, folder: string, signal: AbortSignal): Promise<ReadonlyMap<string, readonly Check[]>> {
    const args = [SUITE, 'server', '--url', url, '--requirements', REVISION, '--output-dir', folder];
    const child = spawn(this.node, args, { stdio: 'ignore', signal });
    // Its exit code also counts what the baseline knows: the checks decide.
    await once(child, 'exit').catch((error: unknown) => {
      throw signal.aborted ? signal.reason : error;
    });
    const names = await readdir(folder);
    const found = names.map(async (name) => {
      const scenario = name.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, '');
      return [scenario, checks.parse(JSON.parse(await readFile(path.join(folder, name, 'checks.json'), 'utf8')))] as const;
    });
    return new Map(await Promise.all(found));
  }
}
