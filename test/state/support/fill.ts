// A child process that appends audit records until one fails, and says on stdout how many were acknowledged and what the error was.
import { toErrorBody } from '../../../src/errors.js';
import { openTrail } from './audit-files.js';

const { log } = openTrail(process.argv[2] ?? '');
let acknowledged = 0;
try {
  for (;;) {
    await log.append({ event: 'call', args: { pad: 'x'.repeat(1500) } });
    acknowledged += 1;
  }
} catch (error) {
  process.stdout.write(JSON.stringify({ acknowledged, error: toErrorBody(error) }));
}
