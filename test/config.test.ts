// The environment as hosts hand it on.
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config.js';

const HOME = { HOME: '/home/somebody' };

describe('a setting that nobody filled in', () => {
  it.each(['', '${user_config.zops_sandbox}'])('counts as not set: %j', (blank) => {
    const names = ['ZOPS_SANDBOX', 'ZOPS_DATA_DIR', 'ZOPS_STATE_DIR', 'ZOPS_SCENARIO', 'ZOPS_READ_ONLY', 'ZOPS_CONFIRM', 'ZOPS_IMAGE', 'LANGFUSE_HOST', 'LANGFUSE_SECRET_KEY'];
    const blanks = Object.fromEntries(names.map((name) => [name, blank]));
    expect(loadConfig({ ...HOME, ...blanks })).toEqual(loadConfig(HOME));
  });

  it.each(['${ZOPS_READ_ONLY}', '${user_config.x} ', 'x${user_config.x}'])('is not any text with a placeholder in it: %j', (text) => {
    expect(() => loadConfig({ ...HOME, ZOPS_READ_ONLY: text })).toThrow('ZOPS_READ_ONLY: write 1 or 0');
  });
});
