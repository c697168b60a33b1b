// Questions as operators type them: short, with slips, in words of their own. Written before the stub's rules were looked at; the
// stub was then improved with these in sight. How it does on their like that were kept out of sight: docs/evals.md.
import { at, NO_CHANGE, reads, STATUS } from '../patterns.js';
import type { QuestionSet } from '../question.js';

const category = 'reworded';

export const reworded: readonly QuestionSet[] = [
  {
    scenario: 'baseline',
    questions: [
      { id: 'say-debug', category, ask: 'turn on debug mode', calls: [[{ tool: 'update_config', args: { key: 'debug_mode', value: /^true$/i } }]], atMost: 2 },
      { id: 'say-console', category, ask: 'give me the last 20 lines of the console log', calls: [[{ tool: 'get_logs', args: { source: 'syslog', tail: 20 } }, { tool: 'run_command', args: { command: /^tail -n ?20 .*syslog\.log/, dry_run: false } }]], evidence: [at('13:29')], atMost: 2 },
      { id: 'say-tcpip', category, ask: 'is TCPIP running', calls: [STATUS], evidence: [/\bTCPIP\b/, /\bactive\b/i], untrue: [/\bTCPIP\b[^.\n]{0,20}\b(?:down|degraded)\b/i] },
      { id: 'say-weather', category, ask: 'whats the weather in berlin', never: NO_CHANGE, says: [/\b(?:not|cannot|only)\b|n['’]t\b/i], untrue: [/\b(?:sunny|rain\w*|cloudy|degrees)\b/i], exits: [0, 1], atMost: 0 },
      { id: 'say-overnight', category, ask: 'did all the overnight jobs finish ok?', calls: [[...STATUS, ...reads('syslog'), ...reads('joblog')]], evidence: [/\bJOB002\b/, /\bS?0C7\b/], untrue: [/\ball (?:jobs|of them) (?:ended|finished|completed|ran) (?:well|ok|normally)/i] },
      { id: 'say-time', category, ask: 'what time is it on the host', calls: [[{ tool: 'run_command', args: { command: /^date\b/, dry_run: false } }, ...STATUS]], atMost: 2 },
      { id: 'say-max-jobs', category, ask: 'put max jobs at 20', calls: [[{ tool: 'update_config', args: { key: 'max_jobs', value: '20' } }]], atMost: 2 },
      { id: 'say-health', category, ask: 'system health in one line please', calls: [STATUS], evidence: [/\b41\b/] },
    ],
  },
  {
    scenario: 's0c7-payroll',
    questions: [
      { id: 'say-failed-today', category, ask: 'how many jobs failed today', calls: [[...STATUS, ...reads('syslog'), ...reads('joblog')]], evidence: [/\b1\b|\bone\b/i] },
      { id: 'say-payroll', category, ask: 'why did the payroll batch die last night', calls: [reads('syslog'), reads('joblog')], evidence: [/\bPAYR0300\b/, /\bS?0C7\b/, /\bSTEP030\b/], cause: [/HRFEED01|blank rate|data exception/i] },
    ],
  },
  {
    scenario: 's0c4-billing',
    questions: [{ id: 'say-abended', category, ask: 'anything abended today?', calls: [[...reads('syslog'), ...reads('joblog')]], evidence: [/\bBILR0450\b/, /\bS?0C4\b/, at('01:17'), at('04:13')] }],
  },
  {
    scenario: 'b37-volume-full',
    questions: [{ id: 'say-iec030i', category, ask: 'what does IEC030I mean here', calls: [[...reads('syslog'), ...reads('joblog')]], evidence: [/\bGLEX0400\b/, /\bB37\b/, /\bPRD014\b/], says: [/space/i] }],
  },
  {
    scenario: 'db2-outage',
    questions: [
      { id: 'say-db2', category, ask: 'is db2 up?', calls: [STATUS], evidence: [/\bDB9G\b/, /\bdown\b/i], untrue: [/\bDB9G\b (?:is )?(?:up|active)\b/i] },
      { id: 'say-hardware', category, ask: 'any hardware errors?', calls: [reads('error')], denies: [/hardware/i], untrue: [/\bhardware (?:error|failure)s? (?:on|of|in|at)\b/i] },
      { id: 'say-change', category, ask: 'Was the outage caused by a change?', calls: [[...reads('audit'), ...reads('syslog')]], evidence: [/\bSECADM2\b/, at('08:02')], cause: [/RALTER|UACC\(NONE\)|OPERCMDS/], innocent: [/\bIEA793A\b/] },
      { id: 'say-cics', category, ask: 'is CICS ok', calls: [STATUS], evidence: [/\bCICSPRD1\b/, /\bdegraded\b/i], untrue: [/\bCICSPRD2\b[^.,;\n]{0,12}\b(?:down|degraded)\b/i] },
    ],
  },
  {
    scenario: 'cpu-saturation',
    questions: [
      { id: 'say-spool', category, ask: 'how full is the spool', calls: [[...STATUS, ...reads('syslog')]], evidence: [/\b98 ?%|\b97\.7/] },
      { id: 'say-paging', category, ask: 'are we running out of paging space?', calls: [reads('syslog')], evidence: [/\bIRA20[0-9][IE]\b/, /\bRUNAWAY1\b/] },
    ],
  },
  {
    scenario: 'racf-violations',
    questions: [
      { id: 'say-parmlib', category, ask: 'did anyone touch SYS1.PARMLIB', calls: [[...reads('audit'), ...reads('syslog')]], evidence: [/SYS1\.PARMLIB/, /\bTEMP042\b/] },
      { id: 'say-denied', category, ask: 'who was denied access', calls: [[...reads('audit'), ...reads('syslog')]], evidence: [/\bTEMP042\b/, /PROD\.PAYROLL/] },
    ],
  },
];
