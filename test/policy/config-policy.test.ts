// The catalogue of configuration keys.
import { describe, expect, test } from 'vitest';
import { CONFIG_KEYS, checkConfig, describeType } from '../../src/policy/config-policy.js';

const codeOf = (key: string, value = '1'): string => {
  const verdict = checkConfig(key, value);
  return verdict.ok ? `ok: ${verdict.value}` : verdict.code;
};

const KNOWN = 'log_level, max_jobs, retention_days, batch_size, timeout_seconds, debug_mode';

test('the keys and what they take', () => {
  expect(Object.entries(CONFIG_KEYS).map(([key, type]) => `${key}: ${describeType(type)}`)).toEqual([
    'log_level: one of DEBUG, INFO, WARN, ERROR',
    'max_jobs: an integer from 1 to 1000 (jobs)',
    'retention_days: an integer from 1 to 3650 (days)',
    'batch_size: an integer from 1 to 10000 (records)',
    'timeout_seconds: an integer from 1 to 3600 (seconds)',
    'debug_mode: one of true, false',
  ]);
});

test('a value that passes comes back in its normal form', () => {
  expect(checkConfig('log_level', 'debug')).toEqual({ ok: true, key: 'log_level', value: 'DEBUG' });
  expect([codeOf('log_level', 'Warn'), codeOf('debug_mode', 'TRUE'), codeOf('max_jobs', '1000'), codeOf('retention_days', '1')]).toEqual(['ok: WARN', 'ok: true', 'ok: 1000', 'ok: 1']);
});

describe('values that do not pass', () => {
  test.each(['0', '1001', '-1', '+5', '5.0', '5e2', '0x10', '007', ' 5', '5 ', '5\n', '', '1_000', '٣', '５', 'NaN', '9'.repeat(400)])('max_jobs %j', (value) => {
    expect(codeOf('max_jobs', value)).toBe('invalid_value');
  });

  test.each(['', 'verbose', 'warning', ' INFO', 'INFO ', 'DEBUG\n', 'ınfo', '0'])('log_level %j', (value) => {
    expect(codeOf('log_level', value)).toBe('invalid_value');
  });

  test('the message says the range and escapes what was typed', () => {
    expect(checkConfig('timeout_seconds', '0\u001b[2J')).toEqual({
      ok: false,
      code: 'invalid_value',
      message: 'timeout_seconds cannot be `0\\u{1b}[2J`: it takes an integer from 1 to 3600 (seconds).',
    });
    expect(checkConfig('debug_mode', 'x'.repeat(100))).toMatchObject({ message: `debug_mode cannot be \`${'x'.repeat(60)}…\`: it takes one of true, false.` });
  });
});

describe('keys that look sensitive', () => {
  test.each([
    'password', 'PASSWORD', 'db.password', 'dbPassword', 'pass-word', 'passwd', 'PWD', 'user_pwd', 'passphrase', 'pass phrase', 'token', 'ACCESS_TOKEN', 'authToken', 'secret',
    'clientSecret', 'API-Key', 'apiKey', 'api.key', 'x_api_key', 'credential', 'AWS_CREDENTIALS', 'PRIVATE_KEY', 'privateKey', 'private-key', 'ｐａｓｓｗｏｒｄ', 'pass\u200bword',
    'db_pass', 'creds', 'log_level_token', '__token__', 'pass', 'PW', 'cred', 'my.cred', 'dbPass', 'userAuth', 'authMode', 'auth_mode', 'pass2', 'db9Pass', 'passcode', 'passKey', 'encryption-key', 'signing.key',
  ])('%s', (key) => expect(codeOf(key)).toBe('sensitive_key'));

  test('have their own reason, and the value is not repeated', () => {
    expect(checkConfig('api_key', 'sk-1234')).toEqual({
      ok: false,
      code: 'sensitive_key',
      message: `The key \`api_key\` looks like a password, token or other secret: secrets are never set or stored here; the keys are ${KNOWN}.`,
    });
  });
});

describe('unknown keys', () => {
  test.each(['', ' ', 'LOG_LEVEL', 'log_level ', 'log-level', 'logLevel', '__proto__', 'constructor', 'toString', 'bypass', 'compass_mode', 'passive', 'credits', 'author', 'pwx', 'max9jobs', 'max_jobs\0'])('%j', (key) => {
    expect(codeOf(key)).toBe('unknown_key');
  });

  test('the message lists the known ones', () => {
    expect(checkConfig('colour', 'red')).toEqual({ ok: false, code: 'unknown_key', message: `There is no key \`colour\`; the keys, exactly so, are ${KNOWN}.` });
  });
});
