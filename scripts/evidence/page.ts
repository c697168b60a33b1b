// docs/evidence.md out of the records in docs/evidence/: every figure on the page comes from a run. Pure.
import type { EvidenceRecord, Table } from './record.js';

/** In the order of the page: the record's name, what is claimed, how it is tried. */
const CHAPTERS: readonly { readonly name: string; readonly claim: string; readonly how: string }[] = [
  {
    name: 'properties',
    claim: 'No approved command opens anything outside /sim or changes anything',
    how: 'Commands are generated from the options that the real programs have, with quotes, globs and Unicode. What the policy approves runs as the real GNU program, in the Docker sandbox and under `strace` in a copy of its file system with canary files all around `/sim`; each system call and the whole tree are looked at.',
  },
  {
    name: 'mutation-policy',
    claim: 'The tests of the policy notice when it changes',
    how: 'Stryker changes the conditions, operators, texts and blocks of `src/policy`, one at a time; a change that no test notices survives. Each survivor is explained beside the tests (`test/mutation`), and an unexplained one fails the run.',
  },
  {
    name: 'mutation-state',
    claim: 'The tests of audit log and configuration notice when they change',
    how: 'The same for `src/state`.',
  },
  {
    name: 'fuzz',
    claim: 'The server cannot be confused over stdio',
    how: 'Sessions of malformed JSON, wrong types, huge and half messages, invalid UTF-8, duplicate ids, floods, cancellations and a lifecycle out of order, against the built server. It has to live, to answer what is a request, rightly and once, and to write nothing but the protocol on stdout.',
  },
  {
    name: 'durability',
    claim: 'Nothing that was acknowledged is lost',
    how: 'Servers on one state directory are killed with SIGKILL at random points of configuration updates and audit writes; disks fill up or refuse, clocks go back, last lines are torn. Afterwards everything acknowledged is there, the chain verifies or names its break, and the next server starts.',
  },
  {
    name: 'soak',
    claim: 'It runs for long and through faults without leaking, losing or lying',
    how: 'Mixed calls from several clients over a long time, while containers are killed, the engine restarts, logs and audit log rotate and disks fill up. Outside of the injected faults every answer has to be the expected one; every acknowledged call is in the audit log exactly once; descriptors, threads, processes and containers must be no more than after the warm-up (the first round of faults), the heap at rest at most 3 MB more, resident memory at most 64 MB.',
  },
  {
    name: 'supply-chain',
    claim: 'What is published is what the source says',
    how: 'Licences and install scripts of all locked packages, the bill of materials of what is bundled, two builds compared byte for byte, the advisories of the registry.',
  },
  {
    name: 'node-matrix',
    claim: 'It works on every Node.js that package.json admits',
    how: 'The whole test suite in a fresh clone under each version. Tests that want Docker or another program that is not there say so and are skipped; CI runs them all.',
  },
];

export function evidencePage(records: readonly EvidenceRecord[]): string {
  const unknown = records.filter(({ name }) => !CHAPTERS.some((chapter) => chapter.name === name)).map(({ name }) => name);
  if (unknown.length > 0) throw new Error(`No chapter for the record ${unknown.join(', ')}: add it to CHAPTERS in scripts/evidence/page.ts.`);
  const chapters = CHAPTERS.map((chapter) => ({ ...chapter, run: records.find(({ name }) => name === chapter.name) }));
  return [
    '# Evidence',
    '',
    'What was tried to break zops, and what came of it. Each run writes its record into `docs/evidence`, and this page out of all of them (`scripts/evidence`). Who might attack what, and which test holds each claim, is in [threat-model.md](threat-model.md); speed and memory are in [performance.md](performance.md).',
    '',
    ...markdown(['claim', 'last run', 'result'], chapters.map(({ name, claim, run }) => [`[${claim}](#${name})`, run === undefined ? 'none yet' : run.date.slice(0, 10), run === undefined ? '' : result(run)])),
    ...chapters.flatMap(({ name, claim, how, run }) => ['', `<a id="${name}"></a>`, '', `## ${claim}`, '', how, '', ...(run === undefined ? ['No run is on record.'] : ofRun(run))]),
    '',
  ].join('\n');
}

const result = ({ holds }: EvidenceRecord): string => (holds ? 'holds' : '**does not hold**');

function ofRun(run: EvidenceRecord): string[] {
  return [
    ...markdown(['figure', ''], [...Object.entries(run.figures), ['result', result(run)]]),
    ...(run.tables ?? []).flatMap(ofTable),
    '',
    `\`${run.command}\` at ${run.commit}, ${run.date}, Node.js ${run.node}, ${run.machine}.`,
  ];
}

const ofTable = ({ title, columns, rows }: Table): string[] => ['', `${title}:`, '', ...markdown(columns, rows)];

function markdown(columns: readonly string[], rows: readonly (readonly (string | number | boolean)[])[]): string[] {
  const cell = (value: string | number | boolean): string => (typeof value === 'number' ? value.toLocaleString('en-US') : typeof value === 'boolean' ? (value ? 'yes' : 'no') : value).replaceAll('|', '\\|');
  const line = (cells: readonly (string | number | boolean)[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(columns), `|${' --- |'.repeat(columns.length)}`, ...rows.map(line)];
}
