// The licence texts of the packages that a bundle holds, from esbuild's account of what went into it.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Metafile } from 'esbuild';

const RULE = '='.repeat(80);

/** SPDX names that may be in a bundle under our MIT licence. */
const ALLOWED = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD']);

/**
 * One section per licence text, headed by the packages that have code in the output and come under it.
 * @throws Error when a package has no licence text or one that is not on our list
 */
export async function thirdPartyLicences(root: string, metafiles: readonly Metafile[]): Promise<string> {
  const folders = [...new Set(metafiles.flatMap(packagesIn))];
  const packages = await Promise.all(folders.map((folder) => readPackage(path.join(root, folder))));
  packages.sort((one, other) => (one.title < other.title ? -1 : 1));
  const texts = [...new Set(packages.map(({ text }) => text))];
  const sections = texts.map((text) => {
    const under = packages.filter((one) => one.text === text);
    return `${RULE}\n${under.map(({ title }) => `${title}\n`).join('')}${RULE}\n\n${text}\n`;
  });
  return `The programs in this folder contain code of these ${packages.length} packages, under the licences below.\n\n${sections.join('\n')}`;
}

/** Folders of packages, relative to where esbuild ran. What was read but left nothing behind does not count. */
function packagesIn({ outputs }: Metafile): readonly string[] {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  return inputs.flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? (/^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []) : []));
}

async function readPackage(folder: string): Promise<{ title: string; text: string }> {
  const { name, version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as { name: string; version: string; license?: unknown };
  if (typeof license !== 'string' || !ALLOWED.has(license)) throw new Error(`${name} ${version} is under ${JSON.stringify(license)}, which scripts/licences.ts does not allow in the bundle.`);
  const files = (await readdir(folder)).filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file)).sort();
  if (files.every((file) => /^notice/i.test(file))) throw new Error(`${name} ${version} comes without the text of its licence.`);
  const texts = await Promise.all(files.map(async (file) => (await readFile(path.join(folder, file), 'utf8')).replaceAll('\r\n', '\n').trim()));
  return { title: `${name} ${version} (${license})`, text: texts.join('\n\n') };
}
