// A socket in the file system, until the test is over.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';

export async function listenAt(path: string): Promise<void> {
  const server = createServer().listen(path);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
}
