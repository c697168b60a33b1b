// One output stream of a command: keeps bytes up to a cap, drops the rest, becomes text once. Imports nothing.
const FIRST_BLOCK = 16 * 1024;

export class CappedOutput {
  truncated = false;
  private data: Buffer;
  private length = 0;

  /** @param limit bytes that are kept. */
  constructor(private readonly limit: number) {
    this.data = Buffer.alloc(Math.min(limit, FIRST_BLOCK));
  }

  /** @param chunk a buffer, or a byte string. */
  write(chunk: Uint8Array | string): void {
    const size = Math.min(chunk.length, this.limit - this.length);
    if (size < chunk.length) this.truncated = true;
    if (size === 0) return;
    this.reserve(this.length + size);
    if (typeof chunk === 'string') this.data.write(chunk.length === size ? chunk : chunk.slice(0, size), this.length, 'latin1');
    else this.data.set(chunk.length === size ? chunk : chunk.subarray(0, size), this.length);
    this.length += size;
  }

  bytes(): Buffer {
    return this.data.subarray(0, this.length);
  }

  /** What was kept, decoded as UTF-8 (a byte that is none becomes U+FFFD); a cut never splits a character. */
  text(): string {
    const kept = this.bytes();
    return (this.truncated ? kept.subarray(0, wholeCharacters(kept)) : kept).toString('utf8');
  }

  private reserve(size: number): void {
    if (size <= this.data.length) return;
    const grown = Buffer.alloc(Math.min(this.limit, Math.max(size, this.data.length * 2)));
    grown.set(this.bytes());
    this.data = grown;
  }
}

/** Length of `data` without the first bytes of a UTF-8 character that goes on behind its end. */
function wholeCharacters(data: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, data.length); back += 1) {
    const byte = data[data.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return size > back ? data.length - back : data.length;
  }
  return data.length;
}
