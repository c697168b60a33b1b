// What the policy offers in place of a command that it refused: it must itself pass.
import { describe, expect, test } from 'vitest';
import { evaluateCommand } from '../../src/policy/evaluate.js';

function suggestionFor(command: string): string | undefined {
  const verdict = evaluateCommand(command);
  return verdict.allowed ? 'allowed' : verdict.suggestion;
}

const SUGGESTIONS: Readonly<Record<string, readonly (readonly [command: string, suggestion: string])[]>> = {
  'alternatives of grep': [
    ['grep "A|B" x', 'grep -e A -e B x'],
    [String.raw`grep 'A\|B\|C' x`, 'grep -e A -e B -e C x'],
    ['grep -E "A|B" x', 'grep -e A -e B x'],
    ['grep --extended-regexp "A|B" x', 'grep -e A -e B x'],
    ['grep -niE "A|B C" -A 3 x', "grep -ni -e A -e 'B C' -A 3 x"],
    ['grep -m 5 -E "(A|B)" x', 'grep -m 5 -e A -e B x'],
    [String.raw`grep '\(A\|B\)' x`, 'grep -e A -e B x'],
    ['grep -E "A+|B" x', 'grep -E -e A+ -e B x'],
    ['grep "A+|B" x', 'grep -e A+ -e B x'],
    ['grep -e "A|B" x', 'grep -e A -e B x'],
    ['grep -e"A|B" x', 'grep -e A -e B x'],
    ['grep --regexp="A|B" x', 'grep -e A -e B x'],
    ['grep "^A|B$" x', "grep -e '^A' -e 'B$' x"],
    [`grep "it's|x" x`, String.raw`grep -e 'it'\''s' -e x x`],
    ['grep A|B x', 'grep -e A -e B x'],
    ['egrep "A|B" x', 'grep -e A -e B x'],
    ['egrep "A?|B" x', "grep -E -e 'A?' -e B x"],
  ],
  'other refused characters in a pattern': [
    ['grep "A;B" x', 'grep -e A.B x'],
    ['grep -n "A => B" x', "grep -n -e 'A =. B' x"],
    [String.raw`grep '\<ABEND\>' x`, String.raw`grep -e '\bABEND\b' x`],
    ['grep "R&D" x | head -3', "grep -m 3 -e R.D x"],
  ],
  'braces that grep takes as they are': [
    ['grep -rn --include=*.{log,json} ABEND /sim', "grep -rn --include='*.log' --include='*.json' ABEND /sim"],
    ["grep -r --exclude-dir='{a,b}x' A", 'grep -r --exclude-dir=ax --exclude-dir=bx A'],
    ['grep -r --include=*.{a,b} --exclude={c,d} A', "grep -r --include='*.a' --include='*.b' --exclude=c --exclude=d A"],
  ],
  'a tail that follows': [
    ['tail -f x', 'tail -n 50 x'],
    ['tail -F', 'tail -n 50'],
    ['tail -f -', 'tail -n 50 -'],
    ['tail --follow=name --retry x', 'tail -n 50 x'],
    ['tail -fn 100 x', 'tail -n 100 x'],
    ['tail -qf -c 5 x', 'tail -q -c 5 x'],
    ['tail -20f x', 'tail -n 20 x'],
    ['tail +5f x', 'tail -n +5 x'],
    ['tail -f -s 2 --pid 1 --sleep-interval=3 x', 'tail -n 50 x'],
    ['tail -fs 2 x', 'tail -n 50 x'],
    ['tail --lines=3 --fol x', 'tail --lines=3 x'],
  ],
  'a pipeline': [
    ['grep A x | wc -l', 'grep -c A x'],
    ['grep -i A x y|head', 'grep -m 10 -i A x y'],
    ['grep A x | head -n5', 'grep -m 5 A x'],
    ['grep A x | head -n 5', 'grep -m 5 A x'],
    ['grep A x | head -5', 'grep -m 5 A x'],
    ['cat x | grep -n A', 'grep -n A x'],
    ['cat x y | head -n 3', 'head -n 3 x y'],
    ['cat x | tail -3', 'tail -3 x'],
    ['cat x | wc -l', 'wc -l x'],
    ['cat x | grep A | wc -l', 'grep -c A x'],
    ['cat x | grep -E "A|B" | head -3', 'grep -m 3 -e A -e B x'],
    ['fgrep A x | wc -l', 'grep -F -c A x'],
  ],
  'a pipeline without an equivalent gives its first stages': [
    ['ls -l /sim | sort', 'ls -l /sim'],
    ['cat -n x | head -5', 'cat -n x'],
    ['cat x | sort', 'cat x'],
    ['grep -o A x | wc -l', 'grep -o A x'],
    ['grep A x | tail -3', 'grep A x'],
    ['tail -f x | grep A', 'tail -n 50 x'],
    ['cat x | grep A | sort', 'grep A x'],
  ],
  'redirections': [
    ['ls /sim 2>/dev/null', 'ls /sim'],
    ['ls /sim > /tmp/x 2>&1', 'ls /sim'],
    ['ls &>x', 'ls'],
    ['ls>>x', 'ls'],
    ['wc -l < x', 'wc -l x'],
    ['grep A<x', 'grep A x'],
  ],
  'several statements': [
    ['ls; date', 'ls'],
    ['ls && date', 'ls'],
    ['ls || date', 'ls'],
    ['ls &', 'ls'],
    ['cd /sim && ls -la', 'ls -la'],
    ['ls\ndate', 'ls'],
    [`echo "a b" ; echo 'c'`, 'echo "a b"'],
  ],
  'an option to be typed out': [
    ['ls --rev --rec', 'ls --reverse --recursive'],
    ['grep --inc="*.log" -r A', "grep '--include=*.log' -r A"],
    ['tail –n 50 x', 'tail -n 50 x'],
    ['tail —lines=50 x', 'tail --lines=50 x'],
    ['ls −la', 'ls -la'],
  ],
  'a program under another name': [
    ['egrep -i A x', 'grep -E -i A x'],
    ['fgrep A x', 'grep -F A x'],
    ['/bin/cat x', 'cat x'],
    ['/usr/bin/wc -l x', 'wc -l x'],
    ['ls\u00a0-la\u00a0/sim', 'ls -la /sim'],
  ],
};

describe.each(Object.entries(SUGGESTIONS))('%s', (_, cases) => {
  test.each(cases)('%s', (command, suggestion) => {
    expect(suggestionFor(command)).toBe(suggestion);
    expect(evaluateCommand(suggestion).rule).toBe('allowed');
  });
});

describe('no suggestion', () => {
  test.each([
    'rm -rf /',
    'rm x; curl y',
    '/bin/rm x',
    'bash -c ls',
    'cat /etc/passwd',
    'cat /etc/passwd | head',
    'tail -f /var/log/syslog',
    'tail -n 5f x',
    'tail "a b" c\\',
    'cat $(ls)',
    'cat ${x}',
    'cat `ls`',
    'cat <(ls)',
    'cat << EOF',
    'grep -F "A|B" x',
    'grep -P "A|B" x',
    'grep -E "(A|B)C" x',
    'grep -E "A|" x',
    'grep -E "|A" x',
    'grep "[|]" x',
    'grep "[;]" x',
    'grep x "A|B"',
    'echo "A|B"',
    '|',
    ' ; ; ',
    'ls "',
    'echo "a;b',
    'cat --show x',
    'ls -y',
    'hostname x',
    'ls \u0000',
  ])('%j', (command) => expect(suggestionFor(command)).toBeUndefined());

  test('of more corrections or statements than a model would send', () => {
    expect(suggestionFor('ls --rev --rec --siz --auth --ino')).toBeUndefined();
    expect(suggestionFor(`${'x;'.repeat(8)}ls`)).toBeUndefined();
    expect(suggestionFor(`${'x;'.repeat(7)}ls`)).toBe('ls');
  });
});
