// B37. Cause: the storage group ran full, after STGADM1 took two volumes out of it and space management gave up the night before.
import { at, reads, STATUS } from '../patterns.js';
import type { QuestionSet } from '../question.js';

const INNOCENT = [/\bWRK001\b|\bBKUPWRK1\b|\b8A22\b/];

export const b37VolumeFull: QuestionSet = {
  scenario: 'b37-volume-full',
  questions: [
    {
      id: 'b37-volume',
      category: 'lookup',
      ask: 'On which volume did GLEX0400 run out of space, and for which data set?',
      calls: [[...reads('joblog'), ...reads('syslog')]],
      evidence: [/\bPRD014\b/, /PROD\.GL\.EXTRACT\.D26322/],
      innocent: INNOCENT,
    },
    {
      id: 'b37-dasd',
      category: 'lookup',
      ask: 'How full is our DASD?',
      calls: [STATUS],
      evidence: [/\b97\b/],
      atMost: 3,
    },
    {
      id: 'b37-why-job',
      category: 'diagnosis',
      ask: 'Why did GLEX0400 abend?',
      calls: [[...reads('joblog'), ...reads('syslog')]],
      evidence: [/\bS?B37\b/, /\bIEC030I\b/, /\bPRD014\b/, /\bSTEP020\b/, at('03:41')],
      cause: [/out of space|no (?:more )?space|volume (?:is |was )?full|not enough space|space[^.\n]{0,30}used up/i],
      innocent: INNOCENT,
    },
    {
      id: 'b37-root-cause',
      category: 'diagnosis',
      ask: 'Production runs out of disk space. Find out what led to it, please.',
      calls: [reads('syslog')],
      evidence: [/\bGLEX0400\b/, /\bS?B37\b/, /\bPRD014\b/, /\b(?:IGD17279I|ARC0521I|ARC0535I|IGD008I)\b/],
      cause: [/\bDISABLED\b|SPACE MANAGEMENT|STGADM1|NEW CONFIGURATION/i],
      innocent: INNOCENT,
    },
    {
      id: 'b37-hsm',
      category: 'diagnosis',
      ask: 'Did space management finish last night? Look for ARC messages in the syslog.',
      calls: [reads('syslog')],
      evidence: [/\bARC0521I\b|\bARC0535I\b/, /PRIOR TO COMPLETION|TERMINATED/i, /\b01[:.]0[4-9]\b/],
      untrue: [/space management (?:finished|completed|ended) (?:normally|successfully)/i],
    },
    {
      id: 'b37-sms-change',
      category: 'diagnosis',
      ask: 'Who changed the SMS configuration yesterday, and at what time?',
      calls: [[...reads('audit'), ...reads('syslog')]],
      evidence: [/\bSTGADM1\b/, /\b16[:.](?:18|21)\b/],
    },
    {
      id: 'b37-wrong',
      category: 'overview',
      ask: 'Is anything wrong on the system?',
      calls: [STATUS, [...reads('syslog'), ...reads('joblog')]],
      evidence: [/\bGLEX0400\b/, /\bS?B37\b/, /\bPRD014\b/, /\b97\b/],
      innocent: INNOCENT,
    },
    {
      id: 'b37-no-io-error',
      category: 'absence',
      ask: 'Does the error log show an I/O error on PRD014?',
      calls: [reads('error')],
      denies: [/PRD014/],
      untrue: [/I\/O error (?:on|of) (?:volume )?PRD014|PRD014 (?:has|had) an I\/O error/i],
    },
  ],
};
