// Says what is wrong with a site policy file: the JSON path, the problem, and for a misspelt name the one that was meant. Pure.
import type * as z from 'zod';
import { jsonSchemaOfSitePolicy } from './schema.js';

const MOST = 10;

export function explainProblems(issues: readonly z.core.$ZodIssue[], json: unknown): readonly string[] {
  const all = issues.flatMap((issue) => explain(issue, json));
  return all.length <= MOST ? all : [...all.slice(0, MOST), `and ${all.length - MOST} more`];
}

function explain(issue: z.core.$ZodIssue, json: unknown): readonly string[] {
  if (issue.code === 'unrecognized_keys') {
    const known = fieldsAt(issue.path);
    return issue.keys.map((key) => `${pathOf([...issue.path, key])}: there is no such field${meant(key, known)}; there are ${known.join(', ')}`);
  }
  const where = pathOf(issue.path);
  if (issue.code === 'invalid_value') {
    const options = issue.values.map(String);
    const given = valueAt(json, issue.path);
    const text = typeof given === 'string' ? meant(given, options) : '';
    return [`${where}: ${given === undefined ? 'nothing' : JSON.stringify(given).slice(0, 80)} is not possible here${text}; the built-in policy has ${options.join(' ')}`];
  }
  if (issue.code === 'invalid_key') return [`${where}: ${issue.issues.map(({ message }) => message).join('; ')}`];
  return [`${where}: ${issue.message}`];
}

/** As JavaScript writes it: `flags.grep.allow[0]`; the whole file is `(top)`. */
function pathOf(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : /^[\w$]+$/.test(String(part)) ? `.${String(part)}` : `[${JSON.stringify(String(part))}]`)).join('');
  return text.replace(/^\./, '') || '(top)';
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined), json);
}

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly oneOf?: readonly Node[];
  readonly anyOf?: readonly Node[];
}

/** The fields that the published schema knows at a place. */
function fieldsAt(path: readonly PropertyKey[]): readonly string[] {
  let nodes: readonly Node[] = [jsonSchemaOfSitePolicy()];
  for (const part of path) nodes = nodes.flatMap((node) => inner(node, part));
  return [...new Set(nodes.flatMap(variants).flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

function inner(node: Node, part: PropertyKey): readonly Node[] {
  return variants(node).flatMap(({ properties = {}, additionalProperties, items }) => {
    const next = typeof part === 'number' ? items : (properties[String(part)] ?? additionalProperties);
    return typeof next === 'object' ? [next] : [];
  });
}

function variants(node: Node): readonly Node[] {
  return [node, ...(node.oneOf ?? []), ...(node.anyOf ?? [])];
}

function meant(given: string, known: readonly string[]): string {
  const [best] = known.map((name) => ({ name, edits: distance(given, name) })).sort((a, b) => a.edits - b.edits);
  return best !== undefined && best.edits <= Math.max(1, Math.floor(best.name.length / 3)) ? `, did you mean ${best.name}?` : '';
}

/** Levenshtein's, of short names. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [i, char] of Array.from(one.slice(0, 64)).entries()) {
    const next = [i + 1];
    for (let j = 1; j <= other.length; j += 1) {
      next.push(Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + (char === other[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
