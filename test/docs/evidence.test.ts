// docs/evidence.md is what the records of the runs say.
import { readFile } from 'node:fs/promises';
import { describe, expect, it, test } from 'vitest';
import { evidencePage } from '../../scripts/evidence/page.js';
import { PAGE, records } from '../../scripts/evidence/record.js';

test('the page is the records', async () => {
  expect(await readFile(PAGE, 'utf8')).toBe(evidencePage(records()));
});

test.each(records().map(({ name, ...run }) => [name, run] as const))('%s says of what and when', (_, { date, commit, node, command, figures }) => {
  expect(date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(commit).toMatch(/^[0-9a-f]{7,}\+?$/);
  expect(node).toMatch(/^\d+\.\d+\.\d+$/);
  expect(command).toMatch(/^npm run /);
  expect(Object.keys(figures)).not.toEqual([]);
});

describe('a page', () => {
  const run = { name: 'fuzz', date: '2026-11-23T02:52:02Z', node: '20.20.2', machine: '2 cores', commit: '54d7848', command: 'npm run fuzz', holds: false, figures: { writes: 34095, alive: true, 'a|b': 'x|y' } };

  it('shows figures, tables and what does not hold', () => {
    const page = evidencePage([{ ...run, tables: [{ title: 'Kinds', columns: ['kind', 'n'], rows: [['flood', 1200]] }] }]);
    expect(page).toContain('(#fuzz) | 2026-11-23 | **does not hold** |');
    expect(page).toContain('| writes | 34,095 |\n| alive | yes |\n| a\\|b | x\\|y |\n| result | **does not hold** |\n\nKinds:\n\n| kind | n |\n| --- | --- |\n| flood | 1,200 |\n\n`npm run fuzz` at 54d7848, 2026-11-23T02:52:02Z, Node.js 20.20.2, 2 cores.');
    expect(page).toContain('(#soak) | none yet |  |');
  });

  it('has a chapter for every record', () => {
    expect(() => evidencePage([{ ...run, name: 'rumour' }])).toThrow('No chapter for the record rumour: add it to CHAPTERS in scripts/evidence/page.ts.');
  });
});
