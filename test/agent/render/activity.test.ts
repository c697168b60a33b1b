// The spinner: on a terminal only, on stderr, one line, gone afterwards.
import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';

vi.hoisted(() => {
  delete process.env['CI'];
  process.env['TERM'] = 'xterm';
});
const { createActivity } = await import('../../../src/agent/render/activity.js');

function terminal(): { stream: NodeJS.WriteStream; written: () => string } {
  let text = '';
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 40, cursorTo: () => true, clearLine: () => true, moveCursor: () => true });
  stream.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  return { stream: stream as unknown as NodeJS.WriteStream, written: () => text };
}

describe('activity', () => {
  it('spins on a terminal, harmless and cut to its width', async () => {
    const { stream, written } = terminal();
    const activity = createActivity(stream);
    activity.show(`reading ${'x'.repeat(100)}`);
    activity.show('done\u001b[2J');
    await new Promise((resolve) => setTimeout(resolve, 200));
    activity.stop();
    activity.stop();
    expect(written()).toContain('done\\e[2J');
    expect(written()).not.toContain('\u001b[2J');
    expect(written()).not.toContain('x'.repeat(40));
  });

  it('is silent in a pipe and without a stream', () => {
    const stream = new PassThrough();
    const activity = createActivity(stream as unknown as NodeJS.WriteStream);
    activity.show('reading');
    activity.stop();
    expect(stream.read()).toBeNull();
    const none = createActivity(undefined);
    none.show('reading');
    none.stop();
  });
});
