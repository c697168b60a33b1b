// One attack on the audit log at every place there is.
import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { verifyAuditLog } from '../../src/state/audit-verify.js';
import { recordedTrail } from './support/audit-files.js';

it('every single changed byte is found, wherever it is', async () => {
  const { path } = await recordedTrail(3);
  const whole = await readFile(path);
  for (let at = 0; at < whole.length; at += 1) {
    const changed = Buffer.from(whole);
    changed[at] = (whole[at] ?? 0) ^ 0x01;
    await writeFile(path, changed);
    expect((await verifyAuditLog(path)).ok, `byte ${at}`).toBe(false);
  }
});
