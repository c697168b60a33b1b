// Answers as the agent writes them, taken apart.
import { expect, it } from 'vitest';
import { blocks } from '../../../src/http/page/answer-blocks.js';

it('reads paragraphs, lists and quoted lines', () => {
  expect(blocks('System SYSA:\n- CPU: 41 %\n- Memory\n\n1. first\n2. second\n    13:20:19  IEF403I\n      indented\nThe end.\nReally.')).toEqual([
    { kind: 'text', lines: ['System SYSA:'] },
    { kind: 'bullets', lines: ['CPU: 41 %', 'Memory'] },
    { kind: 'numbers', lines: ['first', 'second'] },
    { kind: 'quote', lines: ['13:20:19  IEF403I', '  indented'] },
    { kind: 'text', lines: ['The end.'] },
    { kind: 'text', lines: ['Really.'] },
  ]);
});

it('knows no markup but titles and the asterisks of lists', () => {
  expect(blocks('# <b>x</b>\n* one\n[a](javascript:alert(1))')).toEqual([
    { kind: 'title', lines: ['<b>x</b>'] },
    { kind: 'bullets', lines: ['one'] },
    { kind: 'text', lines: ['[a](javascript:alert(1))'] },
  ]);
});
