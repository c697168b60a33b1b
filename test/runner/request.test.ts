import { expect, it } from 'vitest';
import { RUNNER_LIMITS } from '../../runner/limits.js';
import { parseRequest, requestId } from '../../runner/request.js';

const GOOD = { op: 'run', id: 7, command: 'date', argv: ['/usr/bin/date'], timeoutMs: 1000, outputBytes: 1024 };

it('reads a run and a cancel request, and nothing besides their fields', () => {
  expect(parseRequest(JSON.stringify({ ...GOOD, env: { LD_PRELOAD: '/sim/x.so' } }))).toEqual(GOOD);
  expect(parseRequest('{"op":"cancel","id":7,"command":"date"}')).toEqual({ op: 'cancel', id: 7 });
});

it.each([
  ['no JSON', 'date', 'the line is no JSON'],
  ['half a line', '{"op":"run","id":1', 'the line is no JSON'],
  ['an array', '[1]', 'the line is no JSON object'],
  ['null', 'null', 'the line is no JSON object'],
  ['no id', JSON.stringify({ ...GOOD, id: undefined }), 'id must be a whole number from 0'],
  ['an id that is no number', JSON.stringify({ ...GOOD, id: '7' }), 'id must be a whole number from 0'],
  ['a negative id', JSON.stringify({ ...GOOD, id: -1 }), 'id must be a whole number from 0'],
  ['another op', JSON.stringify({ ...GOOD, op: 'exec' }), 'op must be run or cancel'],
  ['no command', JSON.stringify({ ...GOOD, command: null }), 'command must be a string'],
  ['an argv that is text', JSON.stringify({ ...GOOD, argv: 'date' }), 'argv must be an array of strings'],
  ['an argv with a number', JSON.stringify({ ...GOOD, argv: ['/usr/bin/date', 1] }), 'argv must be an array of strings'],
  ['no time-out', JSON.stringify({ ...GOOD, timeoutMs: 0 }), `timeoutMs must be 1 to ${RUNNER_LIMITS.timeoutMs}`],
  ['a time-out of weeks', JSON.stringify({ ...GOOD, timeoutMs: 1e9 }), `timeoutMs must be 1 to ${RUNNER_LIMITS.timeoutMs}`],
  ['half a millisecond', JSON.stringify({ ...GOOD, timeoutMs: 1.5 }), `timeoutMs must be 1 to ${RUNNER_LIMITS.timeoutMs}`],
  ['an output cap of gigabytes', JSON.stringify({ ...GOOD, outputBytes: 1e10 }), `outputBytes must be 1 to ${RUNNER_LIMITS.outputBytes}`],
])('refuses %s', (_, line, message) => {
  expect(() => parseRequest(line)).toThrow(expect.objectContaining({ code: 'invalid_request', message }));
});

it('finds the id of a broken request, so that whoever sent it gets the answer', () => {
  expect(requestId('{"op":"exec","id":3}')).toBe(3);
  expect(requestId('{"id":"3"}')).toBeNull();
  expect(requestId('{"id":3')).toBeNull();
});
