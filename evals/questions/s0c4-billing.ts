// Another site: the invoice run ends with S0C4, twice. BILSUB7 was replaced the evening before; the tax table it reads has more entries than it expects.
import { at, reads } from '../patterns.js';
import type { QuestionSet } from '../question.js';

const INNOCENT = [/\bCOSTAL\b/, /\bIOS071I\b|\b9216\b/];

export const s0c4Billing: QuestionSet = {
  scenario: 's0c4-billing',
  questions: [
    {
      id: 'bill-times',
      category: 'lookup',
      ask: 'Show me the abends since midnight.',
      calls: [[...reads('syslog'), ...reads('joblog')]],
      evidence: [/\bBILR0450\b/, /\bS?0C4\b/, at('01:17'), at('04:13')],
    },
    {
      id: 'bill-why',
      category: 'diagnosis',
      ask: 'Why did BILR0450 fail, and in which program?',
      calls: [[...reads('joblog')]],
      evidence: [/\bBILR0450\b/, /\bS?0C4\b/, /\bSTEP020\b/, /\bBILSUB7\b/],
      cause: [/protection exception/i, /\bBILSUB7\b/],
      innocent: INNOCENT,
    },
    {
      id: 'bill-root-cause',
      category: 'diagnosis',
      ask: 'No invoices were printed last night. What went wrong, and what had been changed before?',
      calls: [reads('joblog'), [...reads('audit'), ...reads('syslog')]],
      evidence: [/\bBILR0450\b/, /\bS?0C4\b/, /\bBILSUB7\b/, /\bPROMB012\b|\bWEBERH\b|\b513 ENTRIES\b/i],
      cause: [/\bBILSUB7\b/],
      innocent: INNOCENT,
    },
    {
      id: 'bill-wrong',
      category: 'overview',
      ask: 'What is the state of affairs this morning: any problems?',
      calls: [[...reads('syslog'), ...reads('joblog')]],
      evidence: [/\bBILR0450\b/, /\bS?0C4\b/],
      innocent: INNOCENT,
    },
    {
      id: 'bill-no-logrec',
      category: 'absence',
      ask: 'Does LOGREC hold a record about BILR0450?',
      calls: [reads('error')],
      denies: [/BILR0450/],
      untrue: [/LOGREC[^.\n]{0,40}JOBNAME BILR0450/i],
      innocent: INNOCENT,
    },
  ],
};
