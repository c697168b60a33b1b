// A ToolClient in memory for tests of the executor: answers from a table and remembers what was asked.
import type { CallOptions, CallOutcome, CommandVerdict, ToolArguments, ToolClient, ToolInfo } from '../../../src/agent/tool-client.js';

export const TOOL_INFOS: readonly ToolInfo[] = [
  { name: 'get_logs', description: '', inputSchema: {}, readOnly: true },
  { name: 'get_system_status', description: '', inputSchema: {}, readOnly: true },
  { name: 'run_command', description: '', inputSchema: {}, readOnly: false },
  { name: 'update_config', description: '', inputSchema: {}, readOnly: false },
];

export const ALLOWED: CommandVerdict = { allowed: true, rule: 'allowed', reason: 'Reads only.', argv: ['ls', '/sim'] };

export class FakeClient implements ToolClient {
  readonly alive = true;
  readonly calls: { readonly tool: string; readonly args: ToolArguments; readonly traceparent: string }[] = [];
  readonly checked: string[] = [];

  constructor(private readonly answer: (tool: string, args: ToolArguments, options: CallOptions) => CallOutcome | Promise<CallOutcome> = () => ({ success: true, result: { fine: true } })) {}

  tools(): Promise<readonly ToolInfo[]> {
    return Promise.resolve(TOOL_INFOS);
  }

  async call(tool: string, args: ToolArguments, options: CallOptions): Promise<CallOutcome> {
    this.calls.push({ tool, args, traceparent: options.traceparent });
    return this.answer(tool, args, options);
  }

  checkCommand(command: string): Promise<CommandVerdict> {
    this.checked.push(command);
    return Promise.resolve(ALLOWED);
  }

  read(): Promise<CallOutcome> {
    return Promise.resolve({ success: true, result: {} });
  }

  ping(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
