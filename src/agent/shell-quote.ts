// Writes an argv as one bash line that runs exactly this argv: everything quoted but the globs that were typed as globs. Pure.

/** Characters that mean nothing to bash anywhere in a word. */
const PLAIN = /^[A-Za-z0-9_\-.,/:@%+=]+$/;
const GLOB = /[*?[\]]/;
/** Characters that mean something to bash where a glob is typed bare, though nothing in the glob. */
const OUTSIDE_GLOBS = /[^A-Za-z0-9_\-.,/:@%+*?[\]!^]+/g;

/**
 * @param argv what the policy understood; a glob stands in it as typed, without its quotes.
 * @param typed the text it came from: it alone tells `*.log` (a glob) from `'*.log'` (a name).
 */
export function quoteCommand(argv: readonly string[], typed: string): string {
  const words = splitTyped(typed);
  const trusted = words.length === argv.length && words.every((word, index) => word.map(({ text }) => text).join('') === argv[index]);
  return argv
    .map((value, index) => {
      const word = trusted ? words[index] : undefined;
      return word === undefined ? quote(value) : quoteWord(word);
    })
    .join(' ');
}

/** One word for bash, for any text without NUL. */
export function quote(text: string): string {
  // A leading `=` or an assignment-like first word would mean something; quotes cost nothing.
  return PLAIN.test(text) && !text.includes('=') ? text : inQuotes(text);
}

function inQuotes(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A run of characters of one word that were all quoted or all bare. */
interface Piece {
  readonly text: string;
  readonly bare: boolean;
}
type Word = readonly Piece[];

function quoteWord(word: Word): string {
  const whole = word.map(({ text }) => text).join('');
  if (!word.some(({ text, bare }) => bare && GLOB.test(text))) return quote(whole);
  // In brackets even a dash means one thing bare and another quoted: each stays what it was.
  return word.map(({ text, bare }) => (bare ? text.replace(OUTSIDE_GLOBS, inQuotes) : inQuotes(text))).join('');
}

/** POSIX words: blanks, quotes and backslash as the policy reads them. Anything else it may find is quoted by the caller. */
function splitTyped(text: string): readonly Word[] {
  const words: Word[] = [];
  // Alternatives: blanks, single quotes, double quotes, backslash and one character, a bare run.
  for (const [token, blank, single, double, escaped, bare] of text.matchAll(/([ \t]+)|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^ \t'"\\]+)/g)) {
    if (blank !== undefined || words.length === 0) words.push([]);
    if (blank !== undefined) continue;
    const piece: Piece =
      bare !== undefined
        ? { text: bare, bare: true }
        : { text: single ?? double?.replace(/\\([$`"\\\n])/g, '$1') ?? escaped ?? token, bare: false };
    words[words.length - 1] = [...(words.at(-1) ?? []), piece];
  }
  return words.filter((word) => word.length > 0);
}
