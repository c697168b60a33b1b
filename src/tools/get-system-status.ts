// get_system_status: one look at the whole system.
import * as z from 'zod';
import { LOG_SOURCES } from '../system/system.js';
import { defineTool, unlessRefused } from './tool.js';

export const getSystemStatus = defineTool({
  name: 'get_system_status',
  title: 'Get system status',
  description:
    'One look at the z/OS system: CPU, memory, jobs, subsystems, DASD, and `alerts` with message id and where to look next. ' +
    'A figure that cannot be had is null with its reason. `simulated` is true on the practice system.',
  effect: 'reads',
  input: z.strictObject({}),
  output: z.strictObject({
    system: z.string().nullable().describe('System name.'),
    release: z.string().nullable().describe('z/OS release.'),
    cpu: z.number().nullable().describe('CPU busy, percent.'),
    cpu_reason: z.string().optional().describe('Why `cpu` is null.'),
    memory: z.strictObject({ used: z.number(), total: z.number(), percent: z.number() }).describe('In MB.'),
    jobs: z.strictObject({ running: z.int(), queued: z.int(), completed_today: z.int(), failed_today: z.int() }),
    subsystems: z.record(z.string(), z.string()).describe('State by subsystem name.'),
    dasd: z.strictObject({ volumes: z.int(), capacity_percent: z.number() }),
    alerts: z.array(
      z.strictObject({
        severity: z.enum(['critical', 'warning', 'info']),
        message_id: z.string().nullable(),
        text: z.string(),
        source: z.enum([...LOG_SOURCES, 'status']).describe('Where to look.'),
        time: z.string().nullable(),
      }),
    ),
    timestamp: z.string(),
    simulated: z.boolean(),
  }),
  async handle(_args, { services, signal, progress }) {
    unlessRefused(services.policy.checkFile('/sim/status.json'));
    progress('Reading the status and the newest records of each log');
    const status = await services.system.status(signal);
    return { ...status, subsystems: { ...status.subsystems }, alerts: [...status.alerts] };
  },
});
