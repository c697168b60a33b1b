// Which of the kinds an answer can have the client likes best (RFC 9110, 12.5.1). Pure.
import { HttpProblem } from './problem.js';

/** @param kinds the server's favourite first. @throws HttpProblem 406 */
export function chooseKind<Kind extends string>(accept: string | undefined, kinds: readonly Kind[]): Kind {
  const ranges = (accept ?? '*/*').split(',').map(parseRange);
  const weight = (kind: Kind): number => {
    const fitting = ranges.filter(({ range }) => range === kind || range === '*/*' || range === `${kind.slice(0, kind.indexOf('/'))}/*`);
    const [closest] = fitting.sort((a, b) => precision(b.range) - precision(a.range));
    return closest?.weight ?? 0;
  };
  const [best] = kinds.map((kind) => ({ kind, weight: weight(kind) })).sort((a, b) => b.weight - a.weight);
  if (best === undefined || best.weight === 0) throw new HttpProblem(406, 'not_acceptable', `This answer comes as ${kinds.join(' or ')}; name one of them in Accept.`);
  return best.kind;
}

function parseRange(text: string): { readonly range: string; readonly weight: number } {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const given = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const weight = given === undefined ? 1 : Number(given);
  return { range, weight: weight >= 0 && weight <= 1 ? weight : 0 };
}

function precision(range: string): number {
  return range === '*/*' ? 0 : range.endsWith('/*') ? 1 : 2;
}
