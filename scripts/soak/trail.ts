// The audit trail of a soak: filled up to near its size limit before the start, so that it is put aside in the middle of the
// work, and read back at the end.
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { LIMITS } from '../../src/limits.js';
import { createRedactor } from '../../src/redact.js';
import { createAuditLog } from '../../src/state/audit-log.js';
import type { AuditRecord } from '../../src/state/state.js';
import type { AuditFact } from './facts.js';

const FILLER = 'filler';

/** @param room what may still be written before the file is put aside, bytes */
export async function fillAuditLog(directory: string, room: number): Promise<void> {
  const log = createAuditLog({ directory, redactor: createRedactor({ secrets: [] }) });
  const args = { text: 'x'.repeat(16_000) };
  const sizeOf = async (): Promise<number> => (await stat(path.join(directory, 'audit.jsonl')).catch(() => ({ size: 0 }))).size;
  for (let left = LIMITS.auditFileBytes - room; left > 0; left = LIMITS.auditFileBytes - room - (await sizeOf())) {
    const events = Array.from({ length: Math.min(64, Math.ceil(left / 16_500)) }, () => log.append({ event: 'call', tool: FILLER, args }));
    await Promise.all(events);
  }
  await log.close();
}

export async function auditFiles(directory: string): Promise<readonly string[]> {
  return (await readdir(directory)).filter((name) => /^audit(?:-\d+)?\.jsonl$/.test(name)).map((name) => path.join(directory, name));
}

/** Everything but the filler, and how many records there are in all. */
export async function readTrail(directory: string): Promise<{ readonly facts: readonly AuditFact[]; readonly records: number }> {
  const facts: AuditFact[] = [];
  let records = 0;
  for (const file of await auditFiles(directory)) {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      records += 1;
      if (line.includes(`"tool":"${FILLER}"`)) continue;
      const { time, event, pid, client = '', tool = '', trace_id: trace = '', outcome = '', code = '', rule = '' } = JSON.parse(line) as AuditRecord;
      facts.push({ time, event, pid, client, tool, trace, outcome, code, rule });
    }
  }
  return { facts, records };
}
