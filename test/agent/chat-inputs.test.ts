// The chat's history file: private, and never a way to another file.
import { spawnSync } from 'node:child_process';
import { chmod, link, mkdir, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createChatInputs } from '../../src/agent/chat-inputs.js';
import { tempDir } from '../support/temp.js';

describe('chat history', () => {
  it('comes back, without what may be a secret', async () => {
    const directory = path.join(await tempDir(), 'state');
    await createChatInputs(directory).save(['status?', 'my password is x', 'logs of PAYROLL']);
    expect(await createChatInputs(directory).load()).toEqual(['status?', 'logs of PAYROLL']);
    await createChatInputs(directory).save(['one']);
    expect(await createChatInputs(directory).load()).toEqual(['one']);
  });

  it('is private to its user, also when it was not', async () => {
    const directory = await tempDir();
    const file = path.join(directory, 'chat-history');
    await createChatInputs(directory).save(['one']);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await chmod(file, 0o644);
    await createChatInputs(directory).save(['two']);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it.each(['symbolic link', 'hard link'])('a planted %s is not written through', async (kind) => {
    const directory = await tempDir();
    const victim = path.join(await tempDir(), 'victim');
    await writeFile(victim, 'keep', { mode: 0o644 });
    await (kind === 'hard link' ? link : symlink)(victim, path.join(directory, 'chat-history'));
    const inputs = createChatInputs(directory);
    await inputs.save(['overwritten']);
    expect(await readFile(victim, 'utf8')).toBe('keep');
    expect((await stat(victim)).mode & 0o777).toBe(0o644);
    if (kind === 'symbolic link') expect(await inputs.load()).toEqual([]);
  });

  it('a pipe, a directory or a giant in its place is passed over, and blocks nobody', async () => {
    for (const plant of [(file: string) => Promise.resolve(spawnSync('mkfifo', [file])), (file: string) => mkdir(file), (file: string) => writeFile(file, '').then(() => truncate(file, 3 * 1024 ** 3))]) {
      const directory = await tempDir();
      await plant(path.join(directory, 'chat-history'));
      expect(await createChatInputs(directory).load()).toEqual([]);
      await createChatInputs(directory).save(['one']);
    }
  });
});
