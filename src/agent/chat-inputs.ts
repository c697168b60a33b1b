// What was typed in earlier chats, for the arrow keys: one line each in a file of the user's own, newest first.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const KEPT = 200;
/** Lines that may hold a secret are never kept. */
const SENSITIVE = /pass(?:word|wd|phrase)|\bpwd\b|secret|token|credential|(?:api|private)[\s_-]?key/i;

export interface ChatInputs {
  load(): Promise<string[]>;
  save(newestFirst: readonly string[]): Promise<void>;
}

/** History is a comfort: a folder that cannot be read or written is no reason to fail. */
export function createChatInputs(directory: string): ChatInputs {
  const file = path.join(directory, 'chat-history');
  return {
    async load() {
      const text = await readFile(file, 'utf8').catch(() => '');
      return text.split('\n').filter((line) => line !== '');
    },
    async save(newestFirst) {
      const lines = newestFirst.filter((line) => !SENSITIVE.test(line) && !line.includes('\n')).slice(0, KEPT);
      try {
        await mkdir(directory, { mode: 0o700 }).catch(() => undefined);
        await writeFile(file, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
      } catch {
        // See above.
      }
    },
  };
}
