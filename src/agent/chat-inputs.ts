// What was typed in earlier chats, for the arrow keys: one line each in a file of the user's own, newest first.
import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';

const KEPT = 200;
/** Longest file that is read, bytes. */
const MAX_BYTES = 1024 * 1024;
/** Lines that may hold a secret are never kept. */
const SENSITIVE = /pass(?:word|wd|phrase)|\bpwd\b|secret|token|credential|(?:api|private)[\s_-]?key/i;

/** A link planted in the file's place is not followed, a pipe does not block. Windows has neither flag. */
const GUARDED = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW | constants.O_NONBLOCK;

export interface ChatInputs {
  load(): Promise<string[]>;
  save(newestFirst: readonly string[]): Promise<void>;
}

/** History is a comfort: a folder that cannot be read or written is no reason to fail. */
export function createChatInputs(directory: string): ChatInputs {
  const file = path.join(directory, 'chat-history');
  return {
    async load() {
      const text = await read(file).catch(() => '');
      return text.split('\n').filter((line) => line !== '');
    },
    async save(newestFirst) {
      const lines = newestFirst.filter((line) => !SENSITIVE.test(line) && !line.includes('\n')).slice(0, KEPT);
      await mkdir(directory, { mode: 0o700 }).catch(() => undefined);
      await write(file, lines.map((line) => `${line}\n`).join('')).catch(() => undefined);
    },
  };
}

async function read(file: string): Promise<string> {
  const handle = await open(file, constants.O_RDONLY | GUARDED);
  try {
    const stats = await handle.stat();
    return stats.isFile() && stats.size <= MAX_BYTES ? await handle.readFile('utf8') : '';
  } finally {
    await handle.close();
  }
}

async function write(file: string, text: string): Promise<void> {
  const handle = await open(file, constants.O_WRONLY | constants.O_CREAT | GUARDED, 0o600);
  try {
    const { nlink } = await handle.stat();
    if (nlink > 1) return; // another name of a file that may be anybody's
    await handle.chmod(0o600);
    await handle.truncate();
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}
