// A child process that uses the state directory until it is told to stop (stdin ends) or is killed.
// argv: kind, directory, name. Each acknowledged operation is one JSON line on stdout.
import { setTimeout as sleep } from 'node:timers/promises';
import { createRedactor } from '../../../src/redact.js';
import { createAuditLog } from '../../../src/state/audit-log.js';
import { createConfigStore } from '../../../src/state/config-store.js';
import { createFileLock } from '../../../src/state/file-lock.js';

const [kind = '', directory = '', name = ''] = process.argv.slice(2);
const isStopping = { now: false };
process.stdin.resume().on('end', () => (isStopping.now = true));

const say = (line: unknown): Promise<void> => new Promise((resolve) => process.stdout.write(`${JSON.stringify(line)}\n`, () => resolve()));

if (kind === 'config') {
  const store = createConfigStore({ directory });
  for (let turn = 0; !isStopping.now; turn += 1) {
    const own = await store.set(`${name}-${turn % 50}`, `${turn}`);
    await say({ key: `${name}-${turn % 50}`, value: `${turn}`, ...own });
    const shared = await store.set('shared', `${name}/${turn}`);
    await say({ key: 'shared', value: `${name}/${turn}`, ...shared });
  }
} else if (kind === 'audit') {
  const log = createAuditLog({ directory, redactor: createRedactor({ secrets: [] }) });
  for (let turn = 0; !isStopping.now; turn += 1) {
    const events = Array.from({ length: 1 + (turn % 7) }, (_, index) => ({ event: 'call' as const, tool: 'probe', args: { name, turn, index, pad: 'x'.repeat((turn * 997) % 6000) } }));
    const records = await Promise.all(events.map((event) => log.append(event, { durable: turn % 2 === 0 })));
    await say(records.map(({ seq, hash }) => ({ seq, hash })));
  }
} else if (kind === 'suicide') {
  // Dies as soon as its first record is acknowledged.
  await createAuditLog({ directory, redactor: createRedactor({ secrets: [] }) }).append({ event: 'start' });
  process.kill(process.pid, 'SIGKILL');
} else if (kind === 'holder') {
  // Takes the lock and keeps it.
  await createFileLock(`${directory}/lock`).run(async () => {
    await say('held');
    while (!isStopping.now) await sleep(5);
  });
}
