// Other people's tools, installed apart in test/foreign: where they are, and tests that say why they are skipped without them.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const INSTALLED = fileURLToPath(new URL('../foreign/node_modules/', import.meta.url));

/** The path of a tool's executable, such as `mcp-inspector` or `conformance`. */
export function foreignBin(name: string): string {
  return `${INSTALLED}.bin/${name}`;
}

/** The version that test/foreign pins. */
export function foreignVersion(name: string): string | undefined {
  const { devDependencies } = JSON.parse(readFileSync(new URL('../foreign/package.json', import.meta.url), 'utf8')) as { devDependencies: Record<string, string> };
  return devDependencies[name];
}

/** A `describe` that needs the foreign tools. Without them its tests are skipped and say why; with ZOPS_REQUIRE_FOREIGN=1 they fail instead. */
export function describeForeign(name: string, body: () => void): void {
  const reason = 'the foreign tools are not installed: run npm ci --prefix test/foreign.';
  if (existsSync(`${INSTALLED}.package-lock.json`)) describe(name, body);
  else if (process.env['ZOPS_REQUIRE_FOREIGN'] === '1') {
    describe(name, () => {
      it('needs the foreign tools', () => expect.unreachable(reason));
    });
  } else {
    process.stderr.write(`skipped: ${name}: ${reason}\n`);
    describe.skipIf(true)(name, body);
  }
}
