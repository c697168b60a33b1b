// Temporary directories that go away with the test; a server that is about to end may still be writing into one.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

export async function tempDir(): Promise<string> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'zops-test-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }));
  return directory;
}
