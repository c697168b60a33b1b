// The packages whose code is in dist/, from esbuild's account of what went into it.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Metafile } from 'esbuild';

export interface BundledPackage {
  /** Where it lies, relative to where esbuild ran; also its key in package-lock.json. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  /** As package.json has it: an SPDX name, or whatever stands there. */
  readonly license: unknown;
}

/** In the order of names and versions. */
export async function bundledPackages(root: string, metafiles: readonly Metafile[]): Promise<BundledPackage[]> {
  const folders = [...new Set(metafiles.flatMap(packagesIn))];
  const packages = await Promise.all(folders.map(async (folder) => {
    const { name, version, license } = JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8')) as BundledPackage;
    return { folder, name, version, license };
  }));
  const key = ({ name, version }: BundledPackage): string => `${name} ${version}`;
  return packages.sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

/** What was read but left nothing behind does not count. */
function packagesIn({ outputs }: Metafile): readonly string[] {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  return inputs.flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? (/^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []) : []));
}
