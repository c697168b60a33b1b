// Errors of the file view, those of the system with their texts, as `strerror` words them.
import type { Refusal } from '../../policy/refusal.js';

const TEXTS = {
  EACCES: 'Permission denied',
  EIO: 'Input/output error',
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  ENAMETOOLONG: 'File name too long',
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  EINVAL: 'Invalid argument',
} as const;

export type Errno = keyof typeof TEXTS;

export class FileError extends Error {
  override readonly name = 'FileError';

  constructor(readonly errno: Errno) {
    super(TEXTS[errno]);
  }
}

export const isErrno = (code: unknown): code is Errno => typeof code === 'string' && code in TEXTS;

/** The path leads out of /sim: to a command it reads as a file without permission. */
export class OutsideError extends FileError {
  constructor() {
    super('EACCES');
  }
}

/** The site keeps the path to itself: the command is refused as a whole. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(readonly refusal: Refusal) {
    super(refusal.reason);
  }
}
