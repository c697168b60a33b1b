// Wishes about files that one of the sandbox's programs answers: listing, the first lines, counting, one file's content. Pure.
import { NUMBER, numberOf } from './numbers.js';
import { filtersIn } from './filters.js';
import { pattern } from './pattern.js';
import { sourcesIn } from './topics.js';
import type { Wish } from './wish.js';

type CommandWish = Extract<Wish, { kind: 'command' }>;

const LIST = pattern`
  ^(?:list|show|see|display|print|get|give|ls|enumerate|view|what|which)\b(?:(?!\blogs?\b(?!\s+(?:files|directory|
  folder))).)*\b(?:files?|director(?:y|ies)|folders?|dirs?)\b|\b(?:contents?\sof|what(?:'s|\sis)\sin)\s(?:the\s|
  your\s)?(?:simulator|\/sim|data|directory|folder)|^(?:list|show)\s+(?:the\s+)?(?:simulator|\/sim\b)`;
const PATH = /(?<![\w/])((?:\/|~\/|\.\.?\/)[\w./~-]*[\w/~-]|[\w-]+\.(?:log|json|txt|jcl|cfg|conf|csv))(?![\w/])/;
const READ = /^(?:show|cat|print|display|read|open|view|see|get|dump|what(?:'s| is) in)\b/i;
const FIRST = new RegExp(`\\b(?:first|top|oldest|earliest|head)\\s+(${NUMBER})?\\s*(?:lines?|records?|entries|messages?)\\b`, 'i');
const HOW_MANY = /\bhow (?:many|often)\b|\bcount\b|\bnumber of\b/i;
const HOW_BIG = /\bhow (?:big|large|long)\b|\bsize of\b/i;
const LINES = /\b(?:lines?|records?|entries|messages?)\b/i;
const DATE = pattern`
  ^(?:what(?:'s|\sis)?\s+(?:the\s+)?(?:date|day)(?:\s+(?:is\sit|today|and\stime))*|(?:show|tell|
  give)(?:\sme)?\s+(?:the\s+)?(?:current\s+)?date(?:\sand\stime)?|(?:current\s+)?date\sand\stime)\b`;
const HOSTNAME = /\bhost\s?name\b/i;

export function fileWish(text: string): CommandWish | undefined {
  const [source] = sourcesIn(text);
  const path = PATH.exec(text)?.[1];
  const file = path ?? (source === undefined ? undefined : `/sim/${source}.log`);
  if (FIRST.test(text) && file !== undefined) {
    const count = numberOf(FIRST.exec(text)?.[1] ?? '') ?? 10;
    return command(`head -n ${count} ${file}`, `Read the first ${count} lines; get_logs reads from the end.`);
  }
  if (HOW_MANY.test(text) && file !== undefined) return countWish(text, file);
  if (HOW_BIG.test(text) && file !== undefined) return command(`ls -l ${file}`, `See how large ${file} is.`);
  if (/^dir$/i.test(text)) return command('ls -l /sim', 'List the files of the simulator directory.');
  if (HOSTNAME.test(text)) return command('hostname', 'Ask the sandbox for its host name.');
  if (DATE.test(text)) return command('date', 'Ask the sandbox for date and time.');
  if (LIST.test(text) && !/\b(?:content|lines?)\b(?! of (?:the )?(?:dir|folder|sim))/i.test(text) && !isFileName(path)) {
    const all = /\b(?:hidden|all files)\b/i.test(text) ? '-la' : '-l';
    return command(`ls ${all} ${path ?? '/sim'}`, path === undefined ? 'List the files of the simulator directory.' : `List ${path}.`);
  }
  if (path !== undefined && READ.test(text) && !/^(?:\/sim\/)?(?:syslog|joblog|audit|error)\.log$/.test(path))
    return command(`cat ${path}`, `Read ${path}.`);
  return undefined;
}

const COUNTED = pattern`
  \b(?:count|how\soften\s(?:does|did|is)|how\smany\stimes\s(?:does|did|is|was))\s+(?:the\s+)?(?!the\s|them\b|those\b|
  it\b|lines?|records?|entries|messages?)([\w$.-]+)\s|\bhow\smany\s+([A-Z0-9$#@.]{3,44})\s+(?:lines?|records?|entries|
  messages?)\b`;

function countWish(text: string, file: string): CommandWish | undefined {
  const { contains, job } = filtersIn(text);
  const counted = COUNTED.exec(text);
  const wanted = counted?.[1] ?? counted?.[2] ?? contains ?? job;
  if (wanted !== undefined && !wanted.includes("'")) return command(`grep -ciF -e '${wanted}' ${file}`, `Count the lines that hold ${wanted}.`);
  return LINES.test(text) ? command(`wc -l ${file}`, 'Count the lines.') : undefined;
}

function isFileName(path: string | undefined): boolean {
  return path !== undefined && /\.\w{1,5}$/.test(path);
}

function command(text: string, why: string): CommandWish {
  return { kind: 'command', command: text, why };
}
