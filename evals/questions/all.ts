// The one list of all questions, by practice system.
import type { QuestionSet } from '../question.js';
import { b37VolumeFull } from './b37-volume-full.js';
import { baseline } from './baseline.js';
import { cpuSaturation } from './cpu-saturation.js';
import { db2Outage } from './db2-outage.js';
import { racfViolations } from './racf-violations.js';
import { reworded } from './reworded.js';
import { s0c4Billing } from './s0c4-billing.js';
import { s0c7Payroll } from './s0c7-payroll.js';

export const QUESTION_SETS: readonly QuestionSet[] = [baseline, s0c7Payroll, b37VolumeFull, db2Outage, racfViolations, cpuSaturation, s0c4Billing].map(
  ({ scenario, questions }) => ({ scenario, questions: [...questions, ...reworded.filter((set) => set.scenario === scenario).flatMap((set) => set.questions)] }),
);
