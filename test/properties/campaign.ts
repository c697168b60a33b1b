// Commands of the grammar, judged, and the approved ones really run: what `npm run properties` and its short form in the tests share.
import fc from 'fast-check';
import { evaluateCommand } from '../../src/policy/evaluate.js';
import { PROGRAMS, type Program } from '../../src/policy/verdict.js';
import { commands, type Generated } from '../policy/grammar/command.js';
import { GNU_OPTIONS } from '../policy/grammar/tools.js';
import type { Oracle } from './oracle.js';

/** Commands that run at the same time. */
const LANES = 8;
/** A minimal command is looked for this long after a violation, ms. */
const SHRINK_MS = 60_000;

export interface CampaignOptions {
  /** Approved commands to run. */
  readonly approved: number;
  readonly seed: number;
  /** Called with the number of commands run so far. */
  readonly onProgress?: (ran: number) => void;
}

export interface CampaignReport {
  readonly generated: number;
  readonly refused: number;
  readonly approved: number;
  /** Of the approved ones, those that the runner refused once it knew files and links. */
  readonly refusedByRunner: number;
  /** Each under strace, and in the Docker sandbox. */
  readonly ran: number;
  /** Options in commands that ran, and those that there are, the ones that are there to be refused left out. */
  readonly options: Readonly<Record<Program, readonly [number, number]>>;
  /** The shrunk command of each violation that ended the campaign, and what it did. */
  readonly violations: readonly string[];
}

export async function runCampaign(oracle: Oracle, { approved, seed, onProgress = () => undefined }: CampaignOptions): Promise<CampaignReport> {
  const tally = { runs: 0, ran: 0, refusedByRunner: 0, options: new Set<string>() };
  const one = async ({ text, options }: Generated): Promise<void> => {
    const verdict = evaluateCommand(text);
    if (!verdict.allowed) throw new fc.PreconditionFailure();
    const { ran, violations } = await oracle.check(verdict.command);
    tally.runs += 1;
    if (ran) tally.ran += 1;
    else tally.refusedByRunner += 1;
    if (ran) for (const option of options) tally.options.add(option);
    onProgress(tally.runs);
    if (violations.length > 0) throw new Error(`${JSON.stringify(text)}: ${violations.join('; ')}`);
  };
  const lanes = Array.from({ length: LANES }, (_, lane) => {
    const numRuns = Math.floor(approved / LANES) + (lane < approved % LANES ? 1 : 0);
    return check(one, numRuns, seed + lane);
  });
  const details = await Promise.all(lanes);
  const refused = details.reduce((sum, { numSkips }) => sum + numSkips, 0);
  return {
    generated: tally.runs + refused,
    refused,
    approved: tally.runs,
    refusedByRunner: tally.refusedByRunner,
    ran: tally.ran,
    options: Object.fromEntries(PROGRAMS.map((program) => [program, exercised(program, tally.options)])) as Record<Program, readonly [number, number]>,
    violations: details.flatMap(({ failed, errorInstance }) => (failed ? [messageOf(errorInstance)] : [])),
  };
}

async function check(one: (generated: Generated) => Promise<void>, numRuns: number, seed: number): Promise<fc.RunDetails<[Generated]>> {
  let failedAt: number | undefined;
  const timed = async (generated: Generated): Promise<void> => {
    // Out of time, every smaller command counts as fine: the smallest one so far is reported.
    if (failedAt !== undefined && performance.now() - failedAt > SHRINK_MS) return;
    try {
      await one(generated);
    } catch (error) {
      if (!fc.PreconditionFailure.isFailure(error)) failedAt ??= performance.now();
      throw error;
    }
  };
  return fc.check(fc.asyncProperty(commands, timed), { numRuns, seed, maxSkipsPerRun: 10 });
}

function exercised(program: Program, options: ReadonlySet<string>): readonly [number, number] {
  const there = GNU_OPTIONS[program].filter(({ hostile }) => !hostile).map(({ names }) => `${program} ${names[0] ?? ''}`);
  return [there.filter((name) => options.has(name)).length, there.length];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
