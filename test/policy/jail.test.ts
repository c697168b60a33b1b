// What stays inside /sim, by text alone.
import { describe, expect, test } from 'vitest';
import { evaluateCommand } from '../../src/policy/evaluate.js';
import { isInside } from '../../src/policy/jail.js';

const ruleOf = (command: string): string => evaluateCommand(command).rule;

test.each(['/sim', '/sim/', '//sim//x', '/./sim/./x', '/sim/x/y', 'x', './x', '.', 'x/y', 'sim', '...', '/sim/..x', 'x..'])('inside: %s', (path) => {
  expect(isInside(path)).toBe(true);
});

test.each(['/', '//', '/etc', '/simulator', '/sim.log', '/SIM', '/Sim/x', '..', '../x', 'x/../y', '/sim/..', '/sim/x/..', '/sim/../sim', '/./etc', './..', '/..'])(
  'outside: %s',
  (path) => {
    expect(isInside(path)).toBe(false);
    expect(ruleOf(`cat '${path}'`)).toBe('path-jail');
  },
);

const ATTACKS: Readonly<Record<string, readonly [rule: string, ...commands: string[]]>> = {
  'home directory': ['expansion', 'cat ~', 'cat ~root/.bashrc', 'ls ~/', 'grep x ~/x'],
  'variable as a path': ['expansion', 'cat $HOME', 'cat "$HOME/x"', "cat '$x'", 'ls x$y', 'wc $PWD/syslog.log'],
  'URI and drive': ['expansion', 'cat file:///sim/syslog.log', 'cat FILE://x', 'cat http://x/y', 'cat file:x', 'cat C:/Windows/win.ini'],
  'percent-encoding, once and twice': ['expansion', 'cat %2e%2e/etc/passwd', 'cat %2E%2E%2Fx', 'cat x%5cy', 'cat x%00', 'cat %252e%252e/x', 'cat %%32%65/x', 'cat %c0%ae/x', 'cat %u2215', 'cat x%35', 'cat x%41', 'cat x%66', 'cat x%7f'],
  'brace expansion': ['expansion', 'cat {a,b}.log', 'cat x{1..3}', 'ls {etc,sim}'],
  'ANSI-C and locale quotes': ['expansion', "cat $'a'", 'cat $"a"', "grep $'x' syslog.log", "echo $'x'"],
  'backslash as a separator': ['operand', String.raw`cat '..\..\etc'`, String.raw`cat x\\y`, String.raw`cat "a\b"`],
  'blank at an edge of a name': ['operand', 'cat " x"', 'cat "x "', 'cat "x/.. /y"', 'cat "\u00a0/etc/passwd"', 'cat "x\t"'],
  'invisible and blank characters': ['operand', ...['\u200b', '\u00ad', '\u2060', '\ufeff', '\u202e', '\ufe0f', '\u3164', '\u2028', '\u2003', '\u{e0041}', '\ue000'].map((char) => `cat a${char}b`)],
  'look-alike dots and slashes': ['operand', ...['․', '‥', '…', '．', '。', '·', '⁄', '∕', '⧸', '／', '＼', '∖', '⧵'].map((char) => `cat a${char}b`)],
  'characters that fold to ASCII': ['operand', 'cat ｓyslog.log', 'cat ﬁle', 'cat ⅳ', 'cat \u212a', 'cat ²', 'cat a–b', 'cat a−b'],
  'glob of the root directory': ['glob', 'cat /*', 'cat /*/passwd', 'cat /s?m/x', 'cat /[s]im/x', 'cat /sim*/x', 'ls //*', 'ls /./*'],
  'glob with a parent': ['glob', 'cat ../*', 'cat */../x', 'cat /sim/*/../..', 'ls ..//*'],
  'glob that stands for the parent': ['glob', 'cat .*/x', 'cat .?/x', 'cat .[.]/x', 'cat /sim/.[[:punct:]]/x', 'cat ??/x', 'cat [.][.]/x', 'ls .?/'],
  'glob outside as text, value or pattern': ['glob', 'echo /etc/*', 'echo ../*', 'grep /etc/* x', 'grep -e /etc/* x', 'grep x -A3 /var/*', 'ls -I /etc/*', 'date +%F /*'],
  'glob flood': ['glob', `ls ${'*a'.repeat(17)}`, `cat /sim/${'*'.repeat(4000)}`, `echo ${'*/'.repeat(20)}`],
};

describe.each(Object.entries(ATTACKS))('%s', (_, [rule, ...commands]) => {
  test.each(commands)('%s', (command) => expect(ruleOf(command)).toBe(rule));
});

test.each([
  'cat überblick.log',
  'cat u\u0308ber.log',
  'cat レポート.log',
  'cat report%20nov.log',
  'cat 100%',
  'cat x%3a',
  'cat x%40',
  'cat x%47',
  'cat x%51',
  'cat x%u2',
  'cat sub/c:/x',
  'cat 1a:/x',
  'cat logfile:1',
  'ls *./x',
  'cat ...',
  'cat a~b',
  "cat '~x'",
  'cat {a}',
  'cat "my file.log"',
  'cat a,b',
  'ls *',
  'ls .*',
  'ls ..?*',
  'ls /sim/*/*.log',
  'ls /sim/[a-m]*',
  "cat '/sim/*'",
  "grep '/etc/*' syslog.log",
  'echo "/etc/*" \\* ',
  'echo ~ $HOME … — {a,b} file:///x %2e',
  'grep $HASP373 syslog.log',
  'grep {a,b} syslog.log',
  'grep "…" syslog.log',
  `ls ${'*a'.repeat(16)}`,
  `ls ${'*a'.repeat(16)}'*'`,
])('passes: %s', (command) => expect(ruleOf(command)).toBe('allowed'));

test('a reason names the character that cannot be seen, and does not repeat it', () => {
  expect(evaluateCommand('cat a\u202eb').reason).toBe(
    'The file operand `a\\u{202e}b` holds U+202E, which looks like another character or cannot be seen: type the name in plain characters.',
  );
});
