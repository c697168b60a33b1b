// The command line of `zops serve`: options, help, and what to do when they do not fit. Reads nothing but argv.
import { Command, InvalidArgumentError } from 'commander';
import { readArguments, type Instead } from '../agent/command-line.js';

export interface ServeUsage {
  /** 0: any free one. */
  readonly port: number;
  readonly host: string;
  /** Names besides `localhost` under which browsers and clients may ask. */
  readonly names: readonly string[];
  readonly verbose: boolean;
}

export type ParsedServe = { readonly kind: 'serve'; readonly usage: ServeUsage } | Instead;

const NOTES = `
Without ZOPS_TOKEN only this machine can ask. To serve others, set it (24 characters or more, such as the
output of: openssl rand -hex 32) and give --host; the connection is not encrypted, so put a proxy that
speaks TLS in front. See docs/http.md.

Exit codes: 0 ended when asked to, 1 failed, 2 bad usage.`;

/** @param argv what follows `serve` */
export function parseServeUsage(argv: readonly string[]): ParsedServe {
  const program = new Command('zops serve')
    .description('Answer over HTTP: POST /chat for programs, a page at / for people, GET /openapi.json for the rest.')
    .option('--port <number>', 'port to listen on; 0 takes any free one', toPort, 8000)
    .option('--host <address>', 'address to listen on', toHost, '127.0.0.1')
    .option('--allow-host <name...>', 'further names under which this server is asked, such as that of a proxy', [])
    .option('--verbose', "one line for each request, and the MCP server's messages, on stderr", false)
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', NOTES)
    .allowExcessArguments(false);
  const instead = readArguments(program, argv);
  if (instead !== undefined) return instead;
  const { port, host, allowHost, verbose } = program.opts<{ port: number; host: string; allowHost: string[]; verbose: boolean }>();
  return { kind: 'serve', usage: { port, host, names: allowHost, verbose } };
}

function toHost(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('An address is a number such as 127.0.0.1 or a name.');
  return text;
}

function toPort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return Number(text);
}
