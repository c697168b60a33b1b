// Takes secrets out of what is about to be recorded: by the name of a field, by well-known shapes, by exact value.
// Pure, in linear time, and idempotent. Imports nothing. What z/OS logs say about passwords and tokens stays readable.

export const REDACTED = '[redacted]';

export interface Redactor {
  readonly text: (text: string) => string;
  /** A copy of plain JSON without its secrets; what lies deeper than 64 levels is replaced as a whole. */
  readonly value: (json: unknown) => unknown;
}

/** @param secrets exact values that must never be written, such as the configured API keys; those under 6 characters are ignored. */
export function createRedactor({ secrets }: { readonly secrets: readonly string[] }): Redactor {
  // The longest first: one secret may be part of another.
  const exact = [...new Set(secrets.filter((secret) => secret.length >= 6 && !REDACTED.includes(secret)).flatMap(spellings))].sort((a, b) => b.length - a.length);
  const pass = (input: string): string => redactShapes(exact.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), input));
  // What is taken out can leave the shape of another secret behind: "://password://,@" becomes an address with a password.
  const text = (input: string): string => {
    let before = input;
    let after = pass(before);
    for (let passes = 1; after !== before && passes < MAX_PASSES; passes += 1) [before, after] = [after, pass(after)];
    return after;
  };
  return { text, value: (json) => redactDeep(json, text, 0) };
}

/** Most texts are done after one, those with secrets after two. */
const MAX_PASSES = 5;

/** JSON within JSON that is still looked into: a string in a string in a string. */
const NESTED = 3;

/** The secret as it is, and as JSON text spells it when it holds a quote, a backslash or a control character. */
function spellings(secret: string): readonly string[] {
  const found = [secret];
  for (let spelling = secret; found.length <= NESTED; found.push(spelling)) spelling = JSON.stringify(spelling).slice(1, -1);
  return found;
}

const plain = createRedactor({ secrets: [] });
export const redactText = plain.text;
export const redactValue = plain.value;

/** Names of fields whose values are secrets, in any case and with any separators: `dbPassword`, `X-API-KEY`, `private.key`. */
export function isSensitiveKey(key: string): boolean {
  return /passw(?:or)?d|pwd|passphrase|token|secret|apikey|credential|privatekey|authorization/.test(squeeze(key));
}

const squeeze = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]/g, '');

const MAX_DEPTH = 64;

function redactDeep(json: unknown, text: (text: string) => string, depth: number): unknown {
  if (typeof json === 'string') return text(json);
  if (typeof json !== 'object' || json === null) return json;
  if (depth === MAX_DEPTH) return REDACTED;
  if (Array.isArray(json)) return json.map((item) => redactDeep(item, text, depth + 1));
  const entries = Object.entries(json);
  // A pair like {key: "db_password", value: "…"} names its field in a value.
  const isSecretPair = entries.some(([key, value]) => /^(?:key|name)$/i.test(key) && typeof value === 'string' && isSensitiveKey(value));
  return Object.fromEntries(
    entries.map(([key, value]) => {
      const isSecret = (isSensitiveKey(key) && !isHarmless(key, value)) || (isSecretPair && key.toLowerCase() === 'value');
      return [text(key), isSecret ? REDACTED : redactDeep(value, text, depth + 1)];
    }),
  );
}

/** Flags (`has_password: true`) and counts of a language model's tokens (`output_tokens: 12`) are no secrets. */
function isHarmless(key: string, value: unknown): boolean {
  if (typeof value === 'boolean' || value === null || value === undefined) return true;
  if (typeof value === 'number') return squeeze(key).includes('token');
  return squeeze(key).includes('tokens') && typeof value === 'object' && !Array.isArray(value);
}

/** What secrets look like wherever they stand. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  // A private key, also one that was cut off before its end.
  [/-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/g, REDACTED],
  // The user part of an address: postgres://user:password@host
  [/(:\/\/[^\s/?#:@"'<>]*:)[^\s/?#@"'<>]+(?=@)/g, `$1${REDACTED}`],
  // JSON web tokens.
  [/(?<![\w-])eyJ[\w-]{5,}(?:\.[\w-]+){1,4}\.?/g, REDACTED],
  // Keys of OpenAI and those like it, Langfuse, GitHub, GitLab, Slack, npm, Google, AWS.
  [/(?<![A-Za-z0-9])(?:[ps]k-lf-[\w-]{4,}|sk-[\w-]{8,})/g, REDACTED],
  [/(?<![A-Za-z0-9])(?:gh[pousr]_\w{10,}|github_pat_\w{10,}|glpat-[\w-]{10,}|xox[abeoprs]-[\w-]{8,}|npm_[A-Za-z0-9]{30,}|AIza[\w-]{30,})/g, REDACTED],
  [/(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g, REDACTED],
  // TSO: LOGON user/password
  [/(\bLOGON[ \t]{1,4}(?!TSO\/E\b)[A-Z0-9@#$]{1,8}\/)[^\s,()]+/gi, `$1${REDACTED}`],
];

/** Words that announce a secret when `=`, `:`, `(` or an option's blank follows. The last four are RACF's. */
const WORD =
  'passw(?:or)?d|passphrase|pwd|secret(?:[_-]?access)?(?:[_-]?key)?|token|api[_-]?key|private[_-]?key|credentials?|authorization|(?<![a-z])phrase|bindpw|keymask(?:ed)?|keyencrypted';

/** `=`, `: `, `":"` (also escaped, in JSON within JSON); nothing before a parenthesis; the blank after an option such as `--password`. */
const SEPARATOR = '(?:\\\\?["\'])?[ \\t]{0,4}(?:=>|[=:]{1,2})[ \\t]{0,4}|(?=\\()|(?<=--[\\w-]{1,32})[ \\t]{1,4}';

/** A quoted value without its closing quote, one in parentheses without the closing one, or a run up to a blank or delimiter. A header's scheme goes with its value. */
const VALUE = [
  '\\\\"[^"\\\\\\n]*',
  '"(?:[^"\\\\\\n]|\\\\.)*',
  "'[^'\\n]*",
  '\\([^()\\n]*(?=\\))',
  '(?:(?:basic|bearer|digest)[ \\t]{1,4})?[^\\s"\'`,;&()<>|\\\\{}]+',
].join('|');

const ASSIGNMENT = new RegExp(`(${WORD})(${SEPARATOR})(${VALUE})`, 'gi');

const BEARER = /\b(bearer[ \t]{1,4})([\w.~+/-]+=*)/gi;

/** Where nothing of this stands there is nothing to take out: one look instead of ten, and most texts need no more. */
const HINT = new RegExp([...SHAPES.map(([shape]) => shape.source), WORD, 'bearer'].join('|'), 'i');

function redactShapes(input: string): string {
  if (!HINT.test(input)) return input;
  return SHAPES.reduce((text, [shape, replacement]) => text.replace(shape, replacement), input)
    .replace(ASSIGNMENT, (whole, word: string, separator: string, value: string, at: number, all: string) =>
      isOrdinary(word, separator, value, all.charAt(at - 1)) ? whole : `${word}${separator}${/^(?:\\?"|'|\()?/.exec(value)?.[0] ?? ''}${REDACTED}`,
    )
    .replace(BEARER, (whole, scheme: string, value: string) => (isWord(value) ? whole : scheme + REDACTED));
}

/** What reads like an assignment but is everyday text. */
function isOrdinary(word: string, separator: string, value: string, before: string): boolean {
  const isOperand = separator === '';
  if (/^phrase$/i.test(word)) return !isOperand;
  if (/^pwd$/i.test(word)) return value.startsWith('/'); // the working directory
  if (isOperand) return before === '.' || /^token$/i.test(word); // a member of a data set: SYS1.PASSWORD(MEMBER)
  if (!/^(?:token|credentials?|authorization)$/i.test(word)) return false;
  // "TOKEN: EXPIRED", and the hexadecimal tokens of z/OS components.
  return (separator.includes(':') && isWord(value)) || (word === 'TOKEN' && !/[\w-]/.test(before) && /^[0-9A-F]{1,32}$/.test(value));
}

/** Letters only, as in a sentence; keys and tokens mix cases, hold digits, or are long. */
function isWord(text: string): boolean {
  return /^(?:[A-Za-z]?[a-z]{0,19}|[A-Z]{1,20})\.?$/.test(text);
}
