// Runs the policy over two hand-written lists: what operators and models really send, and what attackers try.
// A list fails as a whole, with every disagreement in the message. Touches nothing but the two JSON files.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { evaluateCommand } from '../../src/policy/evaluate.js';

const legitimateSchema = z.strictObject({ command: z.string(), why: z.string().min(1), family: z.string().min(1) });
/** `rules`: any of these may refuse the command; left out where the contract does not settle which. */
const attackSchema = legitimateSchema.extend({ rules: z.array(z.string()).min(1).optional() });

type Legitimate = z.infer<typeof legitimateSchema>;
type Attack = z.infer<typeof attackSchema>;

function load<T>(name: string, schema: z.ZodType<T>): T[] {
  const text = readFileSync(new URL(`./corpus/${name}.json`, import.meta.url), 'utf8');
  return z.array(schema).parse(JSON.parse(text));
}

const legitimate = load('legitimate', legitimateSchema);
const attacks = load('attacks', attackSchema);

function shown(command: string): string {
  const text = JSON.stringify(command);
  return text.length > 120 ? `${text.slice(0, 100)}… (${String(command.length)} characters)` : text;
}

function wronglyRefused({ command, family }: Legitimate): string[] {
  const verdict = evaluateCommand(command);
  return verdict.allowed ? [] : [`${family}: ${shown(command)} was refused by ${verdict.rule}: ${verdict.reason}`];
}

function wronglyJudged({ command, family, why, rules }: Attack): string[] {
  const verdict = evaluateCommand(command);
  if (verdict.allowed) return [`${family}: ${shown(command)} passed (${why})`];
  if (rules !== undefined && !rules.includes(verdict.rule)) {
    return [`${family}: ${shown(command)} was refused by ${verdict.rule}, not by ${rules.join(' or ')}`];
  }
  return [];
}

describe('corpus', () => {
  it('lets every legitimate command pass', () => {
    expect(legitimate.flatMap(wronglyRefused)).toEqual([]);
  });

  it('refuses every attack, by the rule that the contract names where it names one', () => {
    expect(attacks.flatMap(wronglyJudged)).toEqual([]);
  });

  it('holds each command once and on one side', () => {
    const commands = [...legitimate, ...attacks].map(({ command }) => command);
    expect(commands.filter((command, index) => commands.indexOf(command) !== index)).toEqual([]);
  });

  it('is as large as it claims', () => {
    expect(legitimate.length).toBeGreaterThanOrEqual(700);
    expect(attacks.length).toBeGreaterThanOrEqual(700);
  });
});
