// The supply chain at a glance: `npm run supply-chain [-- --require-audit]`. Prints what it finds, writes docs/evidence/supply-chain.json;
// exit code 1 when something is wrong, or when an audit is demanded and the registry has none to offer.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
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

mkdirSync(`${ROOT}docs/evidence`, { recursive: true });
const evidence = {
  name: 'supply-chain',
  date: new Date().toISOString(),
  node: process.version,
  commit: execFileSync('git', ['rev-parse', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim(),
  audit,
  licences: locked.licences,
  install_scripts: { published: published.length, development: locked.installScripts },
  sbom: { format: 'CycloneDX 1.6', components: components.length },
  reproducible: { builds: 2, same: one === other, sha256: one },
  problems,
};
writeFileSync(`${ROOT}docs/evidence/supply-chain.json`, `${JSON.stringify(evidence, null, 2)}\n`);
for (const problem of problems) process.stderr.write(`PROBLEM: ${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

function read(file: string): unknown {
  return JSON.parse(readFileSync(`${ROOT}${file}`, 'utf8'));
}

function say(what: string, found: string): void {
  process.stdout.write(`${what.padEnd(18)} ${found}\n`);
}
