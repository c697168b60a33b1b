// What Stryker found in one part of the source against the part's bar and its explained survivors. Pure.
import { z } from 'zod';

/** A mutant in words that outlive edits elsewhere in the file: the line of source where it starts, what of it was replaced, by what. */
const mutantSchema = z.strictObject({ file: z.string(), mutator: z.string(), line: z.string(), original: z.string(), replacement: z.string() });

export type MutantText = z.infer<typeof mutantSchema>;

/** Why mutants that no test notices do no harm. Each entry of `mutants` explains one. */
export const survivorsSchema = z.array(z.strictObject({ why: z.string().min(20), mutants: z.array(mutantSchema).min(1) }));

export type Survivors = z.infer<typeof survivorsSchema>;

interface Place {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

/** The part of the mutation testing report schema that is read here. */
export interface Report {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: string;
        readonly mutants: readonly {
          readonly mutatorName: string;
          readonly replacement: string;
          readonly location: { readonly start: Place; readonly end: Place };
          readonly status: string;
          readonly statusReason?: string;
        }[];
      }
    >
  >;
}

export interface Judgement {
  readonly mutants: number;
  readonly killed: number;
  /** Never ended: they went through a place a hundred times as often as the source does. */
  readonly endless: number;
  /** Ran into the clock, which on a loaded machine says little. */
  readonly timedOut: number;
  readonly survived: number;
  readonly uncovered: number;
  /** Could not be run, such as an import that throws; no part of the score. */
  readonly errors: number;
  readonly explained: number;
  /** As an explanation would name them. */
  readonly unexplained: readonly MutantText[];
  /** Stryker's: percent of the mutants that were detected, by the clock too. */
  readonly score: number;
  /** One sentence each; the run is good when there is none. */
  readonly problems: readonly string[];
}

/** @param bar lowest score that is good, percent; what only the clock detected does not help to reach it */
export function judge({ files }: Report, survivors: Survivors, bar: number): Judgement {
  const found = Object.entries(files).flatMap(([file, { source, mutants }]) => mutants.map((mutant) => ({ ...mutant, text: textOf(file, source, mutant) })));
  const count = (status: string): number => found.filter((mutant) => mutant.status === status).length;
  const endless = found.filter(({ status, statusReason }) => status === 'Timeout' && statusReason?.startsWith('Hit limit') === true).length;
  const [killed, timedOut, survived, uncovered] = [count('Killed'), count('Timeout') - endless, count('Survived'), count('NoCoverage')];
  const valid = killed + endless + timedOut + survived + uncovered;

  const unused = survivors.flatMap(({ mutants }) => mutants).filter(({ file }) => Object.hasOwn(files, file)).map(keyOf);
  const problems: string[] = [];
  const unexplained: MutantText[] = [];
  for (const { text, status, location } of found.filter((mutant) => mutant.status === 'Survived' || mutant.status === 'NoCoverage')) {
    const at = unused.indexOf(keyOf(text));
    if (at !== -1) {
      unused.splice(at, 1);
      continue;
    }
    unexplained.push(text);
    problems.push(`${text.file}:${location.start.line}: ${status === 'Survived' ? 'survives' : 'is run by no test'}, unexplained: ${text.mutator}: ${oneLine(text.original)} → ${oneLine(text.replacement)}`);
  }
  for (const key of unused) problems.push(`is explained, but survives no more: ${key}`);
  const sure = percent(killed + endless, valid);
  if (sure < bar) problems.push(`${sure} % were detected by a test that failed or never ended; the bar is ${bar} %`);
  const errors = found.length - valid;
  return { mutants: found.length, killed, endless, timedOut, survived, uncovered, errors, explained: survived + uncovered - unexplained.length, unexplained, score: percent(killed + endless + timedOut, valid), problems };
}

function textOf(file: string, source: string, { mutatorName, replacement, location: { start, end } }: Report['files'][string]['mutants'][number]): MutantText {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  const original = lines.map((line, at) => line.slice(at === 0 ? start.column - 1 : 0, at === last ? end.column - 1 : undefined)).join('\n');
  return { file, mutator: mutatorName, line: (lines[0] ?? '').trim(), original, replacement };
}

function keyOf({ file, mutator, line, original, replacement }: MutantText): string {
  return JSON.stringify([file, mutator, line, original, replacement]);
}

function percent(part: number, whole: number): number {
  // Rounded down: 89.996 is below 90.
  return whole === 0 ? 100 : Math.floor((part / whole) * 10_000) / 100;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
