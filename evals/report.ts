// The report of one agent run, as `--json` prints it: the part that is scored.
import * as z from 'zod';

const args = z.record(z.string(), z.unknown());

export const reportSchema = z.object({
  answer: z.string(),
  plan: z.array(z.object({ tool: z.string(), args, executed: z.boolean() })),
  actions_taken: z.array(
    z.discriminatedUnion('success', [
      z.object({ tool: z.string(), args, success: z.literal(true), result: z.unknown() }),
      z.object({ tool: z.string(), args, success: z.literal(false), error: z.unknown() }),
    ]),
  ),
  script: z.string().nullable(),
  audit: z.object({ mode: z.string(), executed_count: z.number(), planner: z.string(), model: z.string().nullable(), stopped_reason: z.string() }),
});

export type Report = z.output<typeof reportSchema>;

/** What became of one question. Without a report the run broke, and `problem` says how. */
export type Outcome =
  | { readonly report: Report; readonly exitCode: number; readonly durationMs: number }
  | { readonly report: null; readonly problem: string; readonly durationMs: number };

/** Every text and number in the tool results, one to a line: what the agent saw. */
export function seenText(report: Report): string {
  return report.actions_taken.flatMap((action) => leaves(action.success ? action.result : action.error)).join('\n');
}

function leaves(value: unknown, key = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => leaves(item));
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([name, item]) => leaves(item, name));
  return [key === '' ? String(value) : `${key}: ${String(value)}`];
}
