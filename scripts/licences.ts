// The licence texts of the packages that a bundle holds.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { BundledPackage } from './bundled-packages.js';

const RULE = '='.repeat(80);

/** SPDX names that may be in a bundle under our MIT licence. */
export const BUNDLED_LICENCES: ReadonlySet<string> = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD']);

/**
 * One section per licence text, headed by the packages that have code in the output and come under it.
 * @throws Error when a package has no licence text or one that is not on our list
 */
export async function thirdPartyLicences(root: string, bundled: readonly BundledPackage[]): Promise<string> {
  const packages = await Promise.all(bundled.map((one) => readLicence(root, one)));
  const texts = [...new Set(packages.map(({ text }) => text))];
  const sections = texts.map((text) => {
    const under = packages.filter((one) => one.text === text);
    return `${RULE}\n${under.map(({ title }) => `${title}\n`).join('')}${RULE}\n\n${text}\n`;
  });
  return `The programs in this folder contain code of these ${packages.length} packages, under the licences below.\n\n${sections.join('\n')}`;
}

async function readLicence(root: string, { folder, name, version, license }: BundledPackage): Promise<{ title: string; text: string }> {
  if (typeof license !== 'string' || !BUNDLED_LICENCES.has(license)) throw new Error(`${name} ${version} is under ${JSON.stringify(license)}, which scripts/licences.ts does not allow in the bundle.`);
  const files = (await readdir(path.join(root, folder))).filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file)).sort();
  if (files.every((file) => /^notice/i.test(file))) throw new Error(`${name} ${version} comes without the text of its licence.`);
  const texts = await Promise.all(files.map(async (file) => (await readFile(path.join(root, folder, file), 'utf8')).replaceAll('\r\n', '\n').trim()));
  return { title: `${name} ${version} (${license})`, text: texts.join('\n\n') };
}
