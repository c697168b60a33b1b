// The site policy file as a schema: what may stand in it, checked against the built-in policy so that a mistake is found
// when the server starts. That nothing in it can widen the policy does not hang on these checks (src/policy/policy.ts).
import * as z from 'zod';
import { COMMANDS } from '../policy/commands/table.js';
import { CONFIG_KEYS, looksSensitive, type ConfigKeyType } from '../policy/config-policy.js';
import type { SitePolicy } from '../policy/narrow/site-policy.js';
import { PROGRAMS, type Program } from '../policy/verdict.js';
import { LIMITS } from '../limits.js';

const reason = z.string().min(1).max(300).optional().describe('Shown to the model in refusals: say whom to ask, or what to use instead.');

const pattern = z
  .string()
  .max(256)
  .regex(/^\/sim(?:\/|$)/, 'write a path under /sim, such as /sim/*.log')
  .regex(/^[^[\]{}\\\0-\x1f\x7f]*$/, 'only *, ? and ** are wild here: leave out brackets, braces, backslashes and control characters')
  .refine((path) => path.split('/').every((segment) => segment !== '..' && segment !== '.' && (segment === '**' || !segment.includes('**'))), 'write no . or .. segment, and ** only as a whole segment')
  .describe('A path under /sim: * and ? stand within a segment, ** for any number of segments; what lies below a match is meant, too.');

/** Every spelling of the options that the built-in policy allows. */
function flagsOf(program: Program) {
  const names = COMMANDS[program].options.filter((option) => option.refused === undefined).flatMap((option) => option.names);
  return z
    .strictObject({
      allow: z.array(z.enum(names)).optional().describe('Only these; any spelling stands for all of them. Without it all that the built-in policy allows.'),
      deny: z.array(z.enum(names)).optional().describe('All but these.'),
      reason,
    })
    .optional();
}

const key = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'a key is lower-case letters, digits and _, and begins with a letter');
const whole = z.int().min(0).max(9_999_999_999);

const addedKey: z.ZodType<ConfigKeyType> = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('integer'), min: whole, max: whole, unit: z.string().min(1).max(32) }),
    z.strictObject({ type: z.literal('choice'), values: z.array(z.string().min(1).max(128)).min(1).max(64) }),
  ])
  .superRefine((type, context) => {
    if (type.type === 'integer') {
      if (type.min > type.max) context.addIssue({ code: 'custom', path: ['max'], message: `must not be below min (${type.min})` });
      return;
    }
    const folded = type.values.map((value) => value.toLowerCase());
    const again = folded.findIndex((value, index) => folded.indexOf(value) !== index);
    if (again !== -1) context.addIssue({ code: 'custom', path: ['values', again], message: 'stands there twice; upper and lower case are the same' });
  });

/** What may be narrowed of a built-in key: its range within the built-in one, or some of its choices. */
function rangeOf(type: ConfigKeyType) {
  if (type.type === 'choice') return z.strictObject({ values: z.array(z.enum([...type.values])).min(1), reason }).optional();
  const bound = z.int().min(type.min, `at least ${type.min}, the built-in bound`).max(type.max, `at most ${type.max}, the built-in bound`).optional();
  return z
    .strictObject({ min: bound, max: bound, reason })
    .refine(({ min = type.min, max = type.max }) => min <= max, { path: ['max'], error: 'must not be below min' })
    .optional();
}

const limit = (most: number, what: string) => z.int().min(1).max(most, `at most ${most}, the built-in limit`).optional().describe(what);

const fromKeys = <Key extends string, Value extends z.ZodType>(keys: readonly Key[], make: (key: Key) => Value) => Object.fromEntries(keys.map((one) => [one, make(one)])) as Record<Key, Value>;

const FILE = z
  .strictObject({
    $schema: z.string().optional(),
    reason: reason.describe('Shown in every refusal of this file that has no reason of its own.'),
    commands: z.strictObject({ allow: z.array(z.enum(PROGRAMS)), reason }).optional().describe('Fewer commands.'),
    flags: z.strictObject(fromKeys(PROGRAMS, flagsOf)).optional().describe('Fewer options of a command.'),
    paths: z
      .strictObject({
        allow: z.array(pattern).max(256).optional().describe('Only these paths. Without it everything under /sim.'),
        deny: z.array(z.strictObject({ path: pattern, reason })).max(256).optional().describe('Never these, whatever is allowed.'),
        reason,
      })
      .optional()
      .describe('Fewer files, for commands, logs and the status alike.'),
    config: z
      .strictObject({
        allow: z.array(key).optional().describe('Only these keys, built-in or added.'),
        narrow: z.strictObject(fromKeys(Object.keys(CONFIG_KEYS) as (keyof typeof CONFIG_KEYS)[], (one) => rangeOf(CONFIG_KEYS[one]))).optional().describe('Smaller ranges and fewer choices of built-in keys.'),
        add: z.record(key, addedKey).optional().describe('Keys of your own, with their types and ranges; never one that could hold a secret.'),
        reason,
      })
      .optional(),
    limits: z
      .strictObject({
        command_chars: limit(LIMITS.commandChars, 'Longest command text, characters.'),
        timeout_ms: limit(LIMITS.commandTimeoutMs, 'Wall clock of one command, ms.'),
        output_bytes: limit(LIMITS.commandOutputBytes, 'Output of one command that is kept, bytes of each stream.'),
        tail_max: limit(LIMITS.tailMax, 'Records that get_logs returns at most.'),
        reason,
      })
      .optional()
      .describe('Smaller limits.'),
  })
  .superRefine(({ config }, context) => {
    const added = Object.keys(config?.add ?? {});
    for (const name of added) {
      const wrong = Object.hasOwn(CONFIG_KEYS, name) ? 'is a built-in key, which can be narrowed but not redefined' : looksSensitive(name) ? 'looks like a password, token or other secret: such keys are never set here' : null;
      if (wrong !== null) context.addIssue({ code: 'custom', path: ['config', 'add', name], message: wrong });
    }
    const known = [...Object.keys(CONFIG_KEYS), ...added];
    for (const [index, name] of (config?.allow ?? []).entries()) {
      if (!known.includes(name)) context.addIssue({ code: 'custom', path: ['config', 'allow', index], message: `is no key: there are ${known.join(', ')}` });
    }
  })
  .meta({ title: 'zops site policy', description: 'Narrows the policy of zops for one site, and adds configuration keys. It can never widen the built-in policy. See docs/site-policy.md.' });

/** The file's content without what is for editors only. */
export const SITE_POLICY_SCHEMA: z.ZodType<SitePolicy> = FILE.transform((file) => Object.fromEntries(Object.entries(file).filter(([name]) => name !== '$schema')) as SitePolicy);

/** The schema that editors check the file with, as JSON. What it cannot say (a key that looks sensitive) the server says. */
export function jsonSchemaOfSitePolicy(): Record<string, unknown> {
  return z.toJSONSchema(FILE, { io: 'input' });
}
