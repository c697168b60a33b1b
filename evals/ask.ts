// Puts one question to the built agent: a child process of its own, with an empty state and home directory that go away afterwards.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { Question } from './question.js';
import { type Outcome, reportSchema } from './report.js';

const AGENT = fileURLToPath(new URL('../dist/agent.js', import.meta.url));
/** The agent ends by itself after its own deadline (two minutes); this is for one that does not, ms. */
const TIMEOUT_MS = 150_000;

export interface AskOptions {
  readonly scenario: string;
  readonly planner: string;
  /** Where the model's settings (OPENAI_*) come from. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export async function ask(question: Question, { scenario, planner, env }: AskOptions): Promise<Outcome> {
  const dir = await mkdtemp(path.join(tmpdir(), 'zops-evals-'));
  const home = path.join(dir, 'home');
  const started = performance.now();
  try {
    await mkdir(home);
    const { stdout, stderr, exitCode, timedOut } = await execa(process.execPath, [AGENT, '--json', '--mode', question.mode ?? 'execute_safe', question.ask], {
      cwd: home,
      stdin: 'ignore',
      reject: false,
      timeout: TIMEOUT_MS,
      extendEnv: false,
      env: {
        PATH: env['PATH'],
        HOME: home,
        ZOPS_SCENARIO: scenario,
        ZOPS_STATE_DIR: path.join(dir, 'state'),
        ZOPS_SANDBOX: 'embedded',
        ...(planner === 'openai' ? modelSettings(env) : {}),
      },
    });
    const durationMs = performance.now() - started;
    if (timedOut) return { report: null, problem: 'the agent did not end', durationMs };
    const parsed = reportSchema.safeParse(jsonOf(stdout));
    if (!parsed.success) return { report: null, problem: `exit code ${exitCode ?? 'none'}, no report: ${stderr.trim().slice(0, 200)}`, durationMs };
    const report = parsed.data;
    if (report.audit.planner !== planner) return { report: null, problem: `the planner was ${report.audit.planner}, not ${planner}`, durationMs };
    return { report, exitCode: exitCode ?? -1, durationMs };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function modelSettings(env: AskOptions['env']): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('OPENAI_')));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
