// Whatever a site says, it lets nothing pass that the built-in policy refuses: random policies against random commands.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../../src/policy/commands/table.js';
import { CONFIG_KEYS, checkConfig } from '../../../src/policy/config-policy.js';
import { approveExpanded, evaluateCommand } from '../../../src/policy/evaluate.js';
import type { SitePolicy } from '../../../src/policy/narrow/site-policy.js';
import { BUILT_IN_POLICY, createPolicy } from '../../../src/policy/policy.js';
import { PROGRAMS } from '../../../src/policy/verdict.js';

const legitimate = Object.values(COMMANDS).flatMap(({ passes }) => passes);
const refusable = Object.values(COMMANDS).flatMap(({ refuses }) => Object.keys(refuses));
const flag = fc.oneof(fc.constantFrom(...Object.values(COMMANDS).flatMap(({ options }) => options.flatMap(({ names }) => [...names]))), fc.string({ maxLength: 5 }));
const path = fc.oneof(fc.constantFrom('/', '/sim', '/sim/**', '/**', '/etc/passwd', '/sim/..', '..', '/sim/*.log', '/sim/**/x', ''), fc.string({ maxLength: 8 }));
const key = fc.oneof(fc.constantFrom(...Object.keys(CONFIG_KEYS), 'password', 'api_key', 'shift', '__proto__', 'constructor', 'LOG_LEVEL'), fc.string({ maxLength: 6 }));
const number = fc.integer({ min: -5, max: 20_000 });
const type = fc.oneof(
  fc.record({ type: fc.constant('integer' as const), min: number, max: number, unit: fc.string({ maxLength: 3 }) }),
  fc.record({ type: fc.constant('choice' as const), values: fc.array(fc.string({ maxLength: 4 }), { maxLength: 3 }) }),
);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
// Not only what the schema lets pass: that nothing is widened must not hang on it.
const site: fc.Arbitrary<SitePolicy> = fc.record({
  reason: optional(fc.string()),
  commands: optional(fc.record({ allow: fc.array(fc.constantFrom(...PROGRAMS, 'rm' as never)) })),
  flags: optional(fc.dictionary(fc.constantFrom(...PROGRAMS), fc.record({ allow: optional(fc.array(flag)), deny: optional(fc.array(flag, { maxLength: 2 })) }))),
  paths: optional(fc.record({ allow: optional(fc.array(path)), deny: optional(fc.array(fc.record({ path }), { maxLength: 2 })) })),
  config: optional(fc.record({ allow: optional(fc.array(key)), narrow: optional(fc.dictionary(key, fc.record({ min: optional(number), max: optional(number), values: optional(fc.array(fc.string())) }))), add: optional(fc.dictionary(key, type)) })),
  limits: optional(fc.record({ command_chars: optional(number), timeout_ms: optional(number), output_bytes: optional(number), tail_max: optional(number) })),
});
const command = fc.oneof(fc.constantFrom(...legitimate, ...refusable), fc.string({ maxLength: 30 }), fc.tuple(fc.constantFrom(...PROGRAMS, 'rm'), fc.array(fc.oneof(flag, path), { maxLength: 4 })).map(([program, words]) => [program, ...words].join(' ')));

test('no command passes that the built-in policy refuses, and its refusals stay word for word', () => {
  fc.assert(
    fc.property(site, command, (policy, text) => {
      const builtIn = evaluateCommand(text);
      const narrowed = createPolicy(policy).evaluate(text);
      if (!builtIn.allowed) expect([narrowed.rule, narrowed.reason, narrowed.argv]).toEqual([builtIn.rule, builtIn.reason, builtIn.argv]);
      else if (narrowed.allowed) expect([narrowed.argv, narrowed.command.args]).toEqual([builtIn.argv, builtIn.command.args]);
      else expect(narrowed.rule).toMatch(/^site_(?:command|flag|path|limit)$/);
      if (!narrowed.allowed && narrowed.suggestion !== undefined) expect([evaluateCommand(narrowed.suggestion).rule, createPolicy(policy).evaluate(narrowed.suggestion).rule]).toEqual(['allowed', 'allowed']);
    }),
    { numRuns: 4000 },
  );
});

test('no expanded path passes that the built-in policy refuses', () => {
  fc.assert(
    fc.property(site, path, (policy, found) => {
      const narrowed = createPolicy(policy).evaluate('cat *');
      const builtIn = evaluateCommand('cat *');
      if (!narrowed.allowed || !builtIn.allowed) return;
      const file = [{ value: found, role: 'file' as const }];
      if (approveExpanded(narrowed.command, file).allowed) expect(approveExpanded(builtIn.command, file).rule).toBe('allowed');
    }),
    { numRuns: 2000 },
  );
});

test('no change of a built-in key passes that the built-in policy refuses, no secret is ever added, and no limit grows', () => {
  fc.assert(
    fc.property(site, key, fc.oneof(number.map(String), fc.constantFrom('DEBUG', 'info', 'true', ''), fc.string({ maxLength: 4 })), (policy, name, value) => {
      const narrowed = createPolicy(policy);
      const builtIn = checkConfig(name, value);
      const verdict = narrowed.checkConfig(name, value);
      if (Object.hasOwn(CONFIG_KEYS, name)) {
        if (!builtIn.ok) expect(verdict).toMatchObject({ ok: false, code: builtIn.code });
        else if (verdict.ok) expect(verdict).toEqual(builtIn);
      } else if (!builtIn.ok && builtIn.code === 'sensitive_key') expect(verdict).toMatchObject({ ok: false, code: 'sensitive_key' });
      else if (verdict.ok) expect(Object.keys(policy.config?.add ?? {})).toContain(name);
      for (const limit of ['commandChars', 'timeoutMs', 'outputBytes', 'tailMax'] as const) expect(narrowed.limits[limit]).toBeLessThanOrEqual(BUILT_IN_POLICY.limits[limit]);
    }),
    { numRuns: 4000 },
  );
});
