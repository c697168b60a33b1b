// The forms that answers are written in: paragraphs, lists, quoted lines, titles. A few marks of Markdown, no markup language. Pure.

export interface Block {
  readonly kind: 'text' | 'title' | 'bullets' | 'numbers' | 'quote';
  readonly lines: string[];
}

const MARKS: Readonly<Record<Block['kind'], RegExp>> = { quote: /^ {4}/, bullets: /^[-*] /, numbers: /^\d+\. /, title: /^#{1,4} /, text: /^/ };

/** Each paragraph is a block of its own; lines of a list or a quotation go together. */
export function blocks(answer: string): readonly Block[] {
  const found: Block[] = [];
  let open: Block | undefined;
  for (const line of answer.split('\n')) {
    if (line.trim() === '') {
      open = undefined;
      continue;
    }
    const kind = (['quote', 'bullets', 'numbers', 'title'] as const).find((one) => MARKS[one].test(line)) ?? 'text';
    if (open?.kind !== kind || kind === 'text' || kind === 'title') {
      open = { kind, lines: [] };
      found.push(open);
    }
    open.lines.push(line.replace(MARKS[kind], ''));
  }
  return found;
}
