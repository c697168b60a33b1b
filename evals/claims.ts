// Reads what an answer claims, sentence by sentence: what it states, what it blames, what it made up. Pure.

const NEGATION = /\b(?:no|not|none|never|nothing|neither|nor|without|cannot|zero)\b|n['’]t\b/i;
const DOUBT = /\b(?:unrelated|unlikely|coincidence|herring|unless|if)\b/i;
const BLAME = /\b(?:caus\w+|because|due to|culprit|responsible|reasons? (?:for|is|was)|led to|triggered|explains?|to blame|behind (?:it|this|the)|stems? from|result of|fault)\b/i;

/** A full stop ends a sentence only before a blank; a heading belongs to the line below it. */
function sentences(answer: string): readonly string[] {
  return answer
    .replace(/^(#.*|.*:)\s*\n+/gm, '$1 ')
    .split(/\n+|(?<=[.!?;])\s+/)
    .filter((text) => text.trim() !== '');
}

function denies(text: string): boolean {
  return NEGATION.test(text) || DOUBT.test(text);
}

/** The first sentence that says so without denying it. */
export function stated(answer: string, pattern: RegExp): string | undefined {
  return sentences(answer).find((sentence) => {
    const match = pattern.exec(sentence);
    return match !== null && !denies(sentence.slice(0, match.index + match[0].length));
  });
}

/** The first sentence that makes this the cause of something. */
export function blamed(answer: string, pattern: RegExp): string | undefined {
  return sentences(answer).find((sentence) => pattern.test(sentence) && BLAME.test(sentence) && !denies(sentence));
}

/** Whether the answer says that there is no such thing: it begins with "no", or a sentence about it denies it. */
export function denied(answer: string, topic: RegExp): boolean {
  return /^\W*no\b/i.test(answer) || sentences(answer).some((sentence) => topic.test(sentence) && NEGATION.test(sentence));
}

/** Job numbers and clock times to the second that stand in the answer and in nothing that the agent could know them from. */
export function invented(answer: string, known: string): readonly string[] {
  // 02.14.03 in a job log, 02 14 03.99 in LOGREC.
  const clocks = known.replace(/(?<=\b\d\d)[.: ](?=\d\d\b)/g, ':');
  const cited = answer.match(/\b(?:JOB|STC|TSU)\d{5}\b|\b\d\d[.:]\d\d[.:]\d\d\b/g) ?? [];
  return [...new Set(cited)].filter((token) => !clocks.includes(token.replaceAll('.', ':')));
}
