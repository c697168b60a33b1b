// What the code can print stands in the README, and what the README says can be done, works.
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ENVIRONMENT } from '../../src/config.js';
import { PROGRAMS } from '../../src/policy/verdict.js';
import { TOOLS } from '../../src/tools/index.js';
import { tempDir } from '../support/temp.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const README = await readFile(path.join(ROOT, 'README.md'), 'utf8');
const run = promisify(execFile);

/** Rows of the table under a heading, as lists of cells. */
function table(heading: string): string[][] {
  const section = README.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
}

async function help(bin: string): Promise<string> {
  const { stdout } = await run(process.execPath, [path.join(ROOT, bin), '--help'], { env: { NO_COLOR: '1', ZOPS_STATE_DIR: await tempDir() } });
  return stdout;
}

describe('the README', () => {
  it('has the two commands', () => {
    expect(README).toContain('\nnpm ci && npm run ops -- "Check system status and analyze recent errors"\n');
    expect(README).toContain('\nnpm ci && npm test\n');
  });

  it('lists exactly the tools and their arguments', () => {
    expect(table('Tools').map(([tool, , args]) => [tool, args])).toEqual(
      TOOLS.map(({ name, input }) => [`\`${name}\``, Object.keys(input.shape).map((key) => `\`${key}\``).join(', ') || 'none']),
    );
  });

  it('lists exactly the environment, in the words of --help', async () => {
    expect(table('Configuration')).toEqual(Object.entries(ENVIRONMENT).map(([name, what]) => [`\`${name}\``, what]));
    const text = await help('dist/main.js');
    for (const [name, what] of Object.entries(ENVIRONMENT)) expect(text).toContain(`${name.padEnd(28)} ${what}`);
  });

  it('names the programs that the policy allows', () => {
    expect(README).toContain(`(\`${PROGRAMS.join(' ')}\`)`);
  });

  it('mentions every flag of the agent that --help prints, and no other', async () => {
    const flags = (text: string) => [...new Set(text.match(/(?<![\w-])--[a-z][a-z-]+/g))].filter((flag) => !['--help', '--version'].includes(flag)).sort();
    const agent = flags(await help('dist/agent.js'));
    const mentioned = flags((README.match(/^npm run .*ops.*$/gm) ?? []).join('\n'));
    expect(mentioned).toEqual(agent);
  });

  it('links only to files that are there', async () => {
    const links = [...README.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link]) => link ?? '');
    expect(links.length).toBeGreaterThan(4);
    await Promise.all(links.map((link) => readFile(path.join(ROOT, link))));
  });

  it('is short', () => {
    expect(README.split('\n').length).toBeLessThan(140);
  });
});

describe('the practice systems', () => {
  it('are complete', async () => {
    const entries = await readdir(path.join(ROOT, 'fixtures'), { withFileTypes: true });
    const scenarios = entries.filter((entry) => entry.isDirectory() && entry.name !== 'generator').map(({ name }) => name);
    expect(scenarios).toContain('baseline');
    for (const scenario of scenarios)
      expect((await readdir(path.join(ROOT, 'fixtures', scenario))).sort()).toEqual(['audit.log', 'error.log', 'joblog.log', 'status.json', 'syslog.log']);
  });
});
