// What is looked at: colours by the system's choice, a log that can be searched.
import { expect, it } from 'vitest';
import { describeBrowser, useBrowser } from './support/browser.js';
import { ask, plan } from './support/page.js';
import { useServer } from './support/serve.js';

describeBrowser('the look', () => {
  const server = useServer();
  const { open } = useBrowser();

  it('follows the colour scheme of the system', async () => {
    const colours = async (colorScheme: 'light' | 'dark'): Promise<string> => {
      const page = await open(server.url, { colorScheme });
      return page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    };
    expect(await colours('light')).toBe('rgb(242, 244, 246)');
    expect(await colours('dark')).toBe('rgb(13, 17, 21)');
  });

  it('a log shows its newest lines, can be filtered, narrowed and wrapped', async () => {
    const page = await open(server.url);
    await ask(page, 'Show the last 300 lines of the syslog', 'Execute');
    const log = plan(page).locator('.log');
    await expect.poll(() => page.evaluate<number>('(({ scrollHeight, clientHeight, scrollTop }) => scrollHeight - clientHeight - scrollTop)(document.querySelector(".log"))')).toBeLessThanOrEqual(1);
    const lines = (): Promise<string[]> => log.locator('li:visible').allInnerTexts();
    const all = await lines();
    await page.getByRole('searchbox', { name: 'Show lines that contain' }).fill('hasp373');
    const some = await lines();
    expect(some.length).toBeGreaterThan(0);
    expect(some).toEqual(all.filter((line) => line.includes('HASP373')));
    await plan(page).getByText(`${some.length} of ${all.length} lines`).waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByRole('checkbox', { name: 'Wrap' }).check();
    expect(await page.evaluate<number>('(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector(".log"))')).toBe(0);
  });
});
