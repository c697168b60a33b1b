// What counts as an answer that holds what a page says of it.
import { expect, it } from 'vitest';
import { contains } from './contains.js';

it.each([
  [{ a: 1, b: 2 }, { a: 1 }],
  [{ a: { b: [1, 2, 3] } }, { a: { b: [1, 3] } }],
  [{ text: '{"a":[{"b":"long text"}]}' }, { text: { a: [{ b: 'long…' }] } }],
  ['one (two)\nthree', 'one (…three'],
  [null, null],
])('%j holds %j', (actual, expected) => {
  expect(contains(actual, expected)).toBe(true);
});

it.each([
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, { b: 1 }],
  [{ a: [1, 2] }, { a: [2, 1] }],
  [{ a: [1] }, { a: [1, 1] }],
  [{ a: 'no JSON' }, { a: {} }],
  [{ a: [] }, { a: {} }],
  ['one two', 'one'],
  ['oneXtwo', 'one.two'],
  [{ a: 1 }, { a: '1' }],
  [{ a: null }, { a: {} }],
])('%j does not hold %j', (actual, expected) => {
  expect(contains(actual, expected)).toBe(false);
});
