// Every claim of the threat model and of SECURITY.md has a test behind it: each row links to one, by a part of its title or by its file.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const PAGE = fileURLToPath(new URL('../../docs/threat-model.md', import.meta.url));
const text = readFileSync(PAGE, 'utf8');
const LINK = /\[([^\]]+)\]\(([^)#]+)\)/g;

const rows = text.split('\n').filter((line) => line.startsWith('| ') && !/^\| (?:what|---)/.test(line));

describe('the threat model', () => {
  test('has claims', () => {
    expect(rows.length).toBeGreaterThan(20);
  });

  test.each(rows)('%s', (row) => {
    const claims = [...(row.split(' | ').at(-1) ?? '').matchAll(LINK)];
    expect(claims.length).toBeGreaterThan(0);
    for (const [, title = '', target = ''] of claims) {
      const file = path.resolve(path.dirname(PAGE), target);
      expect(target).toMatch(/^\.\.\/test\/.+\.test\.ts$/);
      expect(existsSync(file), target).toBe(true);
      // Where the whole file is the proof, the link is its name.
      if (title !== path.basename(file)) expect(readFileSync(file, 'utf8')).toContain(title);
    }
  });

  test('links to nothing that is not there', () => {
    for (const [, , target = ''] of text.matchAll(LINK)) {
      if (!/^https?:/.test(target)) expect(existsSync(path.resolve(path.dirname(PAGE), target)), target).toBe(true);
    }
  });
});
