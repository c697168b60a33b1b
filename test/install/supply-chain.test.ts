// What is shipped and what it is made with: licences, install scripts, the bill of materials, and how an audit is read.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PACKAGE, ROOT } from '../../scripts/packaging/package-json.js';
import { BUNDLED_LICENCES } from '../../scripts/licences.js';
import { sbom } from '../../scripts/sbom.js';
import { auditProblems, readAudit } from '../../scripts/supply-chain/audit.js';
import { examine, isAllowed, KNOWN_INSTALL_SCRIPTS, runsOnInstall, type Lock } from '../../scripts/supply-chain/locked-packages.js';

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const lock = JSON.parse(read('package-lock.json')) as Lock & { packages: Record<string, { version: string; integrity?: string }> };

describe('the packages of a checkout', () => {
  it('are all under licences that we allow, and run nothing unknown when they are installed', () => {
    const { problems, licences, installScripts } = examine(lock);
    expect(problems).toEqual([]);
    expect(Object.values(licences).reduce((sum, count) => sum + count, 0)).toBe(Object.keys(lock.packages).length - 1);
    expect(installScripts).toEqual(KNOWN_INSTALL_SCRIPTS);
  });

  it('are not those of whoever installs the published package, which brings nothing and runs nothing', () => {
    expect(runsOnInstall(JSON.parse(read('package.json')) as object)).toEqual([]);
    expect(runsOnInstall({ scripts: { build: 'x', postinstall: 'y' }, dependencies: { zod: '4' } })).toEqual(['has the script postinstall', 'installs zod']);
  });

  it('are told apart from those that are not', () => {
    const strange = { packages: { '': {}, 'node_modules/a': { license: 'GPL-3.0-only' }, 'node_modules/b': {}, 'node_modules/c': { license: 'MIT', hasInstallScript: true } } };
    expect(examine(strange).problems).toEqual([
      'node_modules/a is under GPL-3.0-only, which scripts/supply-chain/locked-packages.ts does not allow',
      'node_modules/b is under none, which scripts/supply-chain/locked-packages.ts does not allow',
      'node_modules/c runs a script when it is installed',
    ]);
  });

  it.each([
    ['MIT', true],
    ['(BSD-3-Clause OR GPL-2.0)', true],
    ['GPL-2.0 OR MIT', true],
    ['MIT AND GPL-2.0', false],
    ['(GPL-2.0 OR AGPL-3.0)', false],
    ['MIT OR', false],
    ['none', false],
  ])('%s is allowed: %s', (expression, allowed) => {
    expect(isAllowed(expression, BUNDLED_LICENCES)).toBe(allowed);
  });
});

/** What CycloneDX 1.6 says of the parts that are used here; strict, so that a misspelt name shows. */
const LICENCES = z.tuple([z.strictObject({ license: z.strictObject({ id: z.string() }) })]);
const PART = { 'bom-ref': z.string(), name: z.string(), version: z.string(), purl: z.string().regex(/^pkg:npm\/(?:%40[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+/), licenses: LICENCES };
const BOM = z.strictObject({
  $schema: z.literal('http://cyclonedx.org/schema/bom-1.6.schema.json'),
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.6'),
  version: z.literal(1),
  metadata: z.strictObject({ lifecycles: z.tuple([z.strictObject({ phase: z.literal('build') })]), component: z.strictObject({ type: z.literal('application'), ...PART }) }),
  components: z.array(z.strictObject({ type: z.literal('library'), ...PART, hashes: z.tuple([z.strictObject({ alg: z.literal('SHA-512'), content: z.string().regex(/^[0-9a-f]{128}$/) })]) })),
  dependencies: z.tuple([z.strictObject({ ref: z.string(), dependsOn: z.array(z.string()) })]),
});

describe('the bill of materials', () => {
  const bom = BOM.parse(JSON.parse(read('dist/sbom.cdx.json')));

  it('is of this version, and names each package once', () => {
    expect(bom.metadata.component).toMatchObject({ name: PACKAGE.name, version: PACKAGE.version });
    const refs = bom.components.map((component) => component['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    expect(bom.dependencies).toEqual([{ ref: `pkg:npm/${PACKAGE.name}@${PACKAGE.version}`, dependsOn: refs }]);
  });

  it('names the packages of which the bundle shows the licences', () => {
    const shown = [...read('dist/THIRD-PARTY-LICENSES.txt').matchAll(/^(\S+ \d+\.\d+\.\d+\S* \([\w.-]+\))$/gm)].map(([, title]) => title);
    expect(bom.components.map(({ name, version, licenses: [{ license }] }) => `${name} ${version} (${license.id})`).sort()).toEqual(shown.sort());
  });

  it('has the hashes that npm checked', () => {
    const locked = new Set(Object.values(lock.packages).map(({ integrity = '' }) => Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex')));
    expect(bom.components.length).toBeGreaterThan(30);
    expect(bom.components.filter(({ hashes: [{ content }] }) => !locked.has(content))).toEqual([]);
  });

  it('is not made of a package that the lock file does not vouch for', async () => {
    const other = { folder: 'node_modules/zod', name: 'zod', version: '0.0.1', license: 'MIT' };
    await expect(sbom(ROOT, [other])).rejects.toThrow('package-lock.json does not vouch for zod 0.0.1: run npm ci.');
  });
});

describe('an audit', () => {
  const vulnerable = JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: { thing: { severity: 'high', via: [{ title: 'Reads anything' }] }, above: { severity: 'high', via: ['thing'] } },
    metadata: { dependencies: { total: 400 } },
  });

  it('that the registry does not offer has not run, and says what the registry said, without its address', () => {
    const answer = { message: '405 Method Not Allowed - POST https://registry.example/-/npm/v1/security/advisories/bulk', statusCode: 405, body: '', error: { summary: '', detail: '' } };
    expect(readAudit(JSON.stringify(answer))).toEqual({ ran: false, reason: '405 Method Not Allowed' });
    expect(readAudit(JSON.stringify({ error: { summary: 'audit endpoint returned an error' } }))).toEqual({ ran: false, reason: 'audit endpoint returned an error' });
  });

  it('whose answer cannot be read has not run', () => {
    expect(readAudit('')).toEqual({ ran: false, reason: 'npm audit printed nothing' });
    expect(readAudit('<html>Bad gateway</html>')).toEqual({ ran: false, reason: '<html>Bad gateway</html>' });
    expect(readAudit('null')).toEqual({ ran: false, reason: 'null' });
  });

  it('fails for each advisory that nobody has explained', () => {
    const audit = readAudit(vulnerable, { above: 'only in tests' });
    expect(audit).toMatchObject({ ran: true, packages: 400, findings: [{ package: 'thing', explained: null }, { package: 'above', explained: 'only in tests' }] });
    expect(auditProblems(audit, { above: 'only in tests' })).toEqual(['thing: high: Reads anything']);
  });

  it('fails for an explanation that nothing needs any more', () => {
    const clean = JSON.stringify({ vulnerabilities: {}, metadata: { dependencies: { total: 400 } } });
    expect(auditProblems(readAudit(clean))).toEqual([]);
    expect(auditProblems(readAudit(clean), { gone: 'old' })).toEqual(['gone: is explained in scripts/supply-chain/audit.ts, but has no advisory any more']);
  });
});

describe('the workflows', () => {
  it('run no action by a name that somebody can move: each is pinned to a commit', () => {
    const files = readdirSync(path.join(ROOT, '.github/workflows'));
    const actions = files.flatMap((file) => [...read(`.github/workflows/${file}`).matchAll(/^\s*-?\s*uses:\s*(.+)$/gm)].map(([, action]) => action));
    expect(actions.length).toBeGreaterThan(5);
    expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action ?? ''))).toEqual([]);
  });
});
