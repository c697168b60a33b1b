// Packs the MCPB bundle that Claude Desktop and other hosts install with a click: `npm run bundle:mcpb [-- FILE]`.
// Its content is that of the npm package, with a manifest and an icon.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { packExtension } from '@anthropic-ai/mcpb/cli';
import { MANIFEST } from './mcpb-manifest.js';
import { PACKAGE, ROOT } from './package-json.js';

/** The packer leaves *.log out, which is what the practice systems consist of. */
const IGNORE_FILE = '!*.log\n';

/** @param output the file to write; dist/ must be built. @throws when the manifest is not valid or the file cannot be written */
export async function bundleMcpb(output: string): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'zops-mcpb-'));
  try {
    for (const file of packedFiles()) cpSync(path.join(ROOT, file), path.join(folder, file));
    cpSync(path.join(import.meta.dirname, 'icon.png'), path.join(folder, 'icon.png'));
    writeFileSync(path.join(folder, 'manifest.json'), `${JSON.stringify(MANIFEST, null, 2)}\n`);
    writeFileSync(path.join(folder, '.mcpbignore'), IGNORE_FILE);
    // Validates first, and says on stdout what is wrong.
    if (!(await packExtension({ extensionPath: folder, outputPath: output, silent: true }))) throw new Error('The bundle could not be packed.');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What npm would put into the package. */
export function packedFiles(): string[] {
  const json = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [{ files }] = JSON.parse(json) as [{ files: { path: string }[] }];
  return files.map((file) => file.path);
}

if (process.argv[1] === import.meta.filename) {
  const output = path.resolve(process.argv[2] ?? `${PACKAGE.name}-${PACKAGE.version}.mcpb`);
  await bundleMcpb(output);
  process.stdout.write(`${output}\n`);
}
