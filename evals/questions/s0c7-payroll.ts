// S0C7 in payroll. Cause: the feeder HRFEED01 wrote a record with a blank rate field; the calculation met it three hours later.
import { at, reads } from '../patterns.js';
import type { QuestionSet } from '../question.js';

const INNOCENT = [/\bDFHSM\b/, /\bPROMOTE1\b|\bCHGMGMT\b|PROD\.INV\.LOADLIB/];

export const s0c7Payroll: QuestionSet = {
  scenario: 's0c7-payroll',
  questions: [
    {
      id: 'pay-abend',
      category: 'lookup',
      ask: 'When did PAYR0300 abend, with which code and in which step?',
      calls: [[...reads('joblog'), ...reads('syslog')]],
      evidence: [at('02:14'), /\bS?0C7\b/, /\bSTEP030\b/],
    },
    {
      id: 'pay-feeder-end',
      category: 'lookup',
      ask: 'How did HRFEED01 end last night?',
      calls: [[...reads('joblog'), ...reads('syslog')]],
      evidence: [/\bHRFEED01\b/, /\b(?:RC=)?0004\b/, at('23:09')],
      untrue: [/HRFEED01[^.\n]{0,30}\babended\b/i],
    },
    {
      id: 'pay-root-cause',
      category: 'diagnosis',
      ask: 'The payroll run failed during the night. What happened, and what is the root cause?',
      calls: [reads('joblog'), [...reads('syslog'), ...reads('error')]],
      evidence: [/\bPAYR0300\b/, /\bS?0C7\b/, at('02:14'), /\bHRFEED01\b/, /\b0104417\b/],
      cause: [/\bHRFEED01\b/, /blank rate|rate field|no entry in (?:the )?rate table/i],
      innocent: INNOCENT,
    },
    {
      id: 'pay-why-job',
      category: 'diagnosis',
      ask: 'Why did PAYR0300 fail?',
      calls: [reads('joblog')],
      evidence: [/\bS?0C7\b/, /\bSTEP030\b/, /\bHRFEED01\b/, /PROD\.HR\.PAYFEED\.D26325|BLANK RATE FIELD/i],
      cause: [/\bHRFEED01\b/, /blank rate|rate field|no entry in (?:the )?rate table/i],
      innocent: INNOCENT,
    },
    {
      id: 'pay-skipped',
      category: 'diagnosis',
      ask: 'Which steps of PAYR0300 did not run, and why?',
      calls: [reads('joblog')],
      evidence: [/\bSTEP040\b/, /\bSTEP050\b/, /\bSTEP030\b/],
      cause: [/0C7|abend/i],
    },
    {
      id: 'pay-wrong',
      category: 'overview',
      ask: 'Good morning. Did anything go wrong overnight?',
      calls: [[...reads('syslog'), ...reads('joblog')]],
      evidence: [/\bPAYR0300\b/, /\bS?0C7\b/, at('02:14')],
      innocent: INNOCENT,
    },
    {
      id: 'pay-no-denial',
      category: 'absence',
      ask: 'Was any access of PAYBATCH denied by RACF?',
      calls: [[...reads('audit'), ...reads('syslog')]],
      denies: [/PAYBATCH|den(?:ied|ial)|violation|ICH408I/i],
      untrue: [/PAYBATCH[^.\n]{0,40}\b(?:was|were|is) denied/i, /INSAUTH[^.\n]{0,40}PAYBATCH|ICH408I USER\(PAYBATCH/],
    },
    {
      id: 'pay-no-logrec',
      category: 'absence',
      ask: 'Is there an error log record for PAYR0300?',
      calls: [reads('error')],
      denies: [/PAYR0300/],
      untrue: [/LOGREC[^.\n]{0,40}PAYR0300/i],
      innocent: [/\bDFHSM\b/],
    },
  ],
};
