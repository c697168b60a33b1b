// The pictures of the docs, taken from the real page. Written only by `npm run picture:page`; otherwise just taken.
import { LLMock } from '@copilotkit/aimock';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeBrowser, useBrowser } from './support/browser.js';
import { ask, plan } from './support/page.js';
import { useServer } from './support/serve.js';
import { SECOND_THOUGHTS } from './support/second-thoughts.js';

async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate('document.activeElement.blur()');
  const picture = await page.screenshot();
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  expect(picture.length).toBeLessThan(300_000);
  if (process.env['ZOPS_PICTURES'] === '1') await writeFile(fileURLToPath(new URL(`../../../docs/page-${name}.png`, import.meta.url)), picture);
}

describeBrowser('pictures of the page', () => {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
  beforeAll(async () => {
    mock.addFixtures([...SECOND_THOUGHTS]);
    await mock.start();
  });
  afterAll(() => mock.stop());
  const server = useServer(() => ({ ZOPS_SCENARIO: 'db2-outage' }));
  const withModel = useServer(() => ({ OPENAI_API_KEY: 'sk-test-0123456789abcdefghij', OPENAI_BASE_URL: `${mock.url}/v1`, OPENAI_MODEL: 'mock-model' }));
  const { open } = useBrowser();

  it.each(['light', 'dark'] as const)('a desktop, %s', async (colorScheme) => {
    const page = await open(server.url, { viewport: { width: 1280, height: 1000 }, colorScheme });
    await ask(page, 'List files in the simulator directory');
    await ask(page, colorScheme === 'light' ? 'What is the current system status?' : 'Show the errors in the syslog', 'Execute');
    await plan(page).waitFor();
    await take(page, `desktop-${colorScheme}`);
  });

  it('a phone', async () => {
    const page = await open(server.url, { viewport: { width: 360, height: 740 }, deviceScaleFactor: 1.5, hasTouch: true, isMobile: true });
    await ask(page, 'What is the current system status?', 'Execute');
    await page.locator('.gauges').scrollIntoViewIfNeeded();
    await page.getByRole('heading', { name: 'Alerts' }).scrollIntoViewIfNeeded();
    await take(page, 'phone');
  });

  it('an approval', async () => {
    const page = await open(withModel.url, { viewport: { width: 1280, height: 1000 } });
    await ask(page, 'Check the system and tune it', 'Execute');
    const waiting = page.getByRole('region', { name: 'Waiting for your approval' });
    await waiting.getByRole('checkbox').last().check();
    await waiting.scrollIntoViewIfNeeded();
    await take(page, 'approval');
  });
});
