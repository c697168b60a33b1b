// What is not configured is not loaded: a keyless run reads no code of OpenAI's or OpenTelemetry's packages, in neither process.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { tempDir } from '../../support/temp.js';
import { AGENT } from '../support/agent.js';
import { SERVER } from '../../support/rpc.js';

/** Writes down every module that the loader resolves. */
const HOOK = `import { appendFileSync } from 'node:fs';
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  appendFileSync(LOG, found.url + '\\n');
  return found;
}`;

async function loaded(entry: string, args: readonly string[], env: Record<string, string> = {}): Promise<readonly string[]> {
  const folder = await tempDir();
  const [log, hook, register] = ['modules.txt', 'hook.mjs', 'register.mjs'].map((name) => path.join(folder, name)) as [string, string, string];
  await writeFile(log, '');
  await writeFile(hook, HOOK.replace('LOG', () => JSON.stringify(log)));
  await writeFile(register, `import { register } from 'node:module';\nregister(${JSON.stringify(pathToFileURL(hook).href)});\n`);
  const running = promisify(execFile)(process.execPath, ['--import', register, entry, ...args], { env: { PATH: process.env['PATH'], ZOPS_SANDBOX: 'embedded', ZOPS_STATE_DIR: path.join(folder, 'state'), ...env } });
  running.child.stdin?.end();
  await running.catch(() => undefined);
  return (await readFile(log, 'utf8')).split('\n');
}

/** A text that stands in the code of a package, wherever it was bundled into. */
const MARKS = { openai: 'X-Stainless-Lang', '@opentelemetry': 'opentelemetry.js.api' };

async function packages(modules: readonly string[]): Promise<string[]> {
  const files = modules.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return Object.entries(MARKS).flatMap(([name, mark]) => (texts.some((text) => text.includes(mark)) ? [name] : []));
}

it('without keys neither the agent nor the server loads a model or tracing library', async () => {
  expect(await packages(await loaded(AGENT, ['What is the current system status?', '--mode', 'execute_safe']))).toEqual([]);
  expect(await packages(await loaded(SERVER, []))).toEqual([]);
});

it('with keys both do, so the test above can fail', async () => {
  const keys = { OPENAI_API_KEY: 'sk-x', OPENAI_BASE_URL: 'http://127.0.0.1:9', LANGFUSE_PUBLIC_KEY: 'pk-lf-x', LANGFUSE_SECRET_KEY: 'sk-lf-x', LANGFUSE_HOST: 'http://127.0.0.1:9' };
  expect(await packages(await loaded(AGENT, ['x'], keys))).toEqual(['openai', '@opentelemetry']);
});
