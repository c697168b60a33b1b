// The command line of the runner's container: all of its hardening in one place. Pure.
import { SIM_HOSTNAME, SIM_ROOT } from '../environment.js';
import type { ContainerLimits } from './limits.js';

/** On every container of ours, with the container's name as its value: `docker ps -a --filter label=zops.sandbox`. */
export const STRAY_LABEL = 'zops.sandbox';

export interface ContainerSpec {
  readonly name: string;
  /** Image id, so that exactly the inspected image runs. */
  readonly image: string;
  /** Absolute host path of what the container sees as /sim. */
  readonly directory: string;
  readonly limits: Pick<ContainerLimits, 'memoryBytes' | 'cpus' | 'pids' | 'openFiles'>;
}

/** Docker's default seccomp profile stays on: nothing here turns it off. */
export function runArguments({ name, image, directory, limits }: ContainerSpec): string[] {
  return [
    'run',
    '--interactive',
    '--rm',
    '--pull=never',
    `--name=${name}`,
    `--label=${STRAY_LABEL}=${name}`,
    // Answers are the operator's data: no copy of them in the engine's log files.
    '--log-driver=none',
    '--network=none',
    `--hostname=${SIM_HOSTNAME}`,
    '--read-only',
    // Without these two, /dev/shm and the message queues are writable in spite of --read-only.
    '--ipc=none',
    '--mount=type=tmpfs,target=/dev/mqueue,readonly',
    '--cap-drop=ALL',
    '--security-opt=no-new-privileges',
    '--user=1001:1001',
    `--workdir=${SIM_ROOT}`,
    `--pids-limit=${limits.pids}`,
    `--memory=${limits.memoryBytes}`,
    `--memory-swap=${limits.memoryBytes}`,
    `--cpus=${limits.cpus}`,
    `--ulimit=nofile=${limits.openFiles}:${limits.openFiles}`,
    '--ulimit=core=0:0',
    '--ulimit=fsize=0:0',
    `--mount=type=bind,${csvField(`source=${directory}`)},target=${SIM_ROOT},readonly`,
    image,
  ];
}

/** `--mount` is one line of CSV: a field with a comma, a quote or a newline is quoted. */
function csvField(field: string): string {
  return /[,"\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
