// The ways in which a person may quote a word.
const single = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const double = (text: string): string => `"${text.replace(/["\\$`]/g, '\\$&')}"`;

/** How a person may type one word so that a program gets exactly this text. */
export const STYLES: Readonly<Record<string, (word: string) => string>> = {
  'single quotes': single,
  'double quotes': double,
  backslashes: (word) => (word === '' ? "''" : word.replace(/[^A-Za-z0-9]/gu, '\\$&')),
  'two kinds of quotes in a word': (word) => word.replace(/^(.?)(.*)$/su, (_, first: string, rest: string) => double(first) + single(rest)),
};
