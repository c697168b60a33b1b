// Db2 does not start. Cause: SECADM2 closed the OPERCMDS profile of its START forty minutes before; CICSPRD1 suffers, CICSPRD2 does not.
import { at, reads, STATUS } from '../patterns.js';
import type { QuestionSet } from '../question.js';

const INNOCENT = [/\bIEA793A\b|NO DUMP DATA SETS/i, /TSORD03|SQLCODE ?= ?-904/];

export const db2Outage: QuestionSet = {
  scenario: 'db2-outage',
  questions: [
    {
      id: 'db2-up',
      category: 'lookup',
      ask: 'Is Db2 up?',
      calls: [STATUS],
      evidence: [/\bDB9G\b/, /\bdown\b/i],
      untrue: [/\bDB9G\b (?:is )?(?:up|active)\b/i],
      atMost: 4,
    },
    {
      id: 'db2-unhealthy',
      category: 'lookup',
      ask: 'Which subsystems are not healthy right now?',
      calls: [STATUS],
      evidence: [/\bDB9G\b/, /\bCICSPRD1\b/, /\bdegraded\b/i],
      untrue: [/\bCICSPRD2\b[^.,;\n]{0,12}\b(?:down|degraded)\b/i],
    },
    {
      id: 'db2-root-cause',
      category: 'diagnosis',
      ask: 'Db2 does not come up any more. What is the root cause?',
      calls: [[...reads('syslog'), ...reads('error')], [...reads('audit'), ...reads('syslog')]],
      evidence: [/\bDB9G(?:MSTR)?\b/, /\bICH408I\b/, /\bSTART2\b/, /MVS\.START\.STC\.DB9GDBM1/, /\b08[:.](?:41|55)\b/],
      cause: [/\bSECADM2\b|RALTER|UACC\(NONE\)/],
      innocent: INNOCENT,
    },
    {
      id: 'db2-abend',
      category: 'diagnosis',
      ask: 'Why did DB9GMSTR abend?',
      calls: [[...reads('syslog'), ...reads('error')]],
      evidence: [/\bS?04F\b/, /\b00E80084\b/, /\bICH408I\b/, at('08:42')],
      cause: [/\bSTART2\b|DB9GDBM1/],
      innocent: INNOCENT,
    },
    {
      id: 'db2-cics',
      category: 'diagnosis',
      ask: 'Users complain that their transactions in CICSPRD1 fail. What is the matter?',
      calls: [[...STATUS, ...reads('syslog')], reads('syslog')],
      evidence: [/\bCICSPRD1\b/, /\bAEY9\b/, /\bDB9G\b/],
      cause: [/\bDB9G\b|\bDb2\b/],
      innocent: INNOCENT,
    },
    {
      id: 'db2-security-change',
      category: 'diagnosis',
      ask: 'What did the security administrators change this morning?',
      calls: [[...reads('audit'), ...reads('syslog')]],
      evidence: [/\bSECADM2\b/, /RALTER/, /MVS\.START\.STC\.DB9GD\*/, at('08:02')],
    },
    {
      id: 'db2-wrong',
      category: 'overview',
      ask: 'Something is wrong this morning. What do you see?',
      calls: [STATUS, reads('syslog')],
      evidence: [/\bDB9G\b/, /\bdown\b/i, /\bDB9GMSTR\b/, /\bICH408I\b/],
      innocent: INNOCENT,
    },
    {
      id: 'db2-no-dump',
      category: 'absence',
      ask: 'Was a dump of the Db2 failure written to a dump data set?',
      calls: [[...reads('syslog'), ...reads('error')]],
      evidence: [/\bIEA793A\b|NO DUMP DATA SETS/i],
      denies: [/dump/i],
      untrue: [/\bdump (?:was|has been) (?:written|taken|captured to)/i],
    },
    {
      id: 'db2-cics2-fine',
      category: 'absence',
      ask: 'Is CICSPRD2 down as well?',
      calls: [STATUS],
      evidence: [/\bCICSPRD2\b/, /\bactive\b/i],
      untrue: [/\bCICSPRD2\b (?:is )?(?:down|degraded)\b/i],
    },
  ],
};
