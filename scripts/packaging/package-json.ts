// What of package.json the manifests repeat.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly keywords: readonly string[];
  readonly engines: { readonly node: string };
  /** Name in the MCP registry; its namespace has to be the publisher's own. */
  readonly mcpName: string;
}

export const PACKAGE = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as PackageJson;
