// The list of all tools, in the order in which clients see them.
import { getLogs } from './get-logs.js';
import { getSystemStatus } from './get-system-status.js';
import { runCommand } from './run-command.js';
import type { Tool } from './tool.js';
import { updateConfig } from './update-config.js';

export const TOOLS: readonly Tool[] = [getLogs, getSystemStatus, runCommand, updateConfig];
