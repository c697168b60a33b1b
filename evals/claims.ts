// Reads what an answer claims, sentence by sentence: what it states, what it blames, what it made up. Pure.

const NEGATION = /\b(?:no|not|none|never|nothing|neither|nor|without|cannot|unrelated|unlikely|coincidence|herring|unless|if)\b|n['’]t\b/i;
const BLAME = /\b(?:caus\w+|because|due to|culprit|responsible|reasons? (?:for|is|was)|led to|triggered|explains?|to blame|behind (?:it|this|the)|stems? from|result of|fault)\b/i;

/** A log record that is quoted in full is one sentence, too: a full stop ends one only before a blank. */
function sentences(answer: string): readonly string[] {
  return answer.split(/\n+|(?<=[.!?;])\s+/).filter((text) => text.trim() !== '');
}

/** The first sentence that says so without denying it. */
export function stated(answer: string, pattern: RegExp): string | undefined {
  return sentences(answer).find((sentence) => {
    const match = pattern.exec(sentence);
    return match !== null && !NEGATION.test(sentence.slice(0, match.index + match[0].length));
  });
}

/** The first sentence that makes this the cause of something. */
export function blamed(answer: string, pattern: RegExp): string | undefined {
  return sentences(answer).find((sentence) => pattern.test(sentence) && BLAME.test(sentence) && !NEGATION.test(sentence));
}

/** Job numbers and clock times to the second that stand in the answer and in nothing that the agent could know them from. */
export function invented(answer: string, known: string): readonly string[] {
  const digits = known.replace(/(?<=\d)[.:](?=\d\d)/g, ':');
  const cited = answer.match(/\b(?:JOB|STC|TSU)\d{5}\b|\b\d\d[.:]\d\d[.:]\d\d\b/g) ?? [];
  return [...new Set(cited)].filter((token) => !digits.includes(token.replaceAll('.', ':')));
}
