// A site's judgement of a configuration change that the built-in policy (with the site's added keys) lets pass. Pure.
import { catalogueOf, describeType, type ConfigKeyType, type ConfigVerdict } from '../config-policy.js';
import { show } from '../refusal.js';
import { because } from './path-rules.js';
import type { SiteConfig, SitePolicy, SiteRange } from './site-policy.js';

/** Keys that can be set at this site, each with what is left of its range. */
export function siteCatalogue(config: SiteConfig | undefined): Readonly<Record<string, ConfigKeyType>> {
  const all = Object.entries(catalogueOf(config?.add ?? {}));
  return Object.fromEntries(all.filter(([key]) => config?.allow?.includes(key) ?? true).map(([key, type]) => [key, narrowed(type, rangeOf(config, key))]));
}

/** Only what passed before is asked here, and it can only be refused. */
export function narrowConfig({ config, reason }: SitePolicy, verdict: ConfigVerdict): ConfigVerdict {
  if (!verdict.ok || config === undefined) return verdict;
  const { key, value } = verdict;
  const left = siteCatalogue(config);
  const type = Object.hasOwn(left, key) ? left[key] : undefined;
  if (type === undefined) {
    const keys = Object.keys(left).join(', ') || 'none';
    return { ok: false, code: 'site_key', message: `This site's policy does not let ${key} be set; the keys that it allows: ${keys}.${because(config.reason ?? reason)}` };
  }
  if (passes(type, value)) return verdict;
  const why = because(rangeOf(config, key)?.reason ?? config.reason ?? reason);
  return { ok: false, code: 'site_value', message: `This site's policy does not let ${key} be ${show(value)}: here it takes ${describeType(type)}.${why}` };
}

function rangeOf(config: SiteConfig | undefined, key: string): SiteRange | undefined {
  const ranges = config?.narrow ?? {};
  return Object.hasOwn(ranges, key) ? ranges[key] : undefined;
}

/** The intersection: a range that is wider than the key's own changes nothing. */
function narrowed(type: ConfigKeyType, range: SiteRange | undefined): ConfigKeyType {
  if (range === undefined) return type;
  if (type.type === 'choice') return { ...type, values: type.values.filter((choice) => range.values?.includes(choice) ?? true) };
  return { ...type, min: Math.max(type.min, range.min ?? type.min), max: Math.min(type.max, range.max ?? type.max) };
}

function passes(type: ConfigKeyType, value: string): boolean {
  return type.type === 'choice' ? type.values.includes(value) : Number(value) >= type.min && Number(value) <= type.max;
}
