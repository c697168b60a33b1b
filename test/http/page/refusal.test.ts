// What the policy refuses: the rule, the reason, what would pass, and the way from there.
import { expect, it } from 'vitest';
import { describeBrowser, useBrowser } from './support/browser.js';
import { ask, fact, plan, request } from './support/page.js';
import { useServer } from './support/serve.js';

describeBrowser('a refusal', () => {
  const server = useServer();
  const { open } = useBrowser();

  it.each(['Plan only', 'Execute'] as const)('names its rule and what would pass, and takes you there (%s)', async (mode) => {
    const page = await open(server.url);
    await ask(page, 'Run tail -f /sim/syslog.log', mode);
    await plan(page).getByText('policy refuses: blocked-option').waitFor();
    expect(await plan(page).locator('.refusal').innerText()).toMatch(/^blocked-option tail -f is refused: it never ends;[\s\S]*What would pass:\s*tail -n 50 \/sim\/syslog\.log\s*Ask for this$/);
    expect(await page.getByRole('button', { name: 'Run this plan' }).count()).toBe(0);
    expect(await fact(page, 'State')).toBe(mode === 'Execute' ? '0 of 1 run, 1 refused' : '1 planned, nothing run, 1 refused');
    await page.getByRole('button', { name: 'Ask for this' }).click();
    expect(await request(page).inputValue()).toBe('Run tail -n 50 /sim/syslog.log');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: 'Run tail -n 50' }).waitFor();
    await plan(page).getByText('policy allows', { exact: true }).waitFor();
  });

  it('of a sensitive setting shows the error', async () => {
    const page = await open(server.url);
    await ask(page, 'Set password to hunter2', 'Execute');
    expect(await plan(page).locator('.refusal').innerText()).toMatch(/^sensitive_key The key/);
    expect(await fact(page, 'State')).toBe('0 of 1 run, 1 failed');
  });
});
