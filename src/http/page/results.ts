// The result of one call, drawn by its tool. A result of another form than expected is shown as its JSON, never guessed at.
import { commandResult } from './result-command.js';
import { configResult } from './result-config.js';
import { logsResult } from './result-logs.js';
import { statusResult } from './result-status.js';
import { h } from './dom.js';
import type { Explain } from './linked.js';
import { isObject } from './reading.js';

export function drawResult(tool: string, result: unknown, explain: Explain): HTMLElement {
  const drawn = isObject(result) ? draw(tool, result, explain) : null;
  return drawn ?? h('pre', { class: 'output', tabindex: 0, role: 'group', 'aria-label': `Result of ${tool}` }, JSON.stringify(result, null, 2));
}

function draw(tool: string, result: Readonly<Record<string, unknown>>, explain: Explain): HTMLElement | null {
  switch (tool) {
    case 'get_system_status':
      return statusResult(result, explain);
    case 'get_logs':
      return logsResult(result, explain);
    case 'run_command':
      return commandResult(result);
    case 'update_config':
      return configResult(result);
    default:
      return null;
  }
}
