// The first check, on the text as it came.
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/limits.js';
import { checkRaw } from '../../src/policy/raw.js';

const ruleOf = (command: string): string | undefined => checkRaw(command)?.rule;

describe('metacharacters', () => {
  test.each([';', '|', '&', '`', '>', '<', '$(', '${'])('%s refuses bare, in single quotes, in double quotes and behind a backslash', (meta) => {
    for (const command of [`echo a${meta}b`, `echo 'a${meta}b'`, `echo "a${meta}b"`, `echo a\\${meta}b`, meta, ` ${meta}`]) {
      expect([command, ruleOf(command)]).toEqual([command, 'metacharacter']);
    }
  });

  test('says what each is and what to do instead', () => {
    expect(checkRaw('ls | wc')).toEqual({
      ok: false,
      rule: 'metacharacter',
      reason: 'There is no shell here, so these characters are refused even inside quotes; `|` makes a pipe: send one command; to look for A or B use `grep -e A -e B`.',
    });
  });

  test.each(['echo $', 'echo $HOME', 'grep "RC=0000$" x', 'echo (a)', 'echo {a}', 'echo a$b(c)', 'echo # ! * ? ~ = ^ %'])('%s has none', (command) => {
    expect(checkRaw(command)).toBeNull();
  });
});

describe('control characters', () => {
  const codes = [...Array(0x20).keys(), 0x7f, ...Array.from({ length: 0x20 }, (_, index) => 0x80 + index)].filter((code) => code !== 9);

  test('all of C0 but tab, DEL and C1 refuse anywhere, also where a trim would remove them', () => {
    for (const code of codes) {
      const char = String.fromCharCode(code);
      for (const command of [`ls${char}`, `${char}ls`, `echo 'a${char}b'`]) expect([code, ruleOf(command)]).toEqual([code, 'control-character']);
    }
  });

  test('tab is a separator', () => expect(checkRaw('ls\t/sim')).toBeNull());

  test('half a surrogate pair refuses, a whole pair does not', () => {
    expect(ruleOf('echo \uD800')).toBe('control-character');
    expect(ruleOf('echo \uDC00\uD800')).toBe('control-character');
    expect(checkRaw('echo \u{1F600}')).toBeNull();
  });

  test('names the character by its code point and does not repeat it', () => {
    expect(checkRaw('ls \u001b[2J')?.reason).toBe(
      'The command holds the control character U+001B: only printable text and tabs on one line are allowed, also inside quotes.',
    );
  });
});

test('length counts UTF-16 units before any trim', () => {
  expect(checkRaw('echo '.padEnd(LIMITS.commandChars, 'x'))).toBeNull();
  expect(checkRaw('ls'.padEnd(LIMITS.commandChars + 1, ' '))).toEqual({ ok: false, rule: 'length', reason: 'The command has 4097 characters; at most 4096 are allowed.' });
});
