// The page for those who use the keyboard alone, listen to it, or want nothing to move.
import { expect, it } from 'vitest';
import { describeBrowser, useBrowser } from './support/browser.js';
import { ask, ended, request } from './support/page.js';
import { startProxy } from './support/proxy.js';
import { useServer } from './support/serve.js';

describeBrowser('without mouse or eyes', () => {
  const server = useServer();
  const { open } = useBrowser();

  it('by keyboard alone: ask, read, open a meaning, run a plan, go back in the session', async () => {
    const page = await open(server.url);
    const press = async (key: string, times = 1): Promise<void> => {
      for (let count = 0; count < times; count += 1) await page.keyboard.press(key);
    };
    const focused = (): Promise<string> => page.evaluate<string>('(document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent ?? "").trim()');
    const tabTo = async (name: string): Promise<void> => {
      for (let count = 0; count < 60 && (await focused()) !== name; count += 1) await press('Tab');
      expect(await focused()).toBe(name);
    };

    await press('Tab');
    expect(await focused()).toBe('Skip to the result');
    await press('Tab');
    await page.keyboard.type('What is the current system status?');
    await press('Control+Enter');
    await ended(page);
    await page.getByRole('button', { name: 'Run this plan' }).waitFor();
    await tabTo('Run this plan');
    await press('Enter');
    await page.getByRole('meter').first().waitFor();
    await ended(page);
    expect(await focused()).toBe('What is the current system status?'); // the heading of the new request
    await tabTo('IEF450I');
    await press('Enter');
    await page.getByRole('dialog', { name: 'IEF450I' }).getByText('Check next').waitFor();
    await press('Enter'); // Close has the focus
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await focused()).toBe('IEF450I');
    // Suggestions fill the field; the mode is a pair of radio buttons.
    await page.keyboard.press('Control+Home');
    await request(page).focus();
    await press('Tab');
    await press('ArrowRight');
    expect(await page.getByRole('radio', { name: 'Execute' }).isChecked()).toBe(true);
    await tabTo('Set the log level to debug');
    await press('Enter');
    await press('Control+Enter');
    await page.getByRole('heading', { name: 'Set the log level to debug' }).waitFor();
    await ended(page);
    await page.getByRole('complementary').getByRole('button', { name: /status\?.*Plan only/ }).focus();
    await press('Enter');
    expect(await focused()).toBe('What is the current system status?');
  });

  it('says little, and at the right time, to those who listen', async () => {
    const page = await open(server.url);
    await page.evaluate(`globalThis.said = []; new MutationObserver(() => said.push(document.querySelector('#announcements').textContent)).observe(document.querySelector('#announcements'), { childList: true })`);
    await ask(page, 'Check CPU and memory, then show the syslog', 'Execute');
    expect(await page.evaluate('said')).toEqual(['Working on it', 'Check CPU and memory, then show the syslog: 2 of 2 run']);
    expect(await page.locator('[aria-live=assertive], [role=alert]').count()).toBe(0);
  });

  it('does not move when motion is unwelcome', async () => {
    const proxy = await startProxy(server.url);
    const page = await open(proxy.url, { reducedMotion: 'reduce' });
    proxy.breakPath('/chat', { hang: true });
    await request(page).fill('What is the current system status?');
    await page.keyboard.press('Control+Enter');
    await page.locator('.activity').waitFor();
    expect(await page.evaluate('document.getAnimations().length')).toBe(0);
  });
});
