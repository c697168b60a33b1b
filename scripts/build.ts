// Builds dist/: each program as one file with all its packages, beside it the parts that it loads on first use, and the
// licences and the list of what is inside. `npm run build [-- FOLDER]`. Types are checked by `npm run typecheck`, not here.
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions, type Metafile, type OutputFile, type Plugin } from 'esbuild';
import { bundledPackages } from './bundled-packages.js';
import { finishedSchemas } from './finished-schemas.js';
import { thirdPartyLicences } from './licences.js';
import { sbom } from './sbom.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Where esbuild thinks that the files go, and where they go. */
const DIST = path.join(ROOT, 'dist');
const TARGET = path.resolve(process.argv[2] ?? DIST);

const COMMON: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  // The ES modules of a package where it has both: only of those what nobody uses is left out.
  mainFields: ['module', 'main'],
  // In THIRD-PARTY-LICENSES.txt, whole and in one place.
  legalComments: 'none',
  // The same bytes wherever node_modules is a link to.
  preserveSymlinks: true,
  logLevel: 'warning',
  metafile: true,
  write: false,
};

/**
 * Modules of Node.js that cost the start more than all of zops: importing `node:process` reads every property of it, and
 * `node:crypto`, which only calls need, brings streams and ciphers along.
 */
const BUILTINS: Readonly<Record<string, string>> = {
  process: 'module.exports = globalThis.process;',
  crypto: ['createHash', 'hash', 'randomBytes', 'randomUUID', 'timingSafeEqual'].map((name) => `export const ${name} = (...args) => process.getBuiltinModule('crypto').${name}(...args);`).join('\n'),
};

const LIGHT_BUILTINS: Plugin = {
  name: 'light-builtins',
  setup(bundle) {
    bundle.onResolve({ filter: /^(?:node:)?process$/ }, () => ({ path: 'process', namespace: 'builtin' }));
    bundle.onResolve({ filter: /^node:crypto$/ }, ({ importer }) => (importer.startsWith(path.join(ROOT, 'src') + path.sep) ? { path: 'crypto', namespace: 'builtin' } : null));
    bundle.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path: name }) => ({ contents: BUILTINS[name] ?? '' }));
  },
};

/** The SDK's server makes a JSON Schema validator that ours never asks (src/server/mcp.ts gives it another). */
const WITHOUT_AJV: Plugin = {
  name: 'without-ajv',
  setup(bundle) {
    bundle.onLoad({ filter: /[\\/]sdk[\\/]dist[\\/]esm[\\/]validation[\\/]ajv-provider\.js$/ }, () => ({ contents: 'export class AjvJsonSchemaValidator {}' }));
  },
};

/** Some packages are CommonJS inside; all that is left for them to ask for are modules of Node.js. */
const REQUIRE = 'const require=process.getBuiltinModule;';
/** zod would make functions out of text for its schemas, which takes a twentieth of the server's start. It asks for this before its first schema. */
const WITHOUT_CODE_FROM_TEXT = 'globalThis.__zod_globalConfig??={jitless:true};';

/** A program that loads parts on first use. All files lie in dist/ itself: src/package-files.ts counts on it. */
const MODULES: BuildOptions = {
  ...COMMON,
  target: 'node20.19',
  format: 'esm',
  splitting: true,
  // Names stay, for stack traces in bug reports.
  minifySyntax: true,
  minifyWhitespace: true,
  chunkNames: '[name]-[hash]',
  outdir: 'dist',
  banner: { js: `${REQUIRE}${WITHOUT_CODE_FROM_TEXT}` },
  plugins: [LIGHT_BUILTINS],
};

/** Built one by one: a program shares no file with another, so that each is as few files as it can be. */
const PROGRAMS: readonly BuildOptions[] = [
  { ...MODULES, entryPoints: { main: 'src/main.ts' }, plugins: [LIGHT_BUILTINS, WITHOUT_AJV, finishedSchemas] },
  { ...MODULES, entryPoints: { agent: 'src/agent.ts' } },
  { ...MODULES, entryPoints: { 'sandbox-worker': 'src/sandbox/embedded/worker.ts' } },
  // Runs alone in the container, and is there to be read.
  { ...COMMON, target: 'node20', format: 'cjs', entryPoints: { main: 'runner/main.ts' }, outdir: 'dist/runner', outExtension: { '.js': '.cjs' } },
  // The page of `zops serve`, for browsers.
  {
    ...COMMON,
    platform: 'browser',
    target: 'es2023',
    format: 'esm',
    minify: true,
    loader: { '.html': 'copy', '.svg': 'copy' },
    entryPoints: [
      { in: 'src/http/page/main.ts', out: 'page' },
      { in: 'src/http/page/page.css', out: 'page' },
      { in: 'src/http/page/index.html', out: 'index' },
      { in: 'src/http/page/icon.svg', out: 'icon' },
    ],
    outdir: 'dist/page',
  },
];

const results = await Promise.all(PROGRAMS.map((options) => build(options)));
const files = new Map<string, Uint8Array | string>();
const metafiles: Metafile[] = [];
for (const { outputFiles, metafile } of results as readonly { outputFiles: OutputFile[]; metafile: Metafile }[]) {
  for (const file of outputFiles) files.set(path.relative(DIST, file.path), file.contents);
  metafiles.push(metafile);
  const missing = Object.values(metafile.outputs).flatMap(({ imports }) => imports.filter((one) => one.external === true && !isBuiltin(one.path)));
  if (missing.length > 0) throw new Error(`dist/ would need packages that nobody installs: ${missing.map((one) => one.path).join(', ')}.`);
}
const bundled = await bundledPackages(ROOT, metafiles);
files.set('THIRD-PARTY-LICENSES.txt', await thirdPartyLicences(ROOT, bundled));
files.set('sbom.cdx.json', await sbom(ROOT, bundled));

for (const [name, contents] of files) {
  await mkdir(path.dirname(path.join(TARGET, name)), { recursive: true });
  await writeFile(path.join(TARGET, name), contents);
}
for (const bin of ['main.js', 'agent.js']) await chmod(path.join(TARGET, bin), 0o755);
// What an earlier build left behind goes last: a program that runs meanwhile misses nothing of the new one.
for (const entry of await readdir(TARGET, { recursive: true, withFileTypes: true })) {
  const file = path.join(entry.parentPath, entry.name);
  if (entry.isFile() && !files.has(path.relative(TARGET, file))) await rm(file);
}
