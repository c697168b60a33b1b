// The docker CLI as tests and scripts use it: its environment, and one command. Knows nothing of vitest.
import { execFile, type ExecFileException } from 'node:child_process';

export const DOCKER_ENV: Readonly<Record<string, string>> = Object.fromEntries(
  ['PATH', 'HOME', 'DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CONFIG', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH', 'SSH_AUTH_SOCK', 'XDG_RUNTIME_DIR'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  }),
);

/** The docker CLI's answer; `code` 0 when it went well. */
export function docker(...args: string[]): Promise<{ stdout: string; stderr: string; code: number | string }> {
  return new Promise((resolve) => {
    execFile('docker', args, { env: DOCKER_ENV, maxBuffer: 64 * 1024 * 1024 }, (error: ExecFileException | null, stdout, stderr) =>
      resolve({ stdout, stderr, code: error?.code ?? 0 }),
    );
  });
}
