// `npm run mutation -- policy|state [--mutate FILE,…] [--concurrency N] [--incremental] [--kept]`: changes the source in every place, one at a
// time, and sees whether the tests notice. Exit code 1 when too few do, when a survivor is unexplained or an explanation is stale. A whole part
// is put on record; not so with --incremental, which keeps earlier results where neither source nor tests changed. --kept runs nothing: it
// judges what earlier runs, each of some files or of all, found in the whole part as it still is, file by file.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { record } from '../evidence/record.js';
import { judge, survivorsSchema } from './judge.js';
import { keep, kept } from './kept.js';
import { mutate, ROOT } from './stryker.js';

/** Lowest score that is good, percent. */
const BARS = { policy: 90, state: 85 } as const;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { mutate: { type: 'string' }, concurrency: { type: 'string', default: '2' }, incremental: { type: 'boolean', default: false }, kept: { type: 'boolean', default: false } } });
const [part] = positionals;
const concurrency = Number(values.concurrency);
const files = values.mutate?.split(',');
if ((part !== 'policy' && part !== 'state') || positionals.length > 1 || !Number.isInteger(concurrency) || concurrency < 1 || files?.some((file) => !file.startsWith(`src/${part}/`)) === true) {
  console.error('usage: npm run mutation -- policy|state [--mutate FILE,… of src/policy or src/state] [--concurrency N] [--incremental] [--kept]');
  process.exit(2);
}

const missing = files?.filter((file) => !existsSync(path.join(ROOT, file))) ?? [];
if (missing.length > 0) {
  console.error(`There is no ${missing.join(', ')}.`);
  process.exit(2);
}

const begun = Date.now();
const survivors = survivorsSchema.parse(JSON.parse(readFileSync(path.join(ROOT, `test/mutation/survivors.${part}.json`), 'utf8')));
const html = `coverage/mutation/${part}.html`;
const { report, minutes } = look(part);
const { mutants, killed, endless, timedOut, survived, uncovered, errors, explained, unexplained, score, problems } = judge(report, survivors, BARS[part]);
console.log(`src/${part}${files === undefined ? '' : `: ${files.join(', ')}`}: ${mutants} mutants in ${minutes} minutes`);
console.log(`${killed} failed a test, ${endless} never ended, ${timedOut} ran into the clock, ${survived} survived, ${uncovered} were run by no test, ${errors} could not be run`);
console.log(`score ${score} % (the bar is ${BARS[part]} %), ${explained} of ${survived + uncovered} survivors explained; to look at: ${html}`);
for (const problem of problems) console.log(`PROBLEM: ${problem}`);
// To be killed by a test, or moved to the survivors with a reason.
writeFileSync(path.join(ROOT, `coverage/mutation/${part}.unexplained.json`), `${JSON.stringify(unexplained, null, 2)}\n`);
if (files === undefined && !values.incremental) {
  record({
    name: `mutation-${part}`,
    command: `npm run mutation -- ${part}`,
    holds: problems.length === 0,
    figures: {
      mutants,
      'failed a test': killed,
      'never ended': endless,
      'ran into the clock': timedOut,
      survived,
      'run by no test': uncovered,
      'could not be run (no part of the score)': errors,
      'score, %': score,
      'bar, %': BARS[part],
      'survivors explained': explained,
      'survivors unexplained': unexplained.length,
      minutes,
    },
  });
}
process.exitCode = problems.length === 0 ? 0 : 1;

/** What Stryker finds, or has found; ends the process with a sentence on what to do when there is nothing. */
function look(part: 'policy' | 'state'): ReturnType<typeof kept> {
  try {
    if (values.kept) return kept(part);
    const memory = values.incremental ? `coverage/mutation/${part}.incremental.json` : undefined;
    const fresh = mutate({ mutate: files ?? [`src/${part}/**/*.ts`], tests: `test/${part}`, concurrency, html, memory });
    const took = (Date.now() - begun) / 60_000;
    if (!values.incremental) keep(part, files, fresh, took);
    return { report: fresh, minutes: Math.round(took * 10) / 10 };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(2);
  }
}
