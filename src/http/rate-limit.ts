// How often one client may ask: a bucket of tokens for each address, of which only so many are remembered.
import { isIPv6 } from 'node:net';
import { LIMITS } from '../limits.js';
import { busy } from './problem.js';

interface Bucket {
  tokens: number;
  at: number;
}

/** @throws HttpProblem 429 with Retry-After */
export type RateLimit = (address: string) => void;

/** @param now milliseconds of a clock that only goes forward */
export function createRateLimit(now: () => number = () => performance.now()): RateLimit {
  const buckets = new Map<string, Bucket>();
  return (address) => {
    const client = clientOf(address);
    const at = now();
    const last = buckets.get(client) ?? { tokens: LIMITS.httpBurst, at };
    const tokens = Math.min(LIMITS.httpBurst, last.tokens + ((at - last.at) / 1000) * LIMITS.httpPerSecond);
    // Set anew, a key is the newest of the map: the first is the one that has been silent longest.
    buckets.delete(client);
    buckets.set(client, { tokens: Math.max(0, tokens - 1), at });
    const [oldest] = buckets.keys();
    if (buckets.size > LIMITS.httpClients && oldest !== undefined) buckets.delete(oldest);
    if (tokens < 1) throw busy(429, 'too_many_requests', 'Too many requests from this client; wait and try again.', (1 - tokens) / LIMITS.httpPerSecond);
  };
}

/** Whoever has one IPv6 address usually has the 2^64 around it. */
function clientOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const filled = tail === undefined ? groups : [...groups, ...Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => '0'), ...rest];
  return filled.slice(0, 4).join(':');
}
