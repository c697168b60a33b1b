// update_config: sets one key of the catalogue that the policy knows.
import * as z from 'zod';
import { ZopsError } from '../errors.js';
import { LIMITS } from '../limits.js';
import { CONFIG_KEYS, describeType } from '../policy/config-policy.js';
import { defineTool } from './tool.js';

export const updateConfig = defineTool({
  name: 'update_config',
  title: 'Update configuration',
  description:
    `Sets one configuration value and returns the previous one. Keys: ${Object.keys(CONFIG_KEYS).join(', ')}. ` +
    'Unknown or sensitive keys and values out of range are refused with the range. Takes effect at once and is audited.',
  atSite: ({ configKeys, describe }) => {
    const keys = Object.entries(configKeys).map(([key, type]) => `${key} (${describeType(type)})`);
    return describe().site?.config === undefined ? null : `At this site the keys are: ${keys.join('; ') || 'none'}.`;
  },
  effect: 'changes',
  input: z.strictObject({
    key: z.string().min(1).max(LIMITS.configKeyChars).describe('One of the keys above.'),
    value: z.string().max(LIMITS.configValueChars).describe('The new value, as text.'),
  }),
  output: z.strictObject({
    ok: z.literal(true),
    key: z.string(),
    value: z.string(),
    previous: z.string().nullable().describe('Null when the key had never been set.'),
  }),
  async handle({ key, value }, { services, signal, confirm }) {
    const change = services.policy.checkConfig(key, value);
    if (!change.ok) throw new ZopsError(change.code, change.message);
    const before = (await services.config.read())[change.key];
    await confirm({ effect: 'changes', text: `Set ${change.key}\nfrom: ${before ?? '(never set)'}\nto: ${change.value}` });
    signal.throwIfAborted();
    const { previous } = await services.config.set(change.key, change.value);
    return { ok: true as const, key: change.key, value: change.value, previous };
  },
});
