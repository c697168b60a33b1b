// A Docker engine of the test's or script's own, so that it can be stopped and started without harm to anything else. Needs root and dockerd.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { docker, DOCKER_ENV } from './docker-cli.js';

/** Why no engine can be started here, or null. */
export const ENGINE_PROBLEM = process.getuid?.() === 0 && spawnSync('dockerd', ['--version']).status === 0 ? null : 'it takes root and dockerd to start an engine of its own.';

export class Engine {
  private readonly folder = mkdtempSync(path.join(os.tmpdir(), 'zops-engine-'));
  private daemon: ChildProcess | undefined;

  get env(): Readonly<Record<string, string>> {
    return { ...DOCKER_ENV, DOCKER_HOST: `unix://${this.folder}/docker.sock` };
  }

  async start(): Promise<void> {
    const at = (name: string) => path.join(this.folder, name);
    const args = ['--host', `unix://${at('docker.sock')}`, '--data-root', at('data'), '--exec-root', at('exec'), '--pidfile', at('pid'), '--bridge', 'none', '--iptables=false'];
    const log = at('log');
    this.daemon = spawn('/bin/sh', ['-c', 'exec dockerd "$@" >>"$0" 2>&1', log, ...args], { stdio: 'ignore' });
    for (let tries = 0; tries < 150; tries += 1) {
      if ((await this.docker('version')).code === 0) return;
      if (this.daemon.exitCode !== null) break;
      await sleep(100);
    }
    throw new Error(`dockerd did not start:\n${readFileSync(log, 'utf8').slice(-4000)}`);
  }

  docker(...args: string[]): ReturnType<typeof docker> {
    return docker('--host', `unix://${this.folder}/docker.sock`, ...args);
  }

  /** Copies an image of the machine's own engine. */
  async copyImage(image: string): Promise<void> {
    const file = path.join(this.folder, 'image.tar');
    await docker('save', '--output', file, image);
    const { code, stderr } = await this.docker('load', '--input', file);
    rmSync(file);
    if (code !== 0) throw new Error(stderr);
  }

  async stop(): Promise<void> {
    if (this.daemon?.exitCode !== null || this.daemon.signalCode !== null) return;
    const exited = once(this.daemon, 'exit');
    this.daemon.kill('SIGTERM');
    await exited;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
