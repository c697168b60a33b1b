// Pages of a list that may grow: MCP's opaque cursors. Pure.
import { ZopsError } from '../errors.js';
import { LIMITS } from '../limits.js';

export interface Page<T> {
  readonly items: readonly T[];
  /** Asks for the next page; absent on the last one. */
  readonly nextCursor?: string;
}

/**
 * @param list names the list, so that the cursor of one is none of another
 * @throws ZopsError `invalid_arguments` for a cursor that no page of this list gave
 */
export function paginate<T>(list: string, items: readonly T[], cursor: string | undefined): Page<T> {
  const size = LIMITS.listPage;
  const starts = Array.from({ length: Math.max(1, Math.ceil(items.length / size)) }, (_, page) => page * size);
  const start = cursor === undefined ? 0 : starts.slice(1).find((at) => cursorOf(list, at) === cursor);
  if (start === undefined) throw new ZopsError('invalid_arguments', `The cursor is none of ${list}: send nextCursor of the page before, or none for the first page.`);
  const next = start + size;
  return { items: items.slice(start, next), ...(next < items.length ? { nextCursor: cursorOf(list, next) } : {}) };
}

function cursorOf(list: string, start: number): string {
  return Buffer.from(`${list} ${start}`).toString('base64url');
}
