// A record as a line: what is sealed can be opened, what is not exactly so cannot; what is cut, and where.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/redact.js';
import { boundEvent, GENESIS, openLine, redactEvent, sealRecord } from '../../src/state/audit-record.js';

const at = { time: '2026-11-23T00:00:00.000Z', pid: 7 };
const opened = (line: string): unknown => openLine(Buffer.from(line.trimEnd()));
const HASH = 'a'.repeat(64);

/** A line as somebody else could write it, with a hash that fits. */
function forged(fields: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify({ seq: 1, time: at.time, pid: 7, event: 'call', prev: GENESIS.hash, ...fields });
  return `${text.slice(0, -1)},"hash":"${createHash('sha256').update(text).digest('hex')}"}`;
}

describe('a sealed record', () => {
  it('is what is opened', () => {
    const { record, line } = sealRecord({ seq: 41, hash: HASH }, { event: 'result', tool: 'get_logs' }, { ...at, torn: 'x', head: null });
    expect(opened(line)).toEqual(record);
    expect(line).toBe(`{"seq":42,"time":"${at.time}","pid":7,"event":"result","tool":"get_logs","torn":"x","head":null,"prev":"${HASH}","hash":"${record.hash}"}\n`);
  });

  it('may name what was found', () => {
    for (const found of [{ torn: '' }, { head: { seq: 0, hash: HASH } }, { follows: 'audit-000000000001.jsonl' }]) expect(opened(forged(found))).toMatchObject({ seq: 1, ...found });
  });

  it.each([
    { seq: 0 }, { seq: -1 }, { seq: 1.5 }, { seq: '1' }, { seq: 2 ** 53 }, { seq: null },
    { time: 1 }, { pid: '7' }, { event: 1 }, { event: null }, { follows: 1 }, { follows: null }, { torn: null }, { torn: {} },
    { head: 1 }, { head: {} }, { head: { seq: -1, hash: HASH } }, { head: { seq: 2 ** 53, hash: HASH } }, { head: { seq: 1, hash: 'x' } },
    { prev: 'x' }, { prev: HASH.slice(1) }, { prev: `${HASH}a` }, { prev: HASH.toUpperCase() }, { prev: 0 },
  ])('with %j is none of ours', (fields) => {
    expect(opened(forged(fields))).toBe('not_a_record');
  });

  it.each([['{"seq":1'], ['']])('%j is no JSON', (line) => {
    expect(opened(line)).toBe('not_json');
  });

  it.each(['null', '1', '"x"', '[]', '{}', '{"seq":1}'])('%s is no record', (line) => {
    expect(opened(line)).toBe('not_a_record');
  });

  it('whose hash stands elsewhere, or is of another text, was changed', () => {
    const line = forged({});
    const { hash } = JSON.parse(line) as { hash: string };
    expect(opened(line.replace(`,"hash":"${hash}"`, `,"hash": "${hash}"`))).toBe('hash_mismatch');
    expect(opened(line.replace(hash, HASH))).toBe('hash_mismatch');
    expect(opened(line.replace('"pid":7', '"pid":8'))).toBe('hash_mismatch');
  });
});

describe('an event', () => {
  const args = (characters: number): { readonly value: string } => ({ value: 'x'.repeat(characters - '{"value":""}'.length) });

  it('is kept whole up to its bounds', () => {
    const event = { event: 'call', tool: 't'.repeat(256), args: args(16_384), duration_ms: 3 } as const;
    expect(boundEvent(event)).toEqual(event);
    expect(boundEvent({ event: 'stop' })).toEqual({ event: 'stop' });
    expect(boundEvent({ event: 'call', args: { length: 1_000 } })).toEqual({ event: 'call', args: { length: 1_000 } });
  });

  it('over them is cut, and says by how much', () => {
    expect(boundEvent({ event: 'call', tool: 't'.repeat(257), client: 'c', args: args(16_385) })).toEqual({
      event: 'call',
      tool: `${'t'.repeat(256)}… (257 characters)`,
      client: 'c',
      args: { cut: `{"value":"${'x'.repeat(4096 - '{"value":"'.length)}`, characters: 16_385 },
    });
  });

  it('loses the secrets of a client, and nothing else', () => {
    const redactor = createRedactor({ secrets: ['hunter2-registered'] });
    const secret = 'hunter2-registered';
    expect(redactEvent({ event: 'call', tool: secret, args: { a: secret }, client: secret, rule: 'kept' }, redactor)).toEqual({ event: 'call', tool: '[redacted]', args: { a: '[redacted]' }, client: '[redacted]', rule: 'kept' });
    expect(redactEvent({ event: 'stop' }, redactor)).toEqual({ event: 'stop' });
  });
});
