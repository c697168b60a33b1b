// Logs, status, requests and models that try to become markup or script: all of it is shown as text, nothing of it acts.
import { LLMock } from '@copilotkit/aimock';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { visible } from '../../../src/http/page/text.js';
import { describeBrowser, useBrowser } from './support/browser.js';
import { ask, plan } from './support/page.js';
import { useServer } from './support/serve.js';

const BASELINE = fileURLToPath(new URL('../../../fixtures/baseline', import.meta.url));

const ATTACKS: readonly string[] = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg/onload=fetch("http://foreign.example/")>',
  '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
  '<a href="javascript:alert(1)">IEF450I</a> javascript:alert(1)',
  '</li></ol></textarea><style>*{display:none}</style><!--',
  '<meta http-equiv=refresh content="0;url=http://foreign.example/">',
  '{{constructor.constructor("alert(1)")()}} ${alert(1)} #{7*7}',
  '![x](http://foreign.example/x.png) [click](javascript:alert(1)) **bold**',
  '&lt;b&gt; &amp; &#60;script&#62;',
  'HI\u001b[31mRED\u001b[0m\u001b]8;;http://foreign.example\u0007LINK\u001b]8;;\u0007',
  'USER(\u202egnp.exe\u202c) \u2066isolate\u2069 zero\u200bwidth \ufeff \u00ad \u{e0041}\u{e0042}',
  'ABEND=S0C7 <b onmouseover=alert(1)>IEF450I</b>',
  'Z\u0337\u0322\u031b\u0321\u0330\u032d\u0346\u0344\u0308a\u0337lgo',
  `LONG ${'A'.repeat(15_000)}<script>alert(1)</script>`,
];

const line = (text: string): string => `N 4000000 SYSA     26323 13:29:29.13 STC13003 00000090  IEF403I ${text}`;

describeBrowser('hostile text', () => {
  let data = '';
  const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
  const server = useServer(async () => {
    data = await mkdtemp(path.join(os.tmpdir(), 'zops-hostile-'));
    await cp(BASELINE, data, { recursive: true });
    await writeFile(path.join(data, 'syslog.log'), `${ATTACKS.map(line).join('\n')}\n`);
    const status = JSON.parse(await readFile(path.join(data, 'status.json'), 'utf8')) as Record<string, unknown>;
    await writeFile(path.join(data, 'status.json'), JSON.stringify({ ...status, system: '<b>SYS</b>', subsystems: { '<img src=x onerror=alert(1)>': '<script>alert(1)</script>', '__proto__x': 'ACTIVE' } }));
    return { ZOPS_DATA_DIR: data };
  });
  afterAll(() => rm(data, { recursive: true, force: true }));
  const { open, takeTrouble } = useBrowser();

  /** Elements that only markup can have made. */
  const foreign = (page: Page): Promise<number> => page.locator('script:not([src="/page.js"]), img, iframe, style, a:not(.skip), meta[http-equiv], b, svg:not(.dial), [onerror], [onload], [onmouseover]').count();

  it('the watch sees what it is for', async () => {
    const page = await open(server.url);
    await page.evaluate('void document.body.append(Object.assign(document.createElement("img"), { src: "http://foreign.example/x.png" }))');
    await page.evaluate('setTimeout(() => alert(1))');
    await expect.poll(() => takeTrouble(page).join('\n')).toMatch(/dialog: 1/);
    await page.evaluate('void document.body.append(Object.assign(document.createElement("script"), { src: "http://foreign.example/x.js" }))').catch(() => undefined);
    await page.evaluate('document.body.setAttribute("onclick", "alert(2)")').catch(() => undefined);
    await page.evaluate('void fetch("http://foreign.example/").catch(() => 0)');
    await expect.poll(() => takeTrouble(page).join('\n')).toMatch(/TrustedScriptURL[\s\S]*TrustedScript[\s\S]*(?:Content Security Policy|foreign)/);
    expect(await foreign(page)).toBe(1);
  });

  it('in a log is shown line by line, as it is', async () => {
    const page = await open(server.url);
    await ask(page, 'Show the syslog', 'Execute');
    const whole = plan(page).getByRole('button', { name: /more characters/ });
    expect(await plan(page).locator('.log .line').last().innerText()).toMatch(/^N 4000000 .*A{500,600}… show 14,\d+ more characters$/);
    await whole.click();
    const body = JSON.stringify({ message: 'Show the syslog', mode: 'execute_safe' });
    const headers = { 'Content-Type': 'application/json' };
    const report = (await (await fetch(`${server.url}/chat`, { method: 'POST', headers, body })).json()) as { actions_taken: { result: { lines: string[] } }[] };
    const served = report.actions_taken[0]?.result.lines;
    expect(served).toHaveLength(ATTACKS.length);
    expect(await plan(page).locator('.log .line').allTextContents()).toEqual(served?.map(visible));
    expect(await foreign(page)).toBe(0);
    expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(true);
  });

  it('in a command’s output, its name and the request', async () => {
    const page = await open(server.url);
    await ask(page, 'Run grep -i "<script" syslog.log', 'Plan only');
    await plan(page).getByText('policy refuses: metacharacter').waitFor();
    await ask(page, 'Run cat syslog.log', 'Execute');
    await plan(page).getByRole('group', { name: 'Standard output of cat' }).waitFor();
    const output = await plan(page).getByRole('group', { name: 'Standard output of cat' }).innerText();
    for (const attack of ATTACKS.slice(0, 10)) expect(output).toContain(attack);
    expect(output).toContain('\\e[31mRED\\e[0m');
    expect(output).not.toMatch(/[\u001b\u202e\u200b]/);
    expect(await foreign(page)).toBe(0);
  });

  it('in the names of subsystems and in what was asked', async () => {
    const page = await open(server.url);
    await ask(page, 'What is the current system status? <img src=x onerror=alert(1)> \u202e', 'Execute');
    expect(await page.getByRole('heading', { level: 2 }).first().innerText()).toBe('What is the current system status? <img src=x onerror=alert(1)> \\u202e');
    await plan(page).getByText('<img src=x onerror=alert(1)>', { exact: true }).waitFor();
    expect(await foreign(page)).toBe(0);
  });

  describe('of a model', () => {
    beforeAll(async () => {
      const evil = ATTACKS.slice(0, 13).join('\n');
      mock.addFixtures([
        { match: { hasToolResult: false }, response: { toolCalls: [{ id: 'call_1', name: 'run_command', arguments: JSON.stringify({ command: 'echo <img src=x onerror=alert(1)>', dry_run: false, why: evil }) }] } },
        { match: { hasToolResult: true }, response: { content: evil } },
      ]);
      await mock.start();
    });
    afterAll(() => mock.stop());
    const withModel = useServer(() => ({ OPENAI_API_KEY: 'sk-test-0123456789abcdefghij', OPENAI_BASE_URL: `${mock.url}/v1`, OPENAI_MODEL: 'mock-model' }));

    it('in its plan, its reasons and its answer', async () => {
      const page = await open(withModel.url);
      await ask(page, 'Do harm', 'Execute');
      await plan(page).getByText('policy refuses: metacharacter').waitFor();
      const answer = await page.getByRole('region', { name: 'Answer' }).innerText();
      for (const attack of ATTACKS.slice(0, 10)) expect(answer).toContain(attack.replace('**bold**', 'bold'));
      expect(await foreign(page)).toBe(0);
    });
  });
});
