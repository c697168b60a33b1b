// A scripted model that looks first and then thinks of two changes that nobody had planned.
import type { Fixture } from '@copilotkit/aimock';

const call = (id: string, name: string, args: Record<string, unknown>) => ({ id, name, arguments: JSON.stringify(args) });

export const SECOND_THOUGHTS: readonly Fixture[] = [
  { match: { userMessage: 'The user saw and approved' }, response: { content: 'max_jobs is now 40.' } },
  { match: { hasToolResult: false }, response: { toolCalls: [call('call_status', 'get_system_status', { why: 'See how busy the system is.' })] } },
  { match: { toolCallId: 'call_jobs' }, response: { content: 'Two changes would help; both wait for you.' } },
  {
    match: { hasToolResult: true },
    response: {
      toolCalls: [
        call('call_level', 'update_config', { key: 'log_level', value: 'DEBUG', why: 'More detail for the analysis.' }),
        call('call_jobs', 'update_config', { key: 'max_jobs', value: '40', why: 'Let the queue drain.' }),
      ],
    },
  },
];
