// Where a listing goes; for `ls --dired` it is indented, and the places of its names are noted.
import type { CappedOutput } from '../output.js';

const INDENT = '  ';

export class ListingOutput {
  private position = 0;
  private readonly places = { entry: [] as number[], directory: [] as number[] };

  constructor(
    private readonly out: CappedOutput,
    private readonly dired: boolean,
  ) {}

  write(text: string): void {
    this.position += text.length;
    this.out.write(text);
  }

  writeName(text: string, kind: 'entry' | 'directory'): void {
    const start = this.position;
    this.write(text);
    if (this.dired) this.places[kind].push(start, this.position);
  }

  indent(): void {
    if (this.dired) this.write(INDENT);
  }

  /** @param quoting what `--quoting-style` would be. */
  end(quoting: string): void {
    if (!this.dired) return;
    const { entry, directory } = this.places;
    if (entry.length > 0) this.write(`//DIRED// ${entry.join(' ')}\n`);
    if (directory.length > 0) this.write(`//SUBDIRED// ${directory.join(' ')}\n`);
    this.write(`//DIRED-OPTIONS// --quoting-style=${quoting}\n`);
  }
}
