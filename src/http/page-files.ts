// The page's files: read once at start from the folder the build makes (dist/page/), then served from memory.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../errors.js';

export interface PageFile {
  readonly type: string;
  readonly body: Buffer<ArrayBuffer>;
  /** Strong entity tag. */
  readonly etag: string;
}

/** By URL path: `index.html` stands at `/`, every other file at `/` and its name. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Files of other kinds (source maps) and sub-folders are passed over; without the folder there is no page. */
export async function loadPageFiles(directory: string): Promise<PageFiles> {
  const found = await readdir(directory).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });
  const names = found.filter((name) => TYPES[path.extname(name)] !== undefined);
  return new Map(
    await Promise.all(
      names.map(async (name): Promise<[string, PageFile]> => {
        const body = await readFile(path.join(directory, name));
        const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
        return [name === 'index.html' ? '/' : `/${name}`, { type: TYPES[path.extname(name)] ?? '', body, etag }];
      }),
    ),
  );
}
