// Where the files of this package lie. The one module that asks for its own place: in src/ or bundled in dist/, both are one level down.
import { fileURLToPath } from 'node:url';

/** @param file path inside the package, such as `dist/main.js`. Returns its absolute path. */
export function packageFile(file: string): string {
  return fileURLToPath(new URL(`../${file}`, import.meta.url));
}
