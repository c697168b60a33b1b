// Words for where a failing step's input came from, and what the programs involved printed. Pure.
import type { Evidence } from '../evidence.js';
import type { Abend } from '../zos/findings.js';
import type { JobOutput } from '../zos/job-output.js';
import { originsOf } from '../zos/lineage.js';
import { isAbout } from '../zos/record.js';
import { and, cut, quotedLines, shown } from '../words.js';

/** Printed lines that an answer holds for one job. */
const PRINTED = 8;
/** Abends that bad data can cause; for others (space, security, …) the input explains nothing. */
const OF_DATA = /^(?:S0C[467B]|U\d{4})$/;
const DUMP = /\bCEE3DMP\b|\bCEEDUMP\b|\bDUMP\b/;
const OF_DUMP = /^\s*(?:CEE\d{4}[CS] |Program Unit:|Entry:)/;

/** Nothing when the job's own log is not among the evidence. */
export function originWords(abend: Abend, { jobs, today }: Evidence): readonly string[] {
  const output = jobs.find((job) => isAbout(job, abend.jobId ?? abend.job ?? '') && job.steps.length > 0);
  if (output === undefined) return [];
  const name = output.job ?? output.jobId ?? 'the job';
  const program = output.steps.find((step) => (abend.step ?? '').split(' ').includes(step.name))?.program;
  const origins = OF_DATA.test(abend.code) ? originsOf(output, abend.step, jobs) : [];
  const writers = new Map(origins.flatMap(({ writer, dataSet }) => (writer === undefined ? [] : [[writer, dataSet] as const])));
  const unknown = origins.filter(({ writer }) => writer === undefined);
  return [
    ...printedWords(`${name}${program === undefined ? '' : ` (program ${program})`} printed`, output),
    ...[...writers].map(([writer, dataSet]) => writerWords(writer, dataSet, output, today)),
    ...(unknown.length > 0 && writers.size === 0
      ? [
          `Its input came from ${and(unknown.map(({ dataSet, dd }) => `${dataSet} (DD ${dd})`))}; the job logs that I read do not show who wrote ${unknown.length === 1 ? 'it' : 'them'}.`,
        ]
      : []),
  ];
}

function writerWords(writer: JobOutput, dataSet: string, reader: JobOutput, today: string | null): string {
  const name = `${writer.job ?? 'a job'}${writer.jobId === null ? '' : ` (${writer.jobId})`}`;
  const at = shown(writer.endTime, today);
  const end = writer.end === null ? '' : `, which ended with ${writer.end}${at === null ? '' : ` at ${at}`}`;
  const common = commonNames(reader, writer);
  return [
    `Its input ${dataSet} was written by ${name}${end}.`,
    ...printedWords(`${writer.job ?? 'It'} printed`, writer),
    ...(common.length === 0 ? [] : [`Both outputs name ${and(common)}.`]),
  ].join('\n');
}

function printedWords(title: string, { printed }: JobOutput): readonly string[] {
  const lines = printed
    .flatMap((report) => (DUMP.test(report[0] ?? '') ? report.filter((line) => OF_DUMP.test(line)) : report))
    .map((line) => line.trim());
  const shownLines = lines.filter((line, index) => line !== '' && lines.indexOf(line) === index).slice(0, PRINTED);
  return shownLines.length === 0 ? [] : [`${title}:\n${quotedLines(shownLines.map((line) => cut(line)))}`];
}

/** Numbers and keys that both jobs printed: often the very record that the trouble is about. */
function commonNames(a: JobOutput, b: JobOutput): readonly string[] {
  const names = new Set(keysIn(b));
  return [...new Set(keysIn(a))].filter((key) => names.has(key)).slice(0, 3);
}

function keysIn({ printed }: JobOutput): readonly string[] {
  return printed
    .filter(([first]) => !DUMP.test(first ?? ''))
    .flatMap((report) => report.join(' ').match(/(?<![\w,.-])(?=[A-Z]*\d)[A-Z0-9]{6,}(?![\w,.-])/g) ?? []);
}
