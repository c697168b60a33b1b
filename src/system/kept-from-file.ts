// What was made of a file of the data directory, kept for as long as that file is certainly the same. Looks at the file on
// every call, its rights included; reads nothing of it.
import { openDataFile, unreadable, type DataDirectory } from './data-directory.js';

/**
 * File systems count time in steps (FAT: 2 s), and a file may change twice within one: only when the last change lies
 * further back than this does the next one certainly show, ns.
 */
const SETTLED_NS = 3_000_000_000n;

export type KeptFromFile<T> = (name: string, make: () => Promise<T>) => Promise<T>;

interface Look {
  /** Equal: the same file with the same content. The time of the last status change catches what sets the others back. */
  readonly mark: string;
  readonly isSettled: boolean;
}

/** @throws ZopsError as `openDataFile`, and what `make` throws: failures are not kept */
export function createKeptFromFile<T>(data: DataDirectory): KeptFromFile<T> {
  const kept = new Map<string, { readonly mark: string; readonly value: T }>();
  return async (name, make) => {
    const before = await lookAt(data, name);
    const known = kept.get(name);
    if (known?.mark === before.mark) return known.value;
    kept.delete(name);
    const value = await make();
    // Of a file that changed meanwhile, nobody knows what was read.
    if (before.isSettled && (await lookAt(data, name)).mark === before.mark) kept.set(name, { mark: before.mark, value });
    return value;
  };
}

async function lookAt(data: DataDirectory, name: string): Promise<Look> {
  const file = await openDataFile(data, name);
  try {
    const now = BigInt(Date.now()) * 1_000_000n;
    const { dev, ino, size, mtimeNs, ctimeNs } = await file.stat({ bigint: true });
    const changed = mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
    return { mark: [dev, ino, size, mtimeNs, ctimeNs].join(' '), isSettled: now - changed > SETTLED_NS };
  } catch (error) {
    throw unreadable(name, error);
  } finally {
    await file.close();
  }
}
