// Log text on its way to a model or a terminal. Pure.

// C0 and C1 controls but tab, DEL, bidirectional overrides, invisible tag characters: they move cursors or hide text.
const UNSAFE = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/gu;

/** Every unsafe character becomes one visible one: C0 and DEL their control picture (␀, ␛, ␡), the rest U+FFFD. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}
