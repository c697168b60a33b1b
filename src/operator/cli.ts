// The operator's subcommands of `zops-mcp`: arguments in, text on the given streams, an exit code out.
import { Argument, Command, CommanderError, InvalidArgumentError } from 'commander';
import type { Config } from '../config.js';
import { ENVIRONMENT } from '../config.js';
import { ZopsError } from '../errors.js';
import { packageFile } from '../package-files.js';
import { describeVerdict } from '../policy/describe.js';
import { VERSION } from '../version.js';
import { HOSTS, installedServer, isInNpxCache, publishedServer } from './hosts.js';

export interface OperatorStreams {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream;
}

/** Exit codes: 0 done, 1 failed or refused, 2 bad usage. */
export async function runOperator(argv: readonly string[], config: Config, { out, err }: OperatorStreams): Promise<number> {
  let exitCode = 0;
  const program = new Command('zops-mcp')
    .description('MCP server that lets an AI assistant operate a z/OS system safely. Without arguments: serve MCP on stdin and stdout.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ writeOut: (text) => out.write(text), writeErr: (text) => err.write(text) })
    .showHelpAfterError('(zops-mcp --help lists what there is)')
    .addHelpText('after', `\nEnvironment:\n${Object.entries(ENVIRONMENT).map(([name, what]) => `  ${name.padEnd(28)} ${what}`).join('\n')}`);

  const policy = program.command('policy').description('The policy engine, without a server.');
  policy
    .command('check')
    .description('Print the verdict of the policy in force on a command as JSON; exit 0 allowed, 1 refused.')
    .argument('<command>', 'the command as one quoted argument')
    // The command may well start with a dash.
    .allowUnknownOption()
    .action(async (command: string) => {
      const { policyInForce } = await import('./policy.js');
      const verdict = (await policyInForce(config.policyFile)).evaluate(command);
      out.write(`${JSON.stringify(describeVerdict(command, verdict))}\n`);
      exitCode = verdict.allowed ? 0 : 1;
    });
  policy
    .command('show')
    .description('Print the policy in force: the built-in one, narrowed by the file in ZOPS_POLICY when there is one.')
    .option('--json', 'print it as JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { policyShow } = await import('./policy.js');
      await policyShow({ file: config.policyFile, json, out });
    });
  policy
    .command('validate')
    .description('Check a site policy file as the server would at its start; exit 0 when it can be used, 1 when not, with what is wrong.')
    .argument('<file>', 'the site policy file')
    .action(async (file: string) => {
      const { policyValidate } = await import('./policy.js');
      await policyValidate({ file, out });
    });

  const audit = program.command('audit').description('The audit trail.');
  audit
    .command('verify')
    .description('Check the hash chain; exit 0 when it holds, 1 when it is broken.')
    .option('--json', 'print the result as JSON')
    .action(async (options: { json?: boolean }) => {
      const { auditVerify } = await import('./audit.js');
      exitCode = await auditVerify({ directory: config.stateDir, json: options.json ?? false, out, err });
    });
  audit
    .command('tail')
    .description('Print the newest records.')
    .option('-n, --lines <count>', 'how many', positiveInteger, 20)
    .option('--json', 'print JSON Lines')
    .action(async (options: { lines: number; json?: boolean }) => {
      const { auditTail } = await import('./audit.js');
      exitCode = await auditTail({ directory: config.stateDir, count: options.lines, json: options.json ?? false, out });
    });

  audit
    .command('rotate')
    .description('Put the file of the trail aside and begin a new one, as happens on its own when it has grown large; safe while servers run.')
    .action(async () => {
      const { auditRotate } = await import('./audit.js');
      exitCode = await auditRotate({ directory: config.stateDir, out });
    });

  program
    .command('config')
    .description('Print what adds this server to an MCP host, in the format of that host; where it goes is said on stderr.')
    .addArgument(new Argument('<host>', 'the host').choices(Object.keys(HOSTS)))
    .option('--npx', 'start the published package instead of the one installed here: a text without paths, to share with a team')
    .action((name: string, { npx = false }: { npx?: boolean }) => {
      const host = HOSTS[name];
      if (host === undefined) return;
      const main = packageFile('dist/main.js');
      const start = npx || isInNpxCache(main) ? publishedServer(VERSION, process.platform) : installedServer(process.execPath, main);
      out.write(host.render({ ...start, env: config.zopsEnv }));
      err.write(`${host.title}: put this into ${host.file}.\n`);
    });

  const sandbox = program.command('sandbox').description('The Docker sandbox.');
  sandbox
    .command('build')
    .description('Build the image in which commands run.')
    .option('--base <image>', 'base image to start from, for example of an internal registry')
    .action(async ({ base }: { base?: string }) => {
      const { sandboxBuild } = await import('./sandbox.js');
      exitCode = await sandboxBuild({ image: config.image, dockerEnv: config.dockerEnv, out, base });
    });
  sandbox
    .command('status')
    .description('Engine, image and digest, and what to do when something is missing; exit 0 when commands can run in Docker.')
    .option('--json', 'print the status as JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { sandboxStatus } = await import('./sandbox.js');
      exitCode = await sandboxStatus({ image: config.image, dockerEnv: config.dockerEnv, out, json });
    });

  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof ZopsError)) throw error;
    err.write(`zops-mcp: ${error.message}\n`);
    return 1;
  }
  return exitCode;
}

function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('Write a whole number from 1.');
  return Number(text);
}
