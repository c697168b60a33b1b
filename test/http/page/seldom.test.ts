// What a server seldom says: figures that are not known, empty lists, output that was cut, tools nobody knows, an error on the way.
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { HttpReport } from '../../../src/http/contract.js';
import { describeBrowser, useBrowser } from './support/browser.js';
import { ask, fact, plan } from './support/page.js';
import { startProxy } from './support/proxy.js';
import { useServer } from './support/serve.js';

type Args = Readonly<Record<string, unknown>>;

/** A report of one step that was carried out. */
function report(tool: string, args: Args, result: unknown, more: Partial<HttpReport['audit']> = {}): HttpReport {
  const audit = { trace_id: '0af7651916cd43dd8448eb211c80319c', mode: 'execute_safe' as const, tool_count: 1, executed_count: 1, planner: 'stub', model: null, stopped_reason: 'done' as const, trace_exported: false };
  return { answer: '', plan: [{ tool, args, reasoning: 'Why.', executed: true }], actions_taken: [{ tool, args, success: true, result }], script: null, audit: { ...audit, ...more } };
}

const EMPTY_STATUS = { system: null, release: null, cpu: null, cpu_reason: 'RMF is not running', memory: { used: 1, total: 2, percent: 96 }, jobs: {}, subsystems: {}, dasd: { volumes: 1, capacity_percent: 90 }, alerts: [], timestamp: '2026-11-19T13:29:29', simulated: false };
const RAN = { allowed: true, executed: true, dry_run: false, command: 'cat x', argv: ['cat', 'x'], rule: 'allowed', reason: '', stdout: '', stderr: 'late', exit_code: null, duration_ms: 10_000, truncated: true, timed_out: true, next: 'Ask for less.', sandbox: { backend: 'docker', image: 'zops-runner:1', digest: null } };

describeBrowser('what is seldom said', () => {
  const server = useServer();
  const { open, takeTrouble } = useBrowser();

  async function told(...events: readonly (readonly [string, unknown])[]): Promise<Page> {
    const proxy = await startProxy(server.url);
    const page = await open(proxy.url);
    proxy.breakPath('/chat', { events });
    await ask(page, 'Anything', 'Execute');
    return page;
  }

  it('a status with gaps: what is not known is said to be so, what is high stands out', async () => {
    const page = await told(['done', report('get_system_status', {}, EMPTY_STATUS)]);
    expect(await page.getByRole('meter').count()).toBe(2);
    expect(await page.getByRole('group', { name: 'CPU' }).innerText()).toMatch(/^–\s+CPU not known\s+RMF is not running$/);
    expect(await page.getByRole('meter', { name: 'Memory' }).getAttribute('aria-valuetext')).toBe('96 %, very high, 1 of 2 MB');
    expect(await page.getByRole('meter', { name: 'DASD' }).getAttribute('aria-valuetext')).toBe('90 %, high, 1 volume');
    expect(await plan(page).locator('.status').innerText()).toMatch(/running\s+–[\s\S]*Subsystems\s+None are reported\.\s+Alerts\s+None\.$/);
  });

  it('a command that was ended early', async () => {
    const page = await told(['done', report('run_command', { command: 'cat x', dry_run: false }, RAN)]);
    expect(await plan(page).locator('.command').innerText()).toMatch(
      /^ended early\s+timed out\s+output cut\s+10,000 ms in the docker sandbox \(zops-runner:1\)\s+It wrote nothing to standard output\.\s+Standard error\s+late\s+Ask for less\.$/,
    );
  });

  it('a command that was only judged', async () => {
    const page = await told(['done', report('run_command', { command: 'cat x', dry_run: true }, { ...RAN, executed: false })]);
    expect(await plan(page).innerText()).toMatch(/cat x\s+trial only\s+judged\s+Why\.\s+Judged only: nothing was run\.$/);
    expect(await fact(page, 'State')).toBe('0 of 1 run');
  });

  it('a plan that names no dry run, which means a trial, and one that changes a setting', async () => {
    const { audit, ...rest } = report('run_command', { command: 'cat x' }, null, { mode: 'plan_only' });
    const steps = [...rest.plan, { tool: 'run_command', args: { command: 'cat (trial only)', dry_run: false }, reasoning: 'Why.', executed: false }, { tool: 'update_config', args: { key: 'max_jobs', value: '20' }, reasoning: 'Why.', executed: false }];
    const page = await told(['plan', { trace_id: audit.trace_id, mode: 'plan_only', planner: 'stub', model: null, steps }], ['done', { ...rest, plan: steps, actions_taken: [], audit }]);
    expect(await Promise.all((await plan(page).locator('.step').all()).map(async (step) => (await step.locator('.badge').allInnerTexts()).join(', ')))).toEqual(['trial only, not run', 'not run', 'changes a setting, not run']);
  });

  it('a log without records', async () => {
    const page = await told(['done', report('get_logs', { source: 'error' }, { source: 'error', lines: [], count: 0, truncated: false, first_time: null, last_time: null })]);
    expect(await plan(page).locator('.logs').innerText()).toMatch(/^error: 0 records\s+No record matches\.$/);
  });

  it.each([
    ['a tool nobody knows', 'reboot_everything', { gone: '<b>true</b>' }],
    ['a result of another form', 'get_system_status', { odd: 1 }],
    ['a result that is no object', 'get_logs', ['a']],
  ])('%s: the result as it is', async (_, tool, result) => {
    const page = await told(['done', report(tool, { force: true, names: ['a'] }, result)]);
    expect(await plan(page).locator('.call').innerText()).toBe(`${tool} force=true names=["a"]`);
    expect(await page.getByRole('group', { name: `Result of ${tool}` }).innerText()).toBe(JSON.stringify(result, null, 2));
  });

  it('a run that a limit stopped, and an answer with titles and weight', async () => {
    const page = await told(['done', { ...report('get_logs', {}, 1, { stopped_reason: 'step_limit' }), answer: '## Findings\n* one **bold** `code`' }]);
    expect(await fact(page, 'State')).toBe('1 of 1 run, stopped: step limit');
    expect(await page.locator('.answer strong').allInnerTexts()).toEqual(['Findings', 'bold']);
    expect(await page.locator('.answer li').innerText()).toBe('one bold code');
  });

  it('an error on the way, a stream without an end, news of a later version', async () => {
    const problem = { type: 'about:blank', title: 'Internal Server Error', status: 500, code: 'internal', detail: 'Something broke.' };
    const broken = await told(['activity', { text: 'planning' }], ['text', { delta: 'Half an ans' }], ['news', {}], ['error', problem]);
    expect(await broken.getByRole('region', { name: 'The request failed' }).innerText()).toContain('Something broke.');
    expect(await broken.getByRole('region', { name: 'Answer' }).innerText()).toBe('Half an ans');
    const cut = await told(['activity', { text: 'planning' }]);
    await cut.getByRole('region', { name: 'The connection was lost' }).waitFor();
  });

  it('steps that an end cut off were not run', async () => {
    const step = { tool: 'get_logs', args: { source: 'error' }, reasoning: 'Read.' };
    const begun = { trace_id: '0af7651916cd43dd8448eb211c80319c', mode: 'execute_safe', planner: 'stub', model: null, steps: [step, step] };
    const page = await told(['plan', begun], ['action_started', { index: 0, ...step }]);
    expect(await plan(page).locator('.badge').allInnerTexts()).toEqual(['not run', 'not run']);
  });

  it('a clipboard that is closed', async () => {
    const page = await open(server.url);
    await page.evaluate('Object.defineProperty(navigator, "clipboard", { value: undefined })');
    await ask(page, 'List files in the simulator directory');
    await page.getByRole('button', { name: 'Copy the trace id' }).click();
    await page.getByRole('status').getByText('Not allowed here: select and copy').waitFor();
  });

  it('an answer that is no JSON ends the request all the same', async () => {
    const proxy = await startProxy(server.url);
    const page = await open(proxy.url);
    proxy.breakPath('/chat', { events: [['done', null]] });
    await ask(page, 'Anything', 'Execute');
    await page.getByText('This page could not read the answer.').waitFor();
    expect(takeTrouble(page).join()).toMatch(/^uncaught: /);
  });
});
