#!/usr/bin/env node
// The bin `zops-mcp`: the MCP server over stdio, and with arguments its operator's subcommands; each is loaded when it is asked for.
import { loadConfig } from './config.js';
import { messageOf, ZopsError } from './errors.js';

/** Names that a client made up are in some of the texts: none acts on a terminal, and none begins a line that looks like ours. */
const warn = (text: string): void => {
  const safe = text.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd').replaceAll('\n', '\n  ');
  process.stderr.write(`zops-mcp: ${safe}\n`);
};

async function main(argv: readonly string[]): Promise<void> {
  try {
    const config = loadConfig(process.env);
    if (argv.length === 0) {
      const { serve } = await import('./serve.js');
      await serve(config, warn);
    } else {
      const { runOperator } = await import('./operator/cli.js');
      process.exitCode = await runOperator(argv, config, { out: process.stdout, err: process.stderr });
    }
  } catch (error) {
    // Only our own errors speak; a stack is for bug reports.
    warn(error instanceof ZopsError ? error.message : `internal error: ${messageOf(error)}`);
    process.exitCode = error instanceof ZopsError && error.code === 'invalid_environment' ? 2 : 1;
  }
}

await main(process.argv.slice(2));
