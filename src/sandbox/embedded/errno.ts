// Errors of the file view and their texts, as `strerror` words them. Imports nothing.
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
