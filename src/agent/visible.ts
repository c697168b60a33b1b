// Makes text that others wrote safe to show: what a terminal or an eye would obey or hide becomes a visible escape. Pure.

// C0, DEL and C1 controls, line and paragraph separators, zero-width and bidirectional format characters, lone surrogates.
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u001b': '\\e' };

/** On one line, without anything that acts on a terminal. */
export function visible(text: string): string {
  return text.replace(UNSAFE, escapeOf);
}

/** The same, but keeps line ends and widens tabs: for text of several lines. */
export function visibleLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => visible(line.replaceAll('\t', '        ')))
    .join('\n');
}

/** JSON text with the control characters escaped that JSON.stringify leaves as they are; parses to the same value. */
export function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(/[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g, unicodeEscape);
}

function escapeOf(character: string): string {
  return NAMED[character] ?? unicodeEscape(character);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
