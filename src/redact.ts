// Takes secrets out of what is about to be recorded: by the name of a field, by well-known shapes, by exact value.
// Pure, in linear time, and idempotent. Imports nothing. Errs on the side of z/OS log text, which talks of passwords all day.

export const REDACTED = '[redacted]';

export interface Redactor {
  readonly text: (text: string) => string;
  /** A copy of plain JSON with every secret in it replaced; whatever lies deeper than 64 levels is replaced too. */
  readonly value: (json: unknown) => unknown;
}

/** @param secrets exact values that must never be written, such as the configured API keys; those under 6 characters are ignored. */
export function createRedactor({ secrets }: { readonly secrets: readonly string[] }): Redactor {
  // The longest first: one secret may begin with another.
  const exact = secrets.filter((secret) => secret.length >= 6 && !REDACTED.includes(secret)).sort((a, b) => b.length - a.length);
  const text = (input: string): string => redactShapes(exact.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), input));
  return { text, value: (json) => redactDeep(json, text, 0) };
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
      const isSecret = isSensitiveKey(key) || (isSecretPair && key.toLowerCase() === 'value');
      return [text(key), isSecret && !isHarmless(key, value) ? REDACTED : redactDeep(value, text, depth + 1)];
    }),
  );
}

/** Flags (`has_password: true`) and counts of a language model's tokens (`input_tokens: 12`) are no secrets. */
function isHarmless(key: string, value: unknown): boolean {
  if (typeof value === 'boolean' || value === null || value === undefined) return true;
  if (!squeeze(key).includes('tokens')) return false;
  return typeof value === 'number' || (typeof value === 'object' && !Array.isArray(value));
}

/** Words that announce a secret in running text, when `=`, `:`, `(` or an option's blank follows. The last five are RACF's. */
const WORDS =
  'passw(?:or)?d|passphrase|pwd|(?:client[_-]?)?secret(?:[_-]?access)?(?:[_-]?key)?|(?:access[_-]?|refresh[_-]?|auth[_-]?|id[_-]?)?token|api[_-]?key|private[_-]?key|credentials?|authorization|phrase|bindpw|keymask(?:ed)?|keyencrypted|sesskey';

/** A quoted value (its quotes stay), one in parentheses, or a run up to a blank or a delimiter. A header's scheme goes with its value. */
const VALUE =
  '(?:\\\\?"(?:[^"\\\\\\n]|\\\\[^"\\n])*|\'[^\'\\n]*|\\((?!\\s)[^()\\n]*(?=\\))|(?:(?:basic|bearer|digest)[ \\t]{1,4})?[^\\s"\'`,;&()<>|\\\\{}[\\]]+)';

const SEPARATOR = '(?:\\\\?["\'])?[ \\t]{0,4}(?:=>|[=:])[ \\t]{0,4}';

const ASSIGNMENT = new RegExp(`(${WORDS})(${SEPARATOR}|(?<=--[\\w-]{1,32})[ \\t]{1,4}|(?=\\())(${VALUE})`, 'gi');

const SHAPES: readonly (readonly [RegExp, string])[] = [
  // A private key, also one that was cut off before its end.
  [/-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----(?:(?!-----BEGIN )[\s\S])*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|(?=-----BEGIN )|$)/g, REDACTED],
  // The user part of an address: postgres://user:password@host
  [/(:\/\/[^\s/?#:@"'<>]*:)[^\s/?#@"'<>]+(?=@)/g, `$1${REDACTED}`],
  // JSON web tokens.
  [/(?<![\w-])eyJ[\w-]{5,}(?:\.[\w-]+){1,4}\.?/g, REDACTED],
  // Keys of OpenAI and those like it, Langfuse, GitHub, GitLab, Slack, AWS, Google, npm.
  [/(?<![A-Za-z0-9])(?:[ps]k-lf-[\w-]{4,}|sk-[\w-]{8,})/g, REDACTED],
  [/(?<![A-Za-z0-9])(?:gh[pousr]_\w{10,}|github_pat_\w{10,}|glpat-[\w-]{10,}|xox[abeoprs]-[\w-]{8,}|npm_[A-Za-z0-9]{30,}|AIza[\w-]{30,})/g, REDACTED],
  [/(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g, REDACTED],
  // TSO: LOGON user/password
  [/(\bLOGON[ \t]{1,4}[A-Z0-9@#$]{1,8}\/)[^\s,()[]+/gi, `$1${REDACTED}`],
];

const BEARER = /\b(bearer[ \t]{1,4})([\w.~+/-]+=*)/gi;

function redactShapes(input: string): string {
  const known = SHAPES.reduce((text, [shape, replacement]) => text.replace(shape, replacement), input);
  return known
    .replace(ASSIGNMENT, (whole: string, word: string, separator: string, value: string) => (isOrdinary(word, separator, value) ? whole : word + separator + masked(value)))
    .replace(BEARER, (whole: string, scheme: string, value: string) => (/^(?:[A-Za-z]?[a-z]{0,19}|[A-Z]{1,19})[.]?$/.test(value) ? whole : scheme + REDACTED));
}

/** What reads like an assignment but is everyday text: tokens of z/OS components in hex, the working directory, templates in angle brackets. */
function isOrdinary(word: string, separator: string, value: string): boolean {
  if (word === 'TOKEN') return separator === '' || /^[0-9A-F]{1,32}$/.test(value);
  if (/^pwd$/i.test(word)) return value.startsWith('/');
  // The RACF words are only secrets as operands: PHRASE('…'), BINDPW(…).
  return /^(?:phrase|sesskey)$/i.test(word) && separator !== '';
}

/** Keeps the quote or the parenthesis that opens the value; what closes it was not matched. */
function masked(value: string): string {
  const open = /^(?:\\?"|'|\()/.exec(value)?.[0] ?? '';
  return open + REDACTED;
}
