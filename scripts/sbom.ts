// The software bill of materials of dist/, CycloneDX 1.6: which packages are inside, under which licence, from which tarball.
// `npm sbom` cannot say it: it lists what is installed, and the published package installs nothing. No date and no serial
// number, both optional: the same build gives the same bytes.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { BundledPackage } from './bundled-packages.js';

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string }>>;
}

interface Named {
  readonly name: string;
  readonly version: string;
  readonly license: unknown;
}

/** @throws Error when package-lock.json does not know a package, or another version of it */
export async function sbom(root: string, bundled: readonly BundledPackage[]): Promise<string> {
  const [own, lock] = (await Promise.all(['package.json', 'package-lock.json'].map(async (file) => JSON.parse(await readFile(path.join(root, file), 'utf8')) as unknown))) as [Named, Lock];
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { lifecycles: [{ phase: 'build' }], component: { type: 'application', ...component(own) } },
    components: bundled.map((one) => ({ type: 'library', ...component(one), hashes: [hash(one, lock)] })),
    dependencies: [{ ref: purl(own), dependsOn: bundled.map(purl) }],
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
}

function component(one: Named) {
  return { 'bom-ref': purl(one), name: one.name, version: one.version, purl: purl(one), licenses: [{ license: { id: one.license } }] };
}

const purl = ({ name, version }: Named): string => `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** Of the tarball that npm fetched and checked. */
function hash({ folder, name, version }: BundledPackage, { packages }: Lock): { alg: 'SHA-512'; content: string } {
  const locked = packages[folder];
  const base64 = /^sha512-([A-Za-z0-9+/=]+)$/.exec(locked?.integrity ?? '')?.[1];
  if (locked?.version !== version || base64 === undefined) throw new Error(`package-lock.json does not vouch for ${name} ${version}: run npm ci.`);
  return { alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') };
}
