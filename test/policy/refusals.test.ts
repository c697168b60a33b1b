// Every refusal in its own words, as a model gets it: one command for each thing that can be wrong.
import { expect, test } from 'vitest';
import { describeVerdict } from '../../src/policy/describe.js';
import { evaluateCommand } from '../../src/policy/evaluate.js';

const COMMANDS: readonly string[] = [
  // The text as it came.
  ...['ls'.padEnd(5000), 'ls;date', 'ls|wc', 'ls &', 'echo `x`', 'echo $(x)', 'echo ${x}', 'ls > x', 'cat < x', 'ls \u0007', 'ls \ud800'],
  // Words and the program.
  ...['cat "x', "cat 'x", 'cat x\\', '', 'rm x', 'bash x', 'FOO=1 ls', "echo $'x'"],
  // File operands and globs.
  ...['cat ""', 'cat ../x', 'cat /etc/passwd', 'cat file:x', String.raw`cat 'a\b'`, 'cat " x"', 'cat ~/x', 'cat $HOME', 'cat %2e', 'cat {a,b}', 'cat a\ufb01', 'cat a\u200bb'],
  ...[`ls ${'*a'.repeat(17)}`, 'cat /etc/*', 'cat "/e"*'],
  // Options.
  ...['ls --al', 'cat --show x', 'wc --lin x', 'wc --nope', 'wc -y', 'tail -f x', 'tail --follow=name x', 'tail -qF x', 'tail +5f x', 'cat --help=x', 'head -n', 'head --lines', 'head -5x y', 'tail -5x y', 'tail –n 5 x', 'tail ––lines=5 x', 'ls —nope'],
  // Values of options.
  ...['head -n x y', 'head --lines=x y', 'head -c x y', 'tail -c x y', 'tail -s x y', 'tail --max-unchanged-stats=x y', 'date -d TZ=x', 'date -d "*"', 'date -Iyears', 'date --rfc-3339=x'],
  ...['grep -A x y', 'grep -B x y', 'grep -C x y', 'grep -m x y', 'grep --include={a,b} x', 'grep --exclude={a,b} x', 'grep --exclude-dir={a,b} x', 'grep -d x y', 'grep -D x y', 'grep --binary-files=x y', 'grep --color=x y'],
  ...['ls --color=x', 'ls --classify=x', 'ls --hyperlink=x', 'ls --format=x', 'ls --indicator-style=x', 'ls --quoting-style=x', 'ls --sort=x', 'ls --time=x', 'ls --time-style=+%1000d', 'ls -w x', 'ls -T x'],
  // Operands of programs that take no files.
  ...['date now', 'date ""', 'date +%1000d', 'date + +', 'hostname x', 'hostname ""', 'grep'],
];

test('refusals (vitest -u writes them)', async () => {
  const verdicts = COMMANDS.map((command) => describeVerdict(command, evaluateCommand(command)));
  expect(verdicts.filter(({ allowed }) => allowed)).toEqual([]);
  await expect(`${JSON.stringify(verdicts, null, 2)}\n`).toMatchFileSnapshot('refusals.golden.json');
});
