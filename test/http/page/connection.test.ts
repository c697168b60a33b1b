// What happens between page and server when things go wrong: nothing typed is lost, and the page says what to do.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { describeBrowser, useBrowser } from './support/browser.js';
import { ask, begin, ended, plan, request } from './support/page.js';
import { startProxy } from './support/proxy.js';
import { serve, useServer } from './support/serve.js';

const TOKEN = 'correct-horse-battery-staple-42';
const MESSAGE = 'List files in the simulator directory';

describeBrowser('the connection', () => {
  const server = useServer();
  const { open } = useBrowser();

  it('cut in the middle of an answer: says so, gives the request back, and a new try works', async () => {
    const proxy = await startProxy(server.url);
    const page = await open(proxy.url);
    proxy.breakPath('/chat', { cutAfter: 600 });
    await ask(page, MESSAGE, 'Execute');
    const notice = page.getByRole('region', { name: 'The connection was lost' });
    expect(await notice.innerText()).toContain('Steps may have run.');
    expect(await request(page).inputValue()).toBe(MESSAGE);
    proxy.breakPath('/chat', null);
    await notice.getByRole('button', { name: 'Try again' }).click();
    await plan(page).getByRole('group', { name: 'Standard output of ls' }).waitFor();
    expect(await notice.count()).toBe(0);
    expect(proxy.seen.filter((one) => one === 'POST /chat')).toHaveLength(2);
  });

  it('lost because the server was killed: the lamp says so until it is back', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      silent.closeAllConnections();
      silent.close();
    });
    const model = { OPENAI_API_KEY: 'sk-test-0123456789abcdefghij', OPENAI_BASE_URL: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/v1`, OPENAI_MODEL: 'mock-model' };
    const doomed = await serve(model);
    const page = await open(doomed.url);
    await page.getByText('server ready').waitFor();
    await begin(page, MESSAGE, 'Execute');
    await page.getByText('planning').waitFor();
    await doomed.kill();
    await ended(page);
    await page.getByRole('region', { name: 'The connection was lost' }).waitFor();
    await page.getByText('server not reached').waitFor();
    expect(await request(page).inputValue()).toBe(MESSAGE);
    // What is typed meanwhile stays, too.
    await request(page).fill('Something else');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('region', { name: 'The server does not answer' }).waitFor();
    expect(await request(page).inputValue()).toBe('Something else');
  });

  it('cancelled with Esc or the button', async () => {
    const proxy = await startProxy(server.url);
    const page = await open(proxy.url);
    proxy.breakPath('/chat', { hang: true });
    await begin(page, MESSAGE);
    expect(await page.getByRole('button', { name: 'Ask', exact: true }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('region', { name: 'Cancelled' }).waitFor();
    expect(await request(page).inputValue()).toBe(MESSAGE);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('region', { name: 'Cancelled' }).waitFor();
    proxy.breakPath('/chat', null);
    await page.getByRole('button', { name: 'Try again' }).click();
    await plan(page).waitFor();
  });

  it('a draft outlives a reload', async () => {
    const page = await open(server.url);
    await request(page).fill('Half a thought');
    await page.getByRole('radio', { name: 'Execute' }).check();
    await page.reload();
    expect(await request(page).inputValue()).toBe('Half a thought');
    expect(await page.getByRole('radio', { name: 'Execute' }).isChecked()).toBe(true);
  });

  it('401: asks for the token, keeps it for this tab, and goes on', async () => {
    const closed = await serve({ ZOPS_TOKEN: TOKEN });
    onTestFinished(() => closed.stop());
    const page = await open(closed.url);
    await ask(page, MESSAGE);
    const notice = page.getByRole('region', { name: 'This server asks for a token' });
    await notice.getByLabel('Token').fill('wrong-wrong-wrong-wrong-wrong');
    await notice.getByRole('button', { name: 'Continue' }).click();
    await ended(page);
    await notice.getByLabel('Token').fill(TOKEN);
    await page.keyboard.press('Enter');
    await plan(page).waitFor();
    await ended(page);
    expect(await page.evaluate('[localStorage.length, document.cookie, location.href.includes("correct")]')).toEqual([0, '', false]);
    expect((await page.content()).includes(TOKEN)).toBe(false);
    await page.reload();
    await ask(page, 'Show me recent error logs');
    await plan(page).waitFor();
  });

  it('422: the reason stands at the field', async () => {
    const page = await open(server.url);
    await request(page).fill('x'.repeat(8_001));
    await page.keyboard.press('Control+Enter');
    await ended(page);
    await page.getByRole('region', { name: 'The request was not accepted' }).waitFor();
    expect(await page.locator('#message-problem').innerText()).toMatch(/8[,.]?000 characters/);
    expect(await request(page).getAttribute('aria-invalid')).toBe('true');
    expect((await request(page).inputValue()).length).toBe(8_001);
    await request(page).fill(MESSAGE);
    expect(await request(page).getAttribute('aria-invalid')).toBe('false');
  });

  it('an empty request never leaves the page', async () => {
    const proxy = await startProxy(server.url);
    const page = await open(proxy.url);
    await request(page).fill(' \n ');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByText('Say what you want, or choose a suggestion.').waitFor();
    expect(proxy.seen.filter((one) => one.startsWith('POST'))).toEqual([]);
  });

  it.each([429, 503])('%d: says why, counts down, then lets you try again', async (status) => {
    const proxy = await startProxy(server.url);
    const page = await open(proxy.url);
    proxy.breakPath('/chat', { answer: { status, headers: { 'Retry-After': '2' }, body: { title: 'Busy', status, detail: 'All seats are taken.' } } });
    await ask(page, MESSAGE);
    const notice = page.getByRole('region', { name: 'The server is busy' });
    expect(await notice.innerText()).toMatch(/All seats are taken\.[\s\S]*Try again\s+in [12] s/);
    const again = notice.getByRole('button', { name: 'Try again' });
    expect(await again.isDisabled()).toBe(true);
    proxy.breakPath('/chat', null);
    await again.click(); // waits until it is enabled
    await plan(page).waitFor();
  });

  it('an answer of another kind is said as it is', async () => {
    const proxy = await startProxy(server.url);
    const page = await open(proxy.url);
    proxy.breakPath('/chat', { answer: { status: 502, body: '<html>Bad gateway</html>' } });
    await ask(page, MESSAGE);
    expect(await page.getByRole('region', { name: 'The request failed' }).innerText()).toContain('status 502');
  });

  it('a meaning or a trail that cannot be had says so', async () => {
    const proxy = await startProxy(server.url);
    const page = await open(proxy.url);
    await ask(page, 'Show me recent error logs', 'Execute');
    proxy.breakPath('/explain', { answer: { status: 404, body: { detail: 'zops knows nothing of it.' } } });
    proxy.breakPath('/audit', { answer: { status: 503, body: { detail: 'The MCP server is starting.' } } });
    await page.getByRole('button', { name: 'S0C7' }).first().click();
    await page.getByRole('dialog').getByText('zops knows nothing of it.').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByText('Audit trail', { exact: true }).click();
    await page.getByText('The MCP server is starting.').waitFor();
    proxy.breakPath('/audit', null);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('table').waitFor();
  });
});
