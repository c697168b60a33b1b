// Asks a person about a step that changes something and was not in the plan. Shows exactly what would run; anything but yes is no.
import { createInterface } from 'node:readline/promises';
import type { Step } from './planner.js';
import type { CommandVerdict } from './tool-client.js';
import { safeJson, visible } from './visible.js';

export interface ApprovalRequest {
  readonly step: Step;
  /** For commands. */
  readonly verdict?: CommandVerdict;
}

/** True only for a clear yes. Rejects with the signal. */
export type Approver = (request: ApprovalRequest, signal: AbortSignal) => Promise<boolean>;

const QUESTION = 'Run exactly this? [y/N] ';

/** @param ask puts a text on the terminal and resolves to the line that was typed, null at the end of input. */
export function createApprover(ask: (text: string, signal: AbortSignal) => Promise<string | null>): Approver {
  return async (request, signal) => /^\s*y(?:es)?\s*$/i.test((await ask(`${describeApproval(request)}\n${QUESTION}`, signal)) ?? '');
}

/** Every character of the call is seen: what acts on a terminal or hides is escaped. */
export function describeApproval({ step: { tool, args, reasoning }, verdict }: ApprovalRequest): string {
  const rows = [
    ['tool', visible(tool)],
    ['arguments', visible(safeJson(args))],
    ...(verdict === undefined ? [] : [['policy', visible(`${verdict.allowed ? 'allows' : 'refuses'} it (${verdict.rule}): ${verdict.reason}`)]]),
    ['planner says', visible(reasoning)],
  ];
  return ['Approval needed: this step was not in the plan, and it changes something or runs a command.', ...rows.map(([name = '', text = '']) => `  ${name.padEnd(12)} ${text}`)].join('\n');
}

/** For one request; the terminal stays as it is, so Ctrl-C reaches the program as a signal. */
export function askOn(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): (text: string, signal: AbortSignal) => Promise<string | null> {
  return async (text, signal) => {
    const readline = createInterface({ input, output, terminal: false });
    const ended = new Promise<null>((resolve) => readline.once('close', () => resolve(null)));
    try {
      return await Promise.race([readline.question(text, { signal }), ended]);
    } finally {
      readline.close();
    }
  };
}
