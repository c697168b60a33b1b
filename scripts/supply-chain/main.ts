// The supply chain at a glance: `npm run supply-chain [-- --require-audit]`. Prints what it finds, writes docs/evidence/supply-chain.json;
// exit code 1 when something is wrong, or when an audit is demanded and the registry has none to offer.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { record } from '../evidence/record.js';
import { PACKAGE, ROOT } from '../packaging/package-json.js';
import { auditProblems, readAudit } from './audit.js';
import { examine, runsOnInstall, type Lock, type Manifest } from './locked-packages.js';
import { buildTwice } from './reproduce.js';

const { values } = parseArgs({ options: { 'require-audit': { type: 'boolean', default: false } } });
const problems: string[] = [];

const audit = readAudit(spawnSync('npm', ['audit', '--json'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).stdout);
problems.push(...auditProblems(audit));
if (audit.ran) say('audit', `${audit.packages} packages, ${audit.findings.length} with an advisory`);
else {
  say('audit', `NOT RUN: the registry answers: ${audit.reason}`);
  if (values['require-audit']) problems.push(`the audit did not run: ${audit.reason}`);
}

const locked = examine(read('package-lock.json') as Lock);
problems.push(...locked.problems);
say('licences', Object.entries(locked.licences).map(([name, count]) => `${count} ${name}`).join(', '));
const published = runsOnInstall(read('package.json') as Manifest);
problems.push(...published.map((what) => `the published package ${what}`));
say('install scripts', `${published.length} in the published package; in development: ${locked.installScripts.join(', ') || 'none'}, not needed`);

const { components } = read('dist/sbom.cdx.json') as { components: readonly unknown[] };
say('bill of materials', `CycloneDX 1.6, ${components.length} packages in the bundle`);

const [one, other] = buildTwice();
if (one !== other) problems.push(`two builds of the last commit differ: ${one} and ${other}`);
say('reproducible', one === other ? `two builds in two folders: ${PACKAGE.name}-${PACKAGE.version}.tgz is ${one}` : 'NO');

record({
  name: 'supply-chain',
  command: 'npm run supply-chain',
  holds: problems.length === 0,
  figures: {
    'packages in the lock file': Object.values(locked.licences).reduce((sum, count) => sum + count, 0),
    'packages inside the published bundle (SBOM, CycloneDX 1.6)': components.length,
    'install scripts and further packages that installing the published one brings': published.length,
    'install scripts in development, not needed': locked.installScripts.join(', ') || 'none',
    'advisories (npm audit)': audit.ran ? audit.findings.length : `not run: the registry answers ${audit.reason}`,
    'two builds, same bytes': one === other,
    'SHA-256 of the package': one,
    problems: problems.length,
  },
  tables: [{ title: 'Licences', columns: ['licence', 'packages'], rows: Object.entries(locked.licences) }],
});
for (const problem of problems) process.stderr.write(`PROBLEM: ${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

function read(file: string): unknown {
  return JSON.parse(readFileSync(`${ROOT}${file}`, 'utf8'));
}

function say(what: string, found: string): void {
  process.stdout.write(`${what.padEnd(18)} ${found}\n`);
}
