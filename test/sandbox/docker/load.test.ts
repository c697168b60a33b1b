// Many calls through the built server: nothing grows, neither in the server nor in the container.
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { containers, describeDocker, docker, DOCKER_ENV, IMAGE, simFolder } from '../../support/docker.js';
import { startServer, type ServerProcess } from '../../support/rpc.js';

const MIB = 1024;

interface Footprint {
  readonly descriptors: number;
  readonly processes: number;
  readonly rssKib: number;
}

describeDocker('the docker sandbox under load', () => {
  let server: ServerProcess;

  const run = async (command: string) => (await server.rpc.call('run_command', { command, dry_run: false })).structuredContent['stdout'];
  const calls = async (count: number) => {
    for (let call = 0; call < count; call += 1) expect(await run('tail -n 1 syslog.log')).toBe('last\n');
  };

  beforeAll(async () => {
    server = startServer({ ...DOCKER_ENV, ZOPS_SANDBOX: 'docker', ZOPS_IMAGE: IMAGE, ZOPS_STATE_DIR: simFolder(), ZOPS_DATA_DIR: simFolder({ 'syslog.log': 'first\nlast\n' }) });
    await server.rpc.initialize();
    await calls(200); // the heap finds its size
  });
  afterAll(async () => {
    server.child.stdin.end();
    await server.exited;
    await vi.waitFor(async () => expect(await containers(`zops-${server.child.pid ?? 0}-`)).toEqual([]), 5_000);
  });

  /** Of the server and its docker client; of the runner and everything else in the container. */
  async function footprints(): Promise<{ readonly server: Footprint; readonly container: Footprint }> {
    const pid = server.child.pid ?? 0;
    const [name = ''] = await containers(`zops-${pid}-`);
    const script = `
      const fs = require('fs');
      console.log(JSON.stringify({
        descriptors: fs.readdirSync('/proc/1/fd').length,
        processes: fs.readdirSync('/proc').filter((entry) => /^\\d+$/.test(entry)).length,
        rssKib: Number(/VmRSS:\\s*(\\d+)/.exec(fs.readFileSync('/proc/1/status', 'utf8'))[1]),
      }))`;
    const { stdout } = await docker('exec', name, '/runner/node', '-e', script);
    return {
      server: {
        descriptors: readdirSync(`/proc/${pid}/fd`).length,
        processes: readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').length,
        rssKib: Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]),
      },
      container: JSON.parse(stdout) as Footprint,
    };
  }

  async function leavesNothing(load: () => Promise<void>): Promise<void> {
    const before = await footprints();
    await load();
    const after = await footprints();
    for (const side of ['server', 'container'] as const) {
      expect({ ...after[side], rssKib: 0 }, side).toEqual({ ...before[side], rssKib: 0 });
      expect(after[side].rssKib - before[side].rssKib, `memory of the ${side}`).toBeLessThan(32 * MIB);
    }
  }

  it('answers 1,000 calls in a row and leaves nothing behind', () => leavesNothing(() => calls(1_000)), 120_000);

  it('answers 64 calls at once, each its own, and leaves nothing behind', () =>
    leavesNothing(async () => {
      for (let round = 0; round < 3; round += 1) {
        const numbers = Array.from({ length: 64 }, (_, index) => index);
        expect(await Promise.all(numbers.map((number) => run(`echo call ${number}`)))).toEqual(numbers.map((number) => `call ${number}\n`));
      }
    }));
});
