// What package.json, server.json, the MCPB manifest, the code and the changelog say of themselves agrees.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { MANIFEST } from '../../scripts/packaging/mcpb-manifest.js';
import { PACKAGE, ROOT } from '../../scripts/packaging/package-json.js';
import { SERVER_JSON } from '../../scripts/packaging/server-json.js';
import { ENVIRONMENT, loadConfig } from '../../src/config.js';
import { VERSION } from '../../src/version.js';

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const serverJson: unknown = JSON.parse(read('server.json'));

/** What the registry's schema of 2025-12-11 and its publishing rules say of the parts that are used here; strict, so that a misspelt name shows. */
const VARIABLE = z.strictObject({
  name: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
  description: z.string().min(1),
  isRequired: z.boolean(),
  isSecret: z.boolean(),
  format: z.enum(['string', 'number', 'boolean', 'filepath']),
  choices: z.array(z.string()).min(2).optional(),
});
const NPM_PACKAGE = z.strictObject({
  registryType: z.literal('npm'),
  identifier: z.string().min(1),
  version: z.string().regex(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/, 'one exact version'),
  runtimeHint: z.literal('npx'),
  transport: z.strictObject({ type: z.literal('stdio') }),
  environmentVariables: z.array(VARIABLE),
});
const SERVER = z.strictObject({
  $schema: z.literal('https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json'),
  name: z.string().min(3).max(200).regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/),
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(100),
  version: z.string().max(255),
  packages: z.array(NPM_PACKAGE).length(1),
});

describe('server.json', () => {
  it('is what the code generates; npm run server-json writes it', () => {
    expect(serverJson).toEqual(SERVER_JSON);
  });

  it('has the form of the registry', () => {
    expect(SERVER.safeParse(serverJson).error).toBeUndefined();
  });

  it('has choices that the server takes', () => {
    const { environmentVariables } = SERVER.parse(serverJson).packages[0] ?? expect.unreachable('no package');
    const chosen = environmentVariables.flatMap(({ name, choices = [] }) => choices.map((choice) => [name, choice] as const));
    expect(chosen.length).toBeGreaterThan(10);
    for (const [name, choice] of chosen) expect(() => loadConfig({ HOME: '/nowhere', [name]: choice })).not.toThrow();
  });
});

describe('versions and names', () => {
  it('are the same everywhere', () => {
    const lock = JSON.parse(read('package-lock.json')) as { name: string; version: string };
    const published = SERVER.parse(serverJson);
    expect({ lock: lock.version, code: VERSION, manifest: MANIFEST.version, server: published.version, package: published.packages[0]?.version }).toEqual({
      lock: PACKAGE.version, code: PACKAGE.version, manifest: PACKAGE.version, server: PACKAGE.version, package: PACKAGE.version,
    });
    expect([lock.name, MANIFEST.name, published.packages[0]?.identifier]).toEqual([PACKAGE.name, PACKAGE.name, PACKAGE.name]);
    expect(published.name).toBe(PACKAGE.mcpName);
  });

  it('are those of the changelog: its newest release is this version, or nothing is released yet', () => {
    const headings = [...read('CHANGELOG.md').matchAll(/^## \[([^\]]+)\]/gm)].map(([, heading]) => heading);
    expect(headings.length).toBeGreaterThan(0);
    const releases = headings.filter((heading) => heading !== 'Unreleased');
    expect(releases.slice(0, 1)).toEqual(releases.length === 0 ? [] : [PACKAGE.version]);
  });
});

describe('the manifest of the MCPB bundle', () => {
  const { env } = MANIFEST.server.mcp_config;

  it('hands on each setting of its form, under a name that the server reads', () => {
    expect(Object.values(env)).toEqual(Object.keys(MANIFEST.user_config).map((key) => `\${user_config.${key}}`));
    expect(Object.keys(env).filter((name) => !(name in ENVIRONMENT))).toEqual([]);
  });

  it('hides what is secret, and only that', () => {
    const secret = Object.entries(MANIFEST.user_config).filter(([, option]) => 'sensitive' in option).map(([key]) => key);
    expect(secret).toEqual(Object.keys(MANIFEST.user_config).filter((key) => /secret|token|password/.test(key)));
    expect(secret).toEqual(SERVER_JSON.packages[0]?.environmentVariables.filter(({ isSecret }) => isSecret).map(({ name }) => name.toLowerCase()));
  });

  it('asks for nothing: every setting is optional and has a default that the server takes for not set', () => {
    expect(Object.values(MANIFEST.user_config).map(({ required, default: blank }) => [required, blank === '' || blank === false])).toEqual(Object.keys(env).map(() => [false, true]));
  });

  it('has a square icon of 512 pixels', () => {
    const icon = readFileSync(path.join(ROOT, 'scripts/packaging', MANIFEST.icon));
    expect(icon.subarray(1, 4).toString()).toBe('PNG');
    expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([512, 512]);
  });
});
