// The short way past the protocol's schemas takes nothing that they would not take as it is.
import { CallToolRequestSchema, JSONRPCMessageSchema, ListToolsRequestSchema, PingRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlainMessage } from '../../src/server/plain-message.js';

const call = { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'get_logs', arguments: { source: 'syslog' }, _meta: { progressToken: 7, traceparent: '00-a-b-01' } } };

describe('a message', () => {
  it.each([call, { ...call, id: 'x' }, { ...call, params: { name: 'x' } }, { jsonrpc: '2.0', id: 0, method: 'tools/list' }, { jsonrpc: '2.0', id: 1, method: 'ping', params: {} }])('is plain: %j', (message) => {
    expect(isPlainMessage(message)).toBe(true);
  });

  it.each([
    null, 'text', [call], {},
    { ...call, jsonrpc: '1.0' }, { ...call, id: null }, { ...call, id: 1.5 }, { ...call, more: 1 }, { ...call, result: {} },
    { ...call, params: [] }, { ...call, params: {} }, { ...call, params: { name: 1 } }, { ...call, params: { name: 'x', arguments: [] } }, { ...call, params: { name: 'x', arguments: null } },
    { ...call, params: { name: 'x', task: {} } }, { ...call, params: { name: 'x', _meta: { progressToken: {} } } }, { ...call, params: { name: 'x', _meta: null } },
    { ...call, params: { name: 'x', _meta: { 'io.modelcontextprotocol/related-task': {} } } },
    { jsonrpc: '2.0', method: 'notifications/initialized' }, { jsonrpc: '2.0', id: 1, result: {} }, { jsonrpc: '2.0', id: 1, method: 'resources/read', params: { uri: 'x:' } },
  ])('goes through the schemas: %j', (message) => {
    expect(isPlainMessage(message)).toBe(false);
  });

  it('that is plain is valid, whatever it is made of', () => {
    const odd = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.constant(null), fc.constant([]), fc.constant({}));
    const often = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof({ weight: 6, arbitrary }, { weight: 1, arbitrary: odd });
    const meta = often(fc.record({ progressToken: often(fc.integer()), traceparent: often(fc.string()), other: odd }, { requiredKeys: [] }));
    const params = often(fc.record({ name: often(fc.string()), arguments: often(fc.object()), cursor: odd, _meta: meta }, { requiredKeys: [] }));
    const message = fc.record({ jsonrpc: fc.constantFrom('2.0', '1.0'), id: often(fc.integer()), method: fc.constantFrom('tools/call', 'tools/list', 'ping', 'x'), params }, { requiredKeys: ['jsonrpc', 'id', 'method'] });
    const schemas = { 'tools/call': CallToolRequestSchema, 'tools/list': ListToolsRequestSchema, ping: PingRequestSchema };
    let plain = 0;
    fc.assert(
      fc.property(message, (made) => {
        if (!isPlainMessage(made)) return;
        plain += 1;
        expect(JSONRPCMessageSchema.parse(made)).toEqual(made);
        expect(schemas[made.method as keyof typeof schemas].safeParse(made).success).toBe(true);
      }),
      { numRuns: 3_000 },
    );
    expect(plain).toBeGreaterThan(20);
  });
});
