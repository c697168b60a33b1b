// The verdict on a mutation run: which mutants count, what has to be explained, and that explanations hold for exactly what they name.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judge, survivorsSchema, type Report, type Survivors } from '../../scripts/mutation/judge.js';

const source = ['const a = 1;', '  if (a < 2 || b < 2) {', '    go();', '  }'].join('\n');

type Mutant = Report['files'][string]['mutants'][number];

function mutant(status: string, statusReason?: string): Mutant {
  return { mutatorName: 'EqualityOperator', replacement: 'a <= 2', location: { start: { line: 2, column: 7 }, end: { line: 2, column: 12 } }, status, ...(statusReason === undefined ? {} : { statusReason }) };
}

const report = (...mutants: Mutant[]): Report => ({ files: { 'src/x.ts': { source, mutants } } });
const text = { file: 'src/x.ts', mutator: 'EqualityOperator', line: 'if (a < 2 || b < 2) {', original: 'a < 2', replacement: 'a <= 2' };
const explain = (...mutants: Survivors[number]['mutants']): Survivors => [{ why: 'A reason that is long enough.', mutants }];

describe('a run', () => {
  it('is counted by what happened to each mutant', () => {
    const all = report(mutant('Killed'), mutant('Killed'), mutant('Timeout', 'Hit limit reached (501/500)'), mutant('Timeout'), mutant('Survived'), mutant('NoCoverage'), mutant('RuntimeError'), mutant('CompileError'));
    expect(judge(all, explain(text, text), 50)).toEqual({
      mutants: 8, killed: 2, endless: 1, timedOut: 1, survived: 1, uncovered: 1, errors: 2, explained: 2, unexplained: [], score: 66.66, problems: [],
    });
  });

  it('does not reach the bar by the clock', () => {
    expect(judge(report(mutant('Killed'), mutant('Timeout')), [], 90)).toMatchObject({ score: 100, problems: ['50 % were detected by a test that failed or never ended; the bar is 90 %'] });
  });

  it('is rounded down', () => {
    const many = report(...Array.from({ length: 2999 }, () => mutant('Killed')), mutant('Survived'));
    expect(judge(many, explain(text), 99.97)).toMatchObject({ score: 99.96, problems: ['99.96 % were detected by a test that failed or never ended; the bar is 99.97 %'] });
  });

  it('of nothing is good', () => {
    expect(judge({ files: {} }, explain(text), 90)).toMatchObject({ mutants: 0, score: 100, problems: [] });
  });
});

describe('a survivor', () => {
  it.each([
    ['Survived', 'survives'],
    ['NoCoverage', 'is run by no test'],
  ])('that %s is a problem until it is explained', (status, said) => {
    expect(judge(report(mutant(status)), [], 0)).toMatchObject({ unexplained: [text], problems: [`src/x.ts:2: ${said}, unexplained: EqualityOperator: a < 2 → a <= 2`] });
    expect(judge(report(mutant(status)), explain(text), 0)).toMatchObject({ explained: 1, unexplained: [], problems: [] });
  });

  it.each([{ file: 'src/y.ts' }, { mutator: 'ConditionalExpression' }, { line: 'if (a < 2) {' }, { original: 'b < 2' }, { replacement: 'a >= 2' }])('is explained by nothing that differs: %j', (other) => {
    expect(judge(report(mutant('Survived')), explain({ ...text, ...other }), 0).unexplained).toEqual([text]);
  });

  it('is explained wherever its line has moved', () => {
    const { location, ...rest } = mutant('Survived');
    const moved = { ...rest, location: { start: { ...location.start, line: 4 }, end: { ...location.end, line: 4 } } };
    expect(judge({ files: { 'src/x.ts': { source: `\n\n${source}`, mutants: [moved] } } }, explain(text), 0).problems).toEqual([]);
  });

  it('needs an explanation of its own when its line has two like it', () => {
    expect(judge(report(mutant('Survived'), mutant('Survived')), explain(text), 0)).toMatchObject({ explained: 1, unexplained: [text] });
  });

  it('over several lines is named by all of them', () => {
    const block = { mutatorName: 'BlockStatement', replacement: '{}', location: { start: { line: 2, column: 23 }, end: { line: 4, column: 4 } }, status: 'Survived' };
    expect(judge(report(block), [], 0).unexplained).toEqual([{ file: 'src/x.ts', mutator: 'BlockStatement', line: 'if (a < 2 || b < 2) {', original: '{\n    go();\n  }', replacement: '{}' }]);
  });
});

describe('an explanation', () => {
  it('of what is killed is stale', () => {
    expect(judge(report(mutant('Killed')), explain(text), 0).problems).toEqual([`is explained, but survives no more: ${JSON.stringify(Object.values(text))}`]);
  });

  it('of a file that was not mutated this time is not asked for', () => {
    expect(judge(report(mutant('Killed')), explain({ ...text, file: 'src/y.ts' }), 0).problems).toEqual([]);
  });
});

it.each(['policy', 'state'] as const)('the explanations of %s are of the form, and of its files', (part) => {
  const survivors = survivorsSchema.parse(JSON.parse(readFileSync(new URL(`survivors.${part}.json`, import.meta.url), 'utf8')));
  expect(survivors.flatMap(({ mutants }) => mutants).filter(({ file }) => !file.startsWith(`src/${part}/`))).toEqual([]);
});
