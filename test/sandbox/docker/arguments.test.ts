import { expect, it } from 'vitest';
import { runArguments } from '../../../src/sandbox/docker/arguments.js';
import { CONTAINER_LIMITS } from '../../../src/sandbox/docker/limits.js';

const mountOf = (directory: string) => runArguments({ name: 'n', image: 'i', directory, limits: CONTAINER_LIMITS }).find((word) => word.includes('target=/sim'));

it('hardens the container: every flag is here, and nothing else', () => {
  expect(runArguments({ name: 'zops-1-abc', image: 'sha256:feed', directory: '/data/zos', limits: CONTAINER_LIMITS })).toEqual([
    'run',
    '--interactive',
    '--rm',
    '--pull=never',
    '--name=zops-1-abc',
    '--label=zops.sandbox=zops-1-abc',
    '--log-driver=none',
    '--network=none',
    '--hostname=zops',
    '--read-only',
    '--ipc=none',
    '--mount=type=tmpfs,target=/dev/mqueue,readonly',
    '--cap-drop=ALL',
    '--security-opt=no-new-privileges',
    '--user=1001:1001',
    '--workdir=/sim',
    '--pids-limit=64',
    '--memory=268435456',
    '--memory-swap=268435456',
    '--cpus=1',
    '--ulimit=nofile=256:256',
    '--ulimit=core=0:0',
    '--ulimit=fsize=0:0',
    '--mount=type=bind,source=/data/zos,target=/sim,readonly',
    'sha256:feed',
  ]);
});

it('quotes a directory that would break out of the --mount option', () => {
  expect(mountOf('/a b:c=d')).toBe('--mount=type=bind,source=/a b:c=d,target=/sim,readonly');
  expect(mountOf('/a,readonly=false')).toBe('--mount=type=bind,"source=/a,readonly=false",target=/sim,readonly');
  expect(mountOf('/say "hi"')).toBe('--mount=type=bind,"source=/say ""hi""",target=/sim,readonly');
});
