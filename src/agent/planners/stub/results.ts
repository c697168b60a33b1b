// Reads tool results as the published schemas describe them; anything else is undefined. Pure.
import * as z from 'zod';
import { SOURCES } from './zos/record.js';

const PAGE = z.object({
  source: z.enum(SOURCES),
  lines: z.array(z.string()),
  count: z.number(),
  truncated: z.boolean(),
  first_time: z.string().nullable(),
  last_time: z.string().nullable(),
  next: z.string().optional(),
});
const STATUS = z.object({
  system: z.string().nullable(),
  release: z.string().nullable(),
  cpu: z.number().nullable(),
  cpu_reason: z.string().optional(),
  memory: z.object({ used: z.number(), total: z.number(), percent: z.number() }),
  jobs: z.object({ running: z.number(), queued: z.number(), completed_today: z.number(), failed_today: z.number() }),
  subsystems: z.record(z.string(), z.string()),
  dasd: z.object({ volumes: z.number(), capacity_percent: z.number() }),
  alerts: z.array(
    z.object({ severity: z.string(), message_id: z.string().nullable(), text: z.string(), source: z.string(), time: z.string().nullable() }),
  ),
  timestamp: z.string(),
  simulated: z.boolean(),
});
const COMMAND = z.object({
  allowed: z.boolean(),
  executed: z.boolean(),
  command: z.string(),
  rule: z.string(),
  reason: z.string(),
  suggestion: z.string().optional(),
  stdout: z.string().optional(),
  stderr: z.string().optional(),
  exit_code: z.number().nullable().optional(),
  duration_ms: z.number().optional(),
  truncated: z.boolean().optional(),
  timed_out: z.boolean().optional(),
  sandbox: z.object({ backend: z.string() }).optional(),
});
const CHANGE = z.object({ key: z.string(), value: z.string(), previous: z.string().nullable() });

export type Page = z.infer<typeof PAGE>;
export type Status = z.infer<typeof STATUS>;
export type CommandResult = z.infer<typeof COMMAND>;
export type Change = z.infer<typeof CHANGE>;

export const asPage = (result: unknown): Page | undefined => PAGE.safeParse(result).data;
export const asStatus = (result: unknown): Status | undefined => STATUS.safeParse(result).data;
export const asCommand = (result: unknown): CommandResult | undefined => COMMAND.safeParse(result).data;
export const asChange = (result: unknown): Change | undefined => CHANGE.safeParse(result).data;
