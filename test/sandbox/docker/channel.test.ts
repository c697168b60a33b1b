import { expect, it, vi } from 'vitest';
import type { Request } from '../../../runner/protocol.js';
import { ZopsError } from '../../../src/errors.js';
import { Channel } from '../../../src/sandbox/docker/channel.js';

function harness() {
  const written: Request[] = [];
  const onHung = vi.fn();
  const channel = new Channel((request) => written.push(request), 50, onHung);
  return { written, onHung, channel, run: (signal?: AbortSignal) => channel.run({ command: 'date', argv: ['/usr/bin/date'], timeoutMs: 100, outputBytes: 10, signal }) };
}

const ran = (id: number) => ({ id, stdout: `answer ${id}`, stderr: '', exitCode: 0, signal: null, truncated: false, timedOut: false, durationMs: 1 });
const failed = (id: number | null) => ({ id, error: { code: 'busy', message: 'm' } });

it('gives each request the answer with its id, in any order', async () => {
  const { channel, run, written } = harness();
  const [first, second] = [run(), run()];
  expect(written).toEqual([1, 2].map((id) => ({ op: 'run', id, command: 'date', argv: ['/usr/bin/date'], timeoutMs: 100, outputBytes: 10 })));
  channel.settle(JSON.stringify(failed(2)));
  channel.settle(JSON.stringify(ran(1)));
  expect(await first).toEqual(ran(1));
  expect(await second).toEqual(failed(2));
});

it('cancels the one request whose caller gave up, and drops its late answer', async () => {
  const { channel, run, written } = harness();
  const end = new AbortController();
  const [first, second] = [run(end.signal), run()];
  end.abort();
  await expect(first).rejects.toThrow(expect.objectContaining({ code: 'cancelled' }));
  expect(written.at(-1)).toEqual({ op: 'cancel', id: 1 });
  channel.settle(JSON.stringify({ id: 1, error: { code: 'cancelled', message: 'm' } }));
  channel.settle(JSON.stringify(ran(2)));
  expect(await second).toEqual(ran(2));
});

it('writes no cancellation once the answer came', async () => {
  const { channel, run, written } = harness();
  const end = new AbortController();
  const first = run(end.signal);
  channel.settle(JSON.stringify(ran(1)));
  await first;
  end.abort();
  expect(written).toHaveLength(1);
});

it('fails everything that waits when it is closed, and everything after', async () => {
  const { channel, run, written } = harness();
  const waiting = [run(), run()];
  const lost = new ZopsError('sandbox_failed', 'gone');
  channel.close(lost);
  channel.close(new ZopsError('sandbox_failed', 'later'));
  for (const request of [...waiting, run()]) await expect(request).rejects.toBe(lost);
  expect(written).toHaveLength(2);
});

it('reports a runner that does not answer after the time-out of a command and the grace', () => {
  vi.useFakeTimers();
  try {
    const { run, channel, onHung } = harness();
    void run();
    void run();
    channel.settle(JSON.stringify(ran(1)));
    vi.advanceTimersByTime(149);
    expect(onHung).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onHung).toHaveBeenCalledOnce();
  } finally {
    vi.useRealTimers();
  }
});

it('does not accept a complaint about a line that it cannot have written', () => {
  const { channel } = harness();
  expect(() => channel.settle(JSON.stringify(failed(null)))).toThrow('m');
  expect(() => channel.settle('{}')).toThrow();
});
