// Answers that are no success, turned into what a person can act on.
import { describe, expect, it } from 'vitest';
import { problemOf } from '../../../src/http/page/problem.js';

describe('problemOf', () => {
  it('401: asks for the token, in the words of the server', () => {
    expect(problemOf(401, null, { title: 'Unauthorized', detail: 'A token is needed.' })).toEqual({ kind: 'unauthorized', detail: 'A token is needed.' });
  });

  it('422: names the fields', () => {
    const errors = [{ field: 'message', reason: 'is blank; say what you want' }];
    expect(problemOf(422, null, { detail: 'No.', errors })).toEqual({ kind: 'invalid', fields: errors });
    expect(problemOf(422, null, { detail: 'No.' })).toEqual({ kind: 'invalid', fields: [{ field: '', reason: 'No.' }] });
  });

  it.each([
    ['7', 7],
    [null, 5],
    ['0', 1],
    ['99999', 300],
    ['Wed, 21 Oct 2026 07:28:00 GMT', 5],
  ])('429 and 503: wait as long as Retry-After %s says, within reason', (retryAfter, seconds) => {
    for (const status of [429, 503]) expect(problemOf(status, retryAfter, { detail: 'Too many.' })).toEqual({ kind: 'busy', detail: 'Too many.', seconds });
  });

  it('others: says what the server said, or at least the status', () => {
    expect(problemOf(404, null, { title: 'Not found' })).toEqual({ kind: 'failed', detail: 'Not found' });
    expect(problemOf(500, null, null)).toEqual({ kind: 'failed', detail: 'The server answered with status 500.' });
    expect(problemOf(502, null, '<html>')).toEqual({ kind: 'failed', detail: 'The server answered with status 502.' });
  });
});
