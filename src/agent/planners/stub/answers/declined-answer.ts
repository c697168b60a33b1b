// Words for what zops does not do, does not understand or can do. Pure.
import type { Wish } from '../language/wish.js';
import { cut } from '../words.js';

export const CAPABILITIES = [
  'Here is what I can do:',
  '- status: "What is the current system status?", "Check CPU and memory", "Is CICS up?"',
  '- logs (syslog, joblog, audit, error): "Show me the last 20 lines of the syslog", "Any abends since 06:00?", "Search the audit log for ICH408I"',
  '- find out what went wrong: "Why did JOB002 fail?", "Is anything wrong?"',
  '- read-only commands over /sim: "List files in the simulator directory", "Run grep -n ABEND syslog.log"',
  '- settings: "Set the log level to debug", "Set max jobs to 20"',
  'In mode plan_only I only plan; in execute_safe I carry the plan out.',
].join('\n');

type Declined = Extract<Wish, { kind: 'declined' }>;

export function declinedAnswer({ category, phrase }: Declined): string {
  return `${REFUSALS[category](`"${cut(phrase, 120)}"`)} ${instead(phrase)}`;
}

const REFUSALS: Readonly<Record<Declined['category'], (asked: string) => string>> = {
  destructive: (asked) =>
    `I will not do this, and planned nothing for it: ${asked}. It would destroy data or disturb the system. ` +
    'None of the tools can do it: commands see a read-only copy of the data in a sandbox, and the policy refuses ' +
    'rm, chmod, chown, kill, shutdown, reboot, mkfs, dd, curl and wget by name.',
  operation: (asked) =>
    `I cannot do this: ${asked}. zops looks at the system, runs read-only commands and changes its own settings; ` +
    'none of its tools changes jobs, subsystems or data.',
  secret: (asked) =>
    `I cannot do this, and planned nothing for it: ${asked}. zops never stores or shows passwords, tokens or other secrets, ` +
    'and none of its tools can read them.',
};

/** Something harmless that helps with the same end. */
function instead(phrase: string): string {
  const job = /\b(?=[A-Z0-9@#$]*\d)[A-Z@#$][A-Z0-9@#$]{2,7}\b/.exec(phrase)?.[0];
  if (job !== undefined) return `What I can do instead: look at it, for example "What's up with ${job}?".`;
  if (/\b(?:logs?|files?|data ?sets?|disks?|dasd|volumes?|director(?:y|ies)|folders?|everything|data)\b/i.test(phrase)) {
    return 'What I can do instead: show what is there ("List files in the simulator directory") and how full it is ("Check DASD capacity"), so that you can decide.';
  }
  if (/\b(?:audit\w*|security|racf|users?|password|access)\b/i.test(phrase))
    return 'What I can do instead: show the audit trail ("Show the last 20 lines of the audit log").';
  return 'What I can do instead: show what is running and whether anything is wrong ("What is the current system status?", "Is anything wrong?").';
}

export function unknownAnswer(text: string): string {
  return `I did not understand what to do about "${cut(text, 120)}".\n${CAPABILITIES}`;
}
