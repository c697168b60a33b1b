// What the worker does with a request: checks where the files of a command really are, runs it, words the outcome.
import type { Entry } from '../../policy/glob.js';
import { decode, encode } from './bytes.js';
import { compilePaths, NO_PATH_RULES, type PathRules } from '../../policy/narrow/path-rules.js';
import type { Reach } from '../../policy/narrow/site-paths.js';
import type { Refusal } from '../../policy/refusal.js';
import { FileError, OutsideError, Refused } from './errno.js';
import { Unsupported } from './unsupported.js';
import type { Reply, Request, RunRequest, WorkerSettings } from './protocol.js';
import { runProgram } from './run-program.js';
import { SimView } from './view.js';

export type Responder = (request: Request) => Reply;

export function createResponder({ directory }: WorkerSettings): Responder {
  return (request) => {
    try {
      const rules = request.confined === undefined ? NO_PATH_RULES : compilePaths(request.confined.paths);
      if (request.op === 'list') return { entries: entries(new SimView(directory), encode(request.directory), rules) };
      return run(new SimView(directory, rules), request, rules);
    } catch (error) {
      if (error instanceof Refused) return { failure: 'refused', message: error.message, rule: error.refusal.rule };
      if (error instanceof Unsupported) return { failure: 'unsupported_in_sandbox', message: error.message };
      if (error instanceof FileError) return { failure: 'sandbox_failed', message: `The directory behind /sim cannot be read: ${error.message}.` };
      throw error;
    }
  };
}

function run(view: SimView, { program, args, outputBytes, confined }: RunRequest, rules: PathRules): Reply {
  const files = args.filter(({ role }) => role === 'file');
  const stranger = files.find(({ value }) => leadsOutside(view, encode(value)));
  if (stranger !== undefined) {
    return { failure: 'refused', message: `${stranger.value} leads outside /sim by a link; only what really lies in /sim can be read.` };
  }
  for (const { value } of files) {
    const refusal = refusalOf(view, encode(value), confined?.reach ?? 'itself', rules);
    if (refusal !== null) throw new Refused(refusal);
  }
  const started = performance.now();
  const words = args.map(({ value }) => encode(value));
  const { exitCode, stdout, stderr } = runProgram(program, words, view, outputBytes);
  const durationMs = performance.now() - started;
  return { exitCode, stdout: stdout.text(), stderr: stderr.text(), truncated: stdout.truncated || stderr.truncated, durationMs };
}

/** What cannot be reached for another reason is left to the program to report. */
function leadsOutside(view: SimView, path: string): boolean {
  return failureOf(() => view.stat(path)) instanceof OutsideError;
}

/** What the site says of where an operand really leads. In what it keeps back, what is not there is not told apart from what is. */
function refusalOf(view: SimView, path: string, reach: Reach, rules: PathRules): Refusal | null {
  const { path: real, kind } = view.reached(path);
  if (kind !== null) return rules.check(decode(real), reach, kind === 'directory');
  return rules.shows(decode(real), true) ? null : rules.check(decode(real), 'itself', null);
}

/** Without the names that are not UTF-8: an argument could not spell them; and without those that the site keeps to itself. */
function entries(view: SimView, directory: string, rules: PathRules): Entry[] {
  let names: string[] = [];
  let real = '';
  failureOf(() => {
    names = view.list(directory);
    real = decode(view.realpath(directory));
  });
  return names
    .filter((name) => encode(decode(name)) === name)
    .map((name) => ({ name: decode(name), isDirectory: isDirectory(view, `${directory}/${name}`) }))
    .filter(({ name, isDirectory }) => rules.shows(`${real}/${name}`, isDirectory));
}

function isDirectory(view: SimView, path: string): boolean {
  let kind = '';
  failureOf(() => (kind = view.stat(path).kind));
  return kind === 'directory';
}

function failureOf(action: () => unknown): FileError | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof FileError) return error;
    throw error;
  }
}
