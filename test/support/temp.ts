// Temporary directories that go away with the test.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

export async function tempDir(): Promise<string> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'zops-test-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
