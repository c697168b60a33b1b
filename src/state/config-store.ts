// The config store: one JSON file of strings, replaced as a whole under a lock. Knows no keys; the caller has validated them.
import { dirname, join } from 'node:path';
import { createFileLock } from './file-lock.js';
import { StateFileError, assertOwnDirectory, readText, replaceFile } from './files.js';
import type { ConfigStore } from './state.js';
import { configUnavailable } from './unavailable.js';

const FILE = 'config.json';
const MAX_BYTES = 1024 * 1024;

export interface ConfigStoreOptions {
  /** The state directory; made on the first write. */
  readonly directory: string;
}

export function createConfigStore({ directory }: ConfigStoreOptions): ConfigStore {
  const path = join(directory, FILE);
  const lock = createFileLock(join(directory, 'config.lock'));

  function set(key: string, value: string): Promise<string | null> {
    return lock.run(async () => {
      const values = await load(path);
      await replaceFile(path, `${JSON.stringify({ ...values, [key]: value }, null, 2)}\n`);
      return Object.hasOwn(values, key) ? (values[key] ?? null) : null;
    });
  }

  return {
    read: () => load(path).catch(unavailable),
    set: async (key, value) => ({ previous: await set(key, value).catch(unavailable) }),
  };
}

async function load(path: string): Promise<Readonly<Record<string, string>>> {
  const text = await readText(path, MAX_BYTES, { own: true });
  if (text === null) return {};
  await assertOwnDirectory(dirname(path));
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch (error) {
    throw new StateFileError(`${FILE} is not valid JSON`, { cause: error });
  }
  if (!isStrings(values)) throw new StateFileError(`${FILE} is not a JSON object of strings`);
  return values;
}

function isStrings(value: unknown): value is Record<string, string> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((item) => typeof item === 'string');
}

function unavailable(error: unknown): never {
  throw configUnavailable(error);
}
