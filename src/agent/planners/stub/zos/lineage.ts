// Where the input of a failing step came from: through earlier steps of its job to other jobs that wrote it. Pure.
import type { DataSetUse, JobOutput, JobStep } from './job-output.js';

export interface Origin {
  /** The data set that came from outside the job, and the DD that reads it. */
  readonly dataSet: string;
  readonly dd: string;
  /** The step of the failing job that reads it. */
  readonly step: string;
  /** The job that wrote it last before, when its output was among the job logs. */
  readonly writer: JobOutput | undefined;
}

/** Libraries are read by every step and explain nothing. */
const LIBRARY = /LIB\b|LIB\(|^(?:STEPLIB|JOBLIB|SYSPROC|SYSEXEC)$/;

/** @param stepName of the abend; `PROCSTEP STEP` when it ran in a procedure. */
export function originsOf(job: JobOutput, stepName: string | null, others: readonly JobOutput[]): readonly Origin[] {
  const at = job.steps.findIndex(({ name }) => (stepName ?? '').split(' ').includes(name));
  if (at < 0) return [];
  const found = new Map<string, Origin>();
  for (const { step, use } of externalInputs(job.steps, at)) {
    const earlier = others.filter(
      (other) => other !== job && other.jobId !== job.jobId && (other.endTime ?? '') <= (job.endTime ?? '') && creates(other, use.dataSet),
    );
    if (!found.has(use.dataSet)) found.set(use.dataSet, { dataSet: use.dataSet, dd: use.dd, step: step.name, writer: earlier.at(-1) });
  }
  return [...found.values()];
}

/** Inputs of a step; those that an earlier step of the job made stand for that step's own inputs. */
function externalInputs(steps: readonly JobStep[], at: number): readonly { step: JobStep; use: DataSetUse }[] {
  const step = steps[at];
  if (step === undefined) return [];
  return inputsOf(step).flatMap((use) => {
    const maker = steps
      .slice(0, at)
      .findLastIndex((earlier) => earlier.uses.some((made) => made.creates && base(made.dataSet) === base(use.dataSet)));
    return maker < 0 ? [{ step, use }] : externalInputs(steps, maker);
  });
}

function inputsOf({ uses }: JobStep): readonly DataSetUse[] {
  return uses.filter(({ dd, dataSet, creates: made }) => !made && !LIBRARY.test(dd) && !LIBRARY.test(dataSet));
}

function creates(job: JobOutput, dataSet: string): boolean {
  return job.steps.some(({ uses }) => uses.some((use) => use.creates && base(use.dataSet) === base(dataSet)));
}

/** Generations of a group, and members of a library, count as one. */
function base(dataSet: string): string {
  return dataSet.replace(/\(.*\)$/, '');
}
