// Which configuration keys there are and what values they take; keys that look sensitive refuse by name. Pure.
import { show } from './refusal.js';

export type ConfigKeyType =
  | { readonly type: 'integer'; readonly min: number; readonly max: number; readonly unit: string }
  | { readonly type: 'choice'; readonly values: readonly string[] };

/** Every key that can be set. */
export const CONFIG_KEYS = Object.freeze({
  log_level: { type: 'choice', values: ['DEBUG', 'INFO', 'WARN', 'ERROR'] },
  max_jobs: { type: 'integer', min: 1, max: 1000, unit: 'jobs' },
  retention_days: { type: 'integer', min: 1, max: 3650, unit: 'days' },
  batch_size: { type: 'integer', min: 1, max: 10_000, unit: 'records' },
  timeout_seconds: { type: 'integer', min: 1, max: 3600, unit: 'seconds' },
  debug_mode: { type: 'choice', values: ['true', 'false'] },
} as const satisfies Readonly<Record<string, ConfigKeyType>>);

/** Codes of errors.ts. */
export type ConfigRefusal = 'sensitive_key' | 'unknown_key' | 'invalid_value' | 'site_key' | 'site_value';

export type ConfigVerdict =
  | { readonly ok: true; readonly key: string; readonly value: string }
  | { readonly ok: false; readonly code: ConfigRefusal; readonly message: string };

/** Parts of key names that look sensitive, as they read without separators. */
const SENSITIVE = /passw|pwd|passphrase|passcode|passkey|secret|token|apikey|accesskey|credential|privatekey|encryptionkey|signingkey/;
/** Short words that are sensitive only on their own: `db_pass`, but not `bypass`. */
const SENSITIVE_WORD = /(?:^|[^a-z])(?:pass|pw|creds?|auth)(?:$|[^a-z])/;

/**
 * A value that passes comes back in its one normal form: choices as the catalogue spells them, whatever their case was.
 * @param added keys of the site's own; what they may be called is decided here, and a built-in key stays what it is
 */
export function checkConfig(key: string, value: string, added: Readonly<Record<string, ConfigKeyType>> = {}): ConfigVerdict {
  const catalogue = catalogueOf(added);
  const known = Object.keys(catalogue).join(', ');
  if (looksSensitive(key)) {
    const why = 'looks like a password, token or other secret: secrets are never set or stored here';
    return no('sensitive_key', `The key ${show(key)} ${why}; the keys are ${known}.`);
  }
  const type = Object.hasOwn(catalogue, key) ? catalogue[key] : undefined;
  if (type === undefined) return no('unknown_key', `There is no key ${show(key)}; the keys, exactly so, are ${known}.`);
  const normal = normalize(type, value);
  return normal === null ? no('invalid_value', `${key} cannot be ${show(value)}: it takes ${describeType(type)}.`) : { ok: true, key, value: normal };
}

/** All keys that can be set, the built-in ones first. */
export function catalogueOf(added: Readonly<Record<string, ConfigKeyType>>): Readonly<Record<string, ConfigKeyType>> {
  const own = Object.entries(added).filter(([key]) => !Object.hasOwn(CONFIG_KEYS, key) && !looksSensitive(key));
  return { ...CONFIG_KEYS, ...Object.fromEntries(own) };
}

function no(code: ConfigRefusal, message: string): ConfigVerdict {
  return { ok: false, code, message };
}

/** What a key takes, in words: `an integer from 1 to 3600 (seconds)`. */
export function describeType(type: ConfigKeyType): string {
  return type.type === 'integer' ? `an integer from ${type.min} to ${type.max} (${type.unit})` : `one of ${type.values.join(', ')}`;
}

export function looksSensitive(key: string): boolean {
  // NFKC folds full-width letters and the like; camelCase counts as separated words.
  const plain = key.normalize('NFKC');
  const words = plain.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
  return SENSITIVE.test(plain.toLowerCase().replace(/[^a-z0-9]/g, '')) || SENSITIVE_WORD.test(words);
}

function normalize(type: ConfigKeyType, value: string): string | null {
  if (type.type === 'choice') return type.values.find((choice) => choice.toLowerCase() === value.toLowerCase()) ?? null;
  const number = Number(value);
  return /^(?:0|[1-9]\d{0,9})$/.test(value) && number >= type.min && number <= type.max ? value : null;
}
