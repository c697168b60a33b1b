// What the worker does with a request: checks where the files of a command really are, runs it, words the outcome.
import type { Entry } from '../../policy/glob.js';
import { decode, encode } from './bytes.js';
import { FileError, OutsideError } from './errno.js';
import { Unsupported } from './unsupported.js';
import type { Reply, Request, RunRequest, WorkerSettings } from './protocol.js';
import { runProgram } from './run-program.js';
import { SimView } from './view.js';

export type Responder = (request: Request) => Reply;

export function createResponder({ directory }: WorkerSettings): Responder {
  return (request) => {
    try {
      const view = new SimView(directory);
      return request.op === 'list' ? { entries: entries(view, encode(request.directory)) } : run(view, request);
    } catch (error) {
      if (error instanceof Unsupported) return { failure: 'unsupported_in_sandbox', message: error.message };
      if (error instanceof FileError) return { failure: 'sandbox_failed', message: `The directory behind /sim cannot be read: ${error.message}.` };
      throw error;
    }
  };
}

function run(view: SimView, { program, args, outputBytes }: RunRequest): Reply {
  const stranger = args.find(({ value, role }) => role === 'file' && leadsOutside(view, encode(value)));
  if (stranger !== undefined) {
    return { failure: 'refused', message: `${stranger.value} leads outside /sim by a link; only what really lies in /sim can be read.` };
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

/** Without the names that are not UTF-8: an argument could not spell them. */
function entries(view: SimView, directory: string): Entry[] {
  let names: string[] = [];
  failureOf(() => (names = view.list(directory)));
  return names
    .filter((name) => encode(decode(name)) === name)
    .map((name) => ({ name: decode(name), isDirectory: isDirectory(view, `${directory}/${name}`) }));
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
