// Who may ask: the Host a request names (DNS rebinding), where a browser sends it from (cross-site), and its token. Pure.
import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { HttpProblem } from './problem.js';

export interface GuardOptions {
  /** Names besides `localhost` under which this server is known; an address needs no name. */
  readonly names: readonly string[];
  /** Null: whoever reaches the server may ask. */
  readonly token: string | null;
}

type Header = (name: string) => string | undefined;

export interface Guard {
  /** @throws HttpProblem 421, 403 */
  admitSender(header: Header, isNavigation: boolean): void;
  /** @throws HttpProblem 401 */
  admitBearer(header: Header): void;
}

export function createGuard({ names, token }: GuardOptions): Guard {
  const known = new Set(['localhost', ...names.map((name) => name.toLowerCase())]);
  const digest = token === null ? null : sha256(token);
  return {
    admitSender(header, isNavigation) {
      const host = header('host') ?? '';
      const name = hostName(host);
      // A page of a stranger can point its own name at this address, but it cannot take an address for a name.
      if (name === null || (isIP(name) === 0 && !known.has(name)))
        throw new HttpProblem(421, 'unknown_host', 'This server is not known under the Host of the request. Ask it by address or as localhost, or name it with --allow-host.');
      const origin = header('origin');
      if (origin !== undefined && !isSameHost(origin, host)) throw crossSite();
      const site = header('sec-fetch-site');
      if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation) throw crossSite();
    },
    admitBearer(header) {
      if (digest === null) return;
      const [, given] = /^bearer +(\S+)$/i.exec(header('authorization') ?? '') ?? [];
      if (given !== undefined && timingSafeEqual(sha256(given), digest)) return;
      throw new HttpProblem(401, 'unauthorized', 'This server asks for a token: send Authorization: Bearer and the value of ZOPS_TOKEN.', {
        headers: { 'WWW-Authenticate': 'Bearer realm="zops"' },
      });
    },
  };
}

function crossSite(): HttpProblem {
  return new HttpProblem(403, 'cross_site', 'The request comes from a page of another site; only pages of this server may ask.');
}

/** Equal lengths for a comparison in constant time. */
function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Without the port and without an IPv6 address's brackets; null for what is no host. */
function hostName(host: string): string | null {
  const [, address, name] = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host) ?? [];
  return (address ?? name)?.toLowerCase() ?? null;
}

/** The scheme may differ: a proxy that speaks TLS can stand in between. */
function isSameHost(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase().replace(/:(?:80|443)$/, '');
}
