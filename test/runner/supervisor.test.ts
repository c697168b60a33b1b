import { expect, it, vi } from 'vitest';
import { Failure } from '../../runner/failure.js';
import { RUNNER_LIMITS } from '../../runner/limits.js';
import type { Answer, RunRequest } from '../../runner/protocol.js';
import { Supervisor, type Outcome } from '../../runner/supervisor.js';

/** A supervisor whose commands end when the test says so, or at once when they are aborted. */
function harness() {
  const answers: Answer[] = [];
  const started: number[] = [];
  const ends = new Map<number, (outcome: Outcome | Error) => void>();
  const supervisor = new Supervisor(
    (request, signal) =>
      new Promise((resolve, reject) => {
        started.push(request.id);
        ends.set(request.id, (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)));
        signal.addEventListener('abort', () => resolve(outcome({ stdout: 'partial', exitCode: null, signal: 'SIGKILL' })));
      }),
    (answer) => answers.push(answer),
  );
  return {
    answers,
    started,
    supervisor,
    send: (id: number, fields: Partial<RunRequest> = {}) =>
      supervisor.receive(JSON.stringify({ op: 'run', id, command: 'date', argv: ['/usr/bin/date'], timeoutMs: 5_000, outputBytes: 10, ...fields })),
    cancel: (id: number) => supervisor.receive(JSON.stringify({ op: 'cancel', id })),
    end: (id: number, result: Partial<Outcome> | Error = {}) => ends.get(id)?.(result instanceof Error ? result : outcome(result)),
    settle: () => new Promise(setImmediate),
  };
}

const outcome = (fields: Partial<Outcome>): Outcome => ({ stdout: '', stderr: '', exitCode: 0, signal: null, truncated: false, ...fields });

it('answers each request with its own outcome, in the order in which they end', async () => {
  const { send, end, settle, answers } = harness();
  send(1);
  send(2);
  end(2, { stdout: 'two' });
  await settle();
  end(1, { stderr: 'one', exitCode: 1 });
  await settle();
  const durationMs: unknown = expect.any(Number);
  expect(answers).toEqual([
    { id: 2, stdout: 'two', stderr: '', exitCode: 0, signal: null, truncated: false, timedOut: false, durationMs },
    { id: 1, stdout: '', stderr: 'one', exitCode: 1, signal: null, truncated: false, timedOut: false, durationMs },
  ]);
});

it('runs only so many at a time; the others start in order of arrival', async () => {
  const { send, end, settle, started } = harness();
  const all = Array.from({ length: RUNNER_LIMITS.running + 2 }, (_, index) => index);
  all.forEach((id) => send(id));
  expect(started).toEqual(all.slice(0, RUNNER_LIMITS.running));
  end(3);
  await settle();
  end(0);
  await settle();
  expect(started).toEqual(all);
});

it('refuses one more when the queue is full, and an id that is in use', () => {
  const { send, answers, supervisor } = harness();
  const room = RUNNER_LIMITS.running + RUNNER_LIMITS.queued;
  for (let id = 0; id < room; id += 1) send(id);
  expect(answers).toEqual([]);
  send(room);
  send(0);
  supervisor.tooLong();
  supervisor.receive('nonsense');
  expect(answers).toEqual([
    { id: room, error: { code: 'busy', message: '1024 commands wait already' } },
    { id: 0, error: { code: 'invalid_request', message: 'id 0 is in use' } },
    { id: null, error: { code: 'request_too_large', message: `a request has at most ${RUNNER_LIMITS.requestBytes} bytes` } },
    { id: null, error: { code: 'invalid_request', message: 'the line is no JSON' } },
  ]);
  supervisor.close();
});

it('cancels one command alone, running or waiting, and answers it once', async () => {
  const { send, cancel, end, settle, answers, started } = harness();
  for (let id = 0; id <= RUNNER_LIMITS.running; id += 1) send(id);
  cancel(RUNNER_LIMITS.running); // waits for its turn
  cancel(2); // runs
  cancel(2);
  cancel(99); // unknown: answered long ago
  await settle();
  end(1, { stdout: 'unharmed' });
  await settle();
  expect(answers.map((answer) => ('error' in answer ? [answer.id, answer.error.code] : [answer.id, answer.stdout]))).toEqual([
    [RUNNER_LIMITS.running, 'cancelled'],
    [2, 'cancelled'],
    [1, 'unharmed'],
  ]);
  expect(started).not.toContain(RUNNER_LIMITS.running);
});

it('ends a command at its time-out with what it had printed; one that never got its turn did not run, and says so', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const { send, settle, answers } = harness();
    for (let id = 0; id < RUNNER_LIMITS.running; id += 1) send(id, { timeoutMs: id === 0 ? 100 : 5_000 });
    send(50, { timeoutMs: 50 });
    vi.advanceTimersByTime(100);
    await settle();
    expect(answers).toMatchObject([
      { id: 50, error: { code: 'busy', message: 'its turn did not come in time' } },
      { id: 0, timedOut: true, exitCode: null, stdout: 'partial' },
    ]);
  } finally {
    vi.useRealTimers();
  }
});

it('answers a refusal with its code, and a bug as internal, and goes on', async () => {
  const { send, end, settle, answers } = harness();
  send(1);
  end(1, new Failure('refused', 'no'));
  send(2);
  end(2, new TypeError('a bug'));
  await settle();
  send(3);
  end(3);
  await settle();
  expect(answers).toMatchObject([
    { id: 1, error: { code: 'refused', message: 'no' } },
    { id: 2, error: { code: 'internal', message: 'a bug' } },
    { id: 3, exitCode: 0 },
  ]);
});

it('kills everything at the end and answers nothing any more', async () => {
  const { send, settle, answers, supervisor } = harness();
  for (let id = 0; id < RUNNER_LIMITS.running + 3; id += 1) send(id);
  supervisor.close();
  await settle();
  expect(answers).toEqual([]);
});
