// How a command line is read: the ways of getopt that attackers lean on, and the everyday ones that must pass.
import { describe, expect, test } from 'vitest';
import { evaluateCommand } from '../../src/policy/evaluate.js';

const ruleOf = (command: string): string => evaluateCommand(command).rule;

/** `role:value` of each argument. */
function roles(command: string): readonly string[] {
  const verdict = evaluateCommand(command);
  return verdict.allowed ? verdict.command.args.map(({ role, value }) => `${role}:${value}`) : [`${verdict.rule}: ${verdict.reason}`];
}

const ATTACKS: Readonly<Record<string, readonly [rule: string, ...commands: string[]]>> = {
  'value glued to a short option': ['blocked-option', 'grep -f/etc/passwd x', 'hostname -F/etc/passwd', 'date -r/etc/passwd', 'date -f/etc/passwd', 'date -s@0'],
  'refused option inside a cluster': ['blocked-option', 'grep -1f/etc/passwd x', 'grep -inf x y', 'tail -qF x', 'tail -vf x', 'date -uRs now', 'hostname -sb', 'date -ur x'],
  'refused option after the operands': ['blocked-option', 'tail x -f', 'grep x y -f z', 'date +%F -s now', 'hostname --boot', 'wc x --files0-from=y'],
  'refused option in quotes': ['blocked-option', `tail '-f' x`, `tail "-"f x`, String.raw`tail \-f x`, `grep -'f' x`, `date "--set=now"`],
  'obsolete tail that follows': ['blocked-option', 'tail -5f x', 'tail -50f x', 'tail -f5 x', 'tail +5f x', 'tail +f x', 'tail -5cf x', 'tail +1lf x', 'tail -0bf -- x', 'tail +bf x'],
  'obsolete count with something behind it': ['unknown-option', 'head -5x-5 y', 'head -5c5 y', 'tail -5x-5 y', 'tail -5fx y', 'tail -5cc y'],
  'abbreviated long option': ['abbreviated-option', 'tail --fol x', 'tail --f x', 'tail --follo=name x', 'tail --ret x', 'tail --pi=1 x', 'grep --exclude-f=x y', 'date --ref=x', 'date --s=now', 'wc --files0=x', 'hostname --bo', 'head --li=3 x', 'tail ---dis x'],
  'abbreviation in another case or with a dash too many': ['unknown-option', 'tail --FOLLOW x', 'tail --Follow x', 'tail ---follow x', 'tail --=x', 'grep --Regexp=x y', 'ls ---', 'ls --=', 'ls --\u200ball'],
  'dash that is not ASCII': ['unknown-option', 'tail –f x', 'tail —follow x', 'tail −n 5 x', 'tail ‐n5 x', 'date –s now', 'hostname –b', 'grep –f x y', 'ls －a', 'tail –-follow x', 'tail ––follow x'],
  'value where none belongs': ['option-value', 'ls --all=x', 'cat --help=x', 'hostname --fqdn=x', 'grep --count=3 x y'],
  'value that is missing': ['option-value', 'head -n', 'head -qn', 'tail --lines', 'grep -e', 'grep x y -A', 'date -d', 'ls --sort'],
  'value that is none': ['option-value', 'head -n x y', 'head -n "" y', 'head -n5x y', 'tail -n 5f y', 'tail -cf y', 'tail -n ５ y', 'grep -m x y', 'grep -A -1 x y', 'ls --sort= x', 'ls -w x', 'tail -s x y', 'tail -n -f x'],
  'operand that sets': ['operand', 'date 010100002030', 'date -- 01010000', 'date -u 01010000', 'date -I seconds', 'date ""', 'date + 01010000', 'hostname x', 'hostname -s x', 'hostname -- -x', 'hostname ""'],
  'TZ in a date': ['option-value', `date -d 'TZ="/etc/passwd" now'`, `date --date='TZ=":/etc/passwd"'`, `date -ud 'TZ="x" 0'`, `date -d'  TZ="x"'`, `date --debug --date 'tz="x"'`],
  'file as an operand that a pattern freed': ['path-jail', 'grep -e x /etc/passwd', 'grep /etc/passwd -e x', 'grep --regexp=x /etc/passwd', 'grep -nex /etc/passwd', 'grep /etc/passwd --regexp x', 'grep -e x -- /etc/passwd'],
};

describe.each(Object.entries(ATTACKS))('%s', (_, [rule, ...commands]) => {
  test.each(commands)('%s', (command) => expect(ruleOf(command)).toBe(rule));
});

test.each<[string, readonly string[]]>([
  ['grep ABEND syslog.log -n', ['text:ABEND', 'file:syslog.log', 'option:-n']],
  ['grep syslog.log -e ABEND', ['file:syslog.log', 'option:-e', 'text:ABEND']],
  ['grep -neABEND x', ['option:-neABEND', 'file:x']],
  ['grep -ie -f x', ['option:-ie', 'text:-f', 'file:x']],
  ['grep -- -e x', ['option:--', 'text:-e', 'file:x']],
  ['grep -- x -e y', ['option:--', 'text:x', 'file:-e', 'file:y']],
  ['grep -A3 -B 2 -C1 -4 x y', ['option:-A3', 'option:-B', 'text:2', 'option:-C1', 'option:-4', 'text:x', 'file:y']],
  ['grep — x', ['text:—', 'file:x']],
  [`grep '–v' x`, ['text:–v', 'file:x']],
  ['grep x -', ['text:x', 'text:-']],
  ['grep --label --regexp x -e y', ['option:--label', 'text:--regexp', 'file:x', 'option:-e', 'text:y']],
  ['cat - -- -', ['text:-', 'option:--', 'text:-']],
  ['ls -', ['file:-']],
  ['cat -- -f --x', ['option:--', 'file:-f', 'file:--x']],
  ['head -n -5 x', ['option:-n', 'text:-5', 'file:x']],
  ['head -n -- x', ['option-value: head -n cannot take `--`: it takes a number such as 50, +50, -50 or 4K.']],
  ['head -5 x -q', ['option:-5', 'file:x', 'option:-q']],
  ['tail -n+5 x', ['option:-n+5', 'file:x']],
  ['tail +5 x', ['option:+5', 'file:x']],
  ['tail +5', ['option:+5']],
  ['tail +5 -- x', ['option:+5', 'option:--', 'file:x']],
  ['tail +5 -', ['option:+5', 'text:-']],
  ['tail +5 -q', ['file:+5', 'option:-q']],
  ['tail +5 x y', ['file:+5', 'file:x', 'file:y']],
  ['tail +5 -- x y', ['file:+5', 'option:--', 'file:x', 'file:y']],
  ['tail x +5', ['file:x', 'file:+5']],
  ['tail x+5', ['file:x+5']],
  ['tail +5x', ['file:+5x']],
  ['tail +5fx', ['file:+5fx']],
  ['tail x-5f a+f', ['file:x-5f', 'file:a+f']],
  ['tail +50 x', ['option:+50', 'file:x']],
  ['tail +5c x', ['option:+5c', 'file:x']],
  ['tail +5 a-b', ['option:+5', 'file:a-b']],
  ['tail -- +5f', ['option:--', 'file:+5f']],
  ['ls --color x', ['option:--color', 'file:x']],
  ['ls --color=never -I "*.json"', ['option:--color=never', 'option:-I', 'text:*.json']],
  ['date -u -d @0 +%s', ['option:-u', 'option:-d', 'text:@0', 'text:+%s']],
  ['echo -neE -n x -n', ['option:-neE', 'option:-n', 'text:x', 'text:-n']],
  ['echo -nx -e', ['text:-nx', 'text:-e']],
  ['echo - -- -f', ['text:-', 'text:--', 'text:-f']],
  ['echo --help', ['option:--help']],
  ['echo --version', ['option:--version']],
  ['echo -n', ['option:-n']],
  ['echo a-n -e', ['text:a-n', 'text:-e']],
  ['echo --helpx', ['text:--helpx']],
  ['echo x--help', ['text:x--help']],
  ['echo -n --help', ['option:-n', 'text:--help']],
  ['echo --help x', ['text:--help', 'text:x']],
  ['echo –n x', ['text:–n', 'text:x']],
  ['hostname -fs', ['option:-fs']],
  ['grep --help', ['option:--help']],
  ['grep -V', ['option:-V']],
])('%s', (command, expected) => {
  expect(roles(command)).toEqual(expected);
});

test('an ambiguous abbreviation names every option that it could be, an unknown one the options there are', () => {
  expect(evaluateCommand('wc --lin x')).toMatchObject({ reason: 'Long options must be written out: wc `--lin` is short for --lines.', suggestion: 'wc --lines x' });
  expect(evaluateCommand('cat --show x').reason).toBe(
    'Long options must be written out: cat `--show` is short for --show-all or --show-ends or --show-tabs or --show-nonprinting.',
  );
  expect(evaluateCommand('wc -q x').reason).toBe('wc has no option `-q` that is allowed here; these are: -c -m -l -L -w --debug --help --version.');
});
