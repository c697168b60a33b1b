// A model that thinks of a change on the way: it waits, each step has its own box, and exactly what was approved runs.
import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeBrowser, useBrowser } from './support/browser.js';
import { ask, ended, fact, plan } from './support/page.js';
import { SECOND_THOUGHTS } from './support/second-thoughts.js';
import { useServer } from './support/serve.js';

describeBrowser('approval', () => {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
  beforeAll(async () => {
    mock.addFixtures([...SECOND_THOUGHTS]);
    await mock.start();
  });
  afterAll(() => mock.stop());
  const server = useServer(() => ({ OPENAI_API_KEY: 'sk-test-0123456789abcdefghij', OPENAI_BASE_URL: `${mock.url}/v1`, OPENAI_MODEL: 'mock-model' }));
  const { open } = useBrowser();

  it('runs what was approved and drops the rest', async () => {
    const page = await open(server.url);
    await ask(page, 'Check the system and tune it', 'Execute');
    const waiting = page.getByRole('region', { name: 'Waiting for your approval' });
    expect(await waiting.locator('.call').allTextContents()).toEqual(['update_config key=log_level value=DEBUG', 'update_config key=max_jobs value=40']);
    expect(await fact(page, 'State')).toBe('1 of 1 run, 2 waiting for approval');
    expect(await waiting.getByRole('button').isDisabled()).toBe(true);
    await waiting.getByRole('checkbox', { name: 'Approve step: update_config key=max_jobs value=40' }).check();
    await waiting.getByRole('button', { name: 'Run the approved step' }).click();
    await ended(page);
    await plan(page).locator('.change').waitFor();
    expect(await plan(page).locator('.call').allTextContents()).toEqual(['update_config key=max_jobs value=40']);
    expect(await plan(page).locator('.change dd').allTextContents()).toEqual(['max_jobs', 'not set', '40']);
    expect(await fact(page, 'State')).toBe('1 of 1 run');
    // The other one never ran, and cannot be run any more.
    await page.getByRole('complementary').getByRole('button', { name: /2 waiting for approval/ }).click();
    await page.getByText('What you approved was carried out').waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(0);
  });
});
