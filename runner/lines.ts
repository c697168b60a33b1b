// Splits a byte stream into lines of bounded length.
import type { Readable } from 'node:stream';

const NEWLINE = 0x0a;

export interface LineEvents {
  line(text: string): void;
  /** Called once, at the end of a line longer than `maxBytes`; its bytes were dropped as they came. */
  tooLong(): void;
  /** Once, at the end or the breaking of the stream. A last line without its newline is no line. */
  end(): void;
}

export function readLines(input: Readable, maxBytes: number, events: LineEvents): void {
  let kept: Buffer[] = [];
  let length = 0;
  let ended = false;

  const take = (bytes: Buffer): void => {
    length += bytes.length;
    if (length <= maxBytes) kept.push(bytes);
    else kept = [];
  };
  const end = (): void => {
    if (ended) return;
    ended = true;
    events.end();
  };

  input.on('data', (chunk: Buffer) => {
    let rest = chunk;
    for (let at = rest.indexOf(NEWLINE); at !== -1; at = rest.indexOf(NEWLINE)) {
      take(rest.subarray(0, at));
      rest = rest.subarray(at + 1);
      const line = length <= maxBytes ? Buffer.concat(kept).toString('utf8') : null;
      kept = [];
      length = 0;
      if (line === null) events.tooLong();
      else events.line(line);
    }
    take(rest);
  });
  input.on('end', end).on('close', end).on('error', end);
}
