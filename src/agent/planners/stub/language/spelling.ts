// Forgives small slips of the keyboard: words one slip away from a word that matters here are read as that word. Pure.

/** Order decides between two equally near words. */
const KNOWN = [
  ...'status system syslog joblog audit error errors logs memory recent show list files file directory simulator abend abends'.split(' '),
  ...'failed failure failures failing config configuration level retention timeout batch debug delete remove erase shutdown health'.split(' '),
  ...'check analyze analyse search subsystem subsystems jobs usage utilization since storage warning warnings security violations'.split(' '),
  ...'latest current problem problems wrong happened investigate display records lines entries messages between running queued'.split(' '),
  ...'processor overview summary alerts volumes contents folder operlog logrec restart cancel performance healthy capacity'.split(' '),
];
const KNOWN_SET = new Set(KNOWN);
/** Everyday words that are one slip away from a known one and are meant as they stand. */
const MEANT = new Set(
  'field fields states remote match catch watch patch latch older holder amend line time level mirror terror starch mailed decent strong logic'.split(
    ' ',
  ),
);
const ENDINGS = ['s', 'd', 'ed', 'r', 'er', 'rs', 'ing', 'y', 'ly'];

/** Words with digits, dots, slashes or capitals inside are names and stay as they are. */
export function respell(text: string): string {
  return text
    .replace(/\b(what|how|where|who|that)s\b/gi, "$1's")
    .replace(/(?<![\w./$#@-])[A-Za-z][a-z]{3,}(?![\w/$#@-]|\.\w)/g, (word) => nearest(word.toLowerCase()) ?? word);
}

function nearest(word: string): string | undefined {
  if (KNOWN_SET.has(word) || MEANT.has(word) || isInflected(word)) return undefined;
  // In four letters one slip is already another word, unless two neighbours were swapped or a letter is missing.
  const close =
    word.length === 4
      ? (KNOWN.find((known) => known.length === 5 && slips(word, known) === 1) ?? KNOWN.find((known) => isSwap(word, known)))
      : KNOWN.find((known) => known.length >= 5 && slips(word, known) === 1);
  return close ?? (word.length < 9 ? undefined : KNOWN.find((known) => known.length >= 9 && slips(word, known) === 2));
}

function isInflected(word: string): boolean {
  return ENDINGS.some((ending) => word.endsWith(ending) && KNOWN_SET.has(word.slice(0, -ending.length)));
}

function isSwap(a: string, b: string): boolean {
  return a.length === b.length && slips(a, b) === 1 && lettersOf(a) === lettersOf(b);
}

function lettersOf(word: string): string {
  return word.split('').sort().join('');
}

/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours; 3 stands for "more than 2". */
function slips(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + changed);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return Math.min(last[b.length] ?? 3, 3);
}
