// The six demo prompts on the page: chosen from the suggestions, planned, carried out, and seen.
import { expect, it } from 'vitest';
import { describeBrowser, useBrowser } from './support/browser.js';
import { ask, ended, fact, plan, request } from './support/page.js';
import { useServer } from './support/serve.js';

describeBrowser('the demo prompts', () => {
  const server = useServer();
  const { open } = useBrowser();

  it('are the suggestions, in order', async () => {
    const page = await open(server.url);
    expect(await page.getByRole('list', { name: 'Suggestions' }).getByRole('button').allTextContents()).toEqual([
      'What is the current system status?',
      'Show me recent error logs',
      'Check CPU and memory, then show the syslog',
      'List files in the simulator directory',
      'Set the log level to debug',
      'Delete all system files',
    ]);
    await page.getByRole('button', { name: 'Show me recent error logs' }).click();
    expect(await request(page).inputValue()).toBe('Show me recent error logs');
    expect(await request(page).evaluate('document.activeElement === document.querySelector("textarea")')).toBe(true);
  });

  it('What is the current system status? shows gauges, board and alerts', async () => {
    const page = await open(server.url);
    await ask(page, 'What is the current system status?', 'Execute');
    const meters = await page.evaluate('[...document.querySelectorAll("[role=meter]")].map((meter) => ["aria-label", "aria-valuenow", "aria-valuetext"].map((name) => meter.getAttribute(name)))');
    expect(meters).toEqual([
      ['CPU', '41', '41 %, normal, busy'],
      ['Memory', '62.5', '62.5 %, normal, 20,480 of 32,768 MB'],
      ['DASD', '63', '63 %, normal, 20 volumes'],
    ]);
    expect(await plan(page).locator('.board li').allTextContents()).toEqual(['JES2', 'DB9G', 'CICSPRD1', 'CICSPRD2', 'RACF', 'VTAM', 'TCPIP', 'DFHSM', 'RMF'].map((name) => `${name} active`));
    expect(await plan(page).locator('.alerts li').count()).toBe(3);
    expect(await plan(page).locator('.jobs dl').innerText()).toMatch(/running\s+2\s+queued\s+1\s+ended today\s+66\s+failed today\s+1/);
    expect(await fact(page, 'State')).toBe('1 of 1 run');
    expect(await page.getByRole('status').first().textContent()).toBe('What is the current system status?: 1 of 1 run');
  });

  it('Show me recent error logs shows the record; ids open their meaning and give the focus back', async () => {
    const page = await open(server.url);
    await ask(page, 'Show me recent error logs', 'Execute');
    await plan(page).getByText('error: 1 record, 09:12:43').waitFor();
    expect(await plan(page).getByRole('list', { name: 'error: 1 record, 09:12:43' }).getByRole('listitem').count()).toBeGreaterThan(40);
    const code = page.getByRole('region', { name: 'Answer' }).getByRole('button', { name: 'S0C7' }).first();
    await code.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'S0C7' });
    await dialog.getByText('Check next').waitFor();
    expect(await dialog.innerText()).toMatch(/Meaning[\s\S]*data exception[\s\S]*Usual causes[\s\S]*Check next/i);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.evaluate('document.activeElement.textContent')).toBe('S0C7');
  });

  it('Check CPU and memory, then show the syslog: planned first, then exactly this plan is run', async () => {
    const page = await open(server.url);
    await ask(page, 'Check CPU and memory, then show the syslog');
    expect(await plan(page).locator('.call').allTextContents()).toEqual(['get_system_status', 'get_logs source=syslog tail=50']);
    expect(await fact(page, 'State')).toBe('2 planned, nothing run');
    expect(await page.getByRole('meter').count()).toBe(0);
    const planned = await fact(page, 'Trace');
    await page.getByRole('button', { name: 'Run this plan' }).click();
    await ended(page);
    await page.getByRole('meter').first().waitFor();
    expect(await plan(page).locator('.call').allTextContents()).toEqual(['get_system_status', 'get_logs source=syslog tail=50']);
    expect(await fact(page, 'Mode')).toBe('Execute');
    expect(await fact(page, 'Trace')).not.toBe(planned);
    expect(await plan(page).locator('.log li').count()).toBeGreaterThan(50);
    // The request that was planned stands in the session and cannot be run again.
    await page.getByRole('complementary').getByRole('button', { name: /Plan only/ }).click();
    expect(await fact(page, 'Trace')).toBe(planned);
    await page.getByText('Carried out as a request of its own').waitFor();
    expect(await page.getByRole('button', { name: 'Run this plan' }).count()).toBe(0);
  });

  it('List files in the simulator directory shows verdict, output, script and trail', async () => {
    const page = await open(server.url);
    await ask(page, 'List files in the simulator directory', 'Execute');
    await plan(page).getByText('policy allows', { exact: true }).waitFor();
    expect(await plan(page).getByRole('group', { name: 'Standard output of ls' }).innerText()).toMatch(/^total \d+\n.*audit\.log\n.*error\.log\n.*joblog\.log\n.*status\.json\n.*syslog\.log\n?$/);
    expect(await plan(page).locator('.facts-row').innerText()).toMatch(/^exit code 0\s+\d+ ms in the embedded sandbox$/);
    await page.getByText('Script', { exact: true }).click();
    expect(await page.getByRole('group', { name: 'Script' }).innerText()).toContain('\nls -l /sim');
    await page.getByText('Audit trail', { exact: true }).click();
    const rows = page.getByRole('table').getByRole('row');
    await rows.nth(2).waitFor();
    expect((await rows.allInnerTexts()).map((row) => row.split('\t').slice(2, 6).join(' | '))).toEqual([
      'Event | Tool | Arguments | Outcome',
      'call | run_command | command=ls -l /sim dry_run=false | ',
      expect.stringMatching(/^result \| run_command \| +\| allowed, ok$/),
    ]);
  });

  it('the script can be copied', async () => {
    const page = await open(server.url, { permissions: ['clipboard-read', 'clipboard-write'] });
    await ask(page, 'List files in the simulator directory');
    await page.getByText('Script', { exact: true }).click();
    await page.getByRole('button', { name: 'Copy script' }).click();
    await page.getByText('Copied', { exact: true }).first().waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(await page.getByRole('group', { name: 'Script' }).textContent());
  });

  it('Set the log level to debug shows the old value and the new one', async () => {
    const page = await open(server.url);
    const change = async (): Promise<string[]> => (await plan(page).locator('.change dd').allTextContents()).map((text) => text.trim());
    await ask(page, 'Set the log level to debug', 'Execute');
    expect(await change()).toEqual(['log_level', 'not set', 'DEBUG']);
    await ask(page, 'Set the log level to warn', 'Execute');
    await page.getByRole('heading', { name: 'Set the log level to warn' }).waitFor();
    expect(await change()).toEqual(['log_level', 'DEBUG', 'WARN']);
  });

  it.each(['Plan only', 'Execute'] as const)('Delete all system files is declined with a reason (%s)', async (mode) => {
    const page = await open(server.url);
    await ask(page, 'Delete all system files', mode);
    expect(await page.getByRole('region', { name: 'Answer' }).innerText()).toMatch(/^I will not do this, and planned nothing for it/);
    expect(await plan(page).count()).toBe(0);
    expect(await fact(page, 'State')).toBe('nothing planned');
    await page.getByText('Audit trail', { exact: true }).click();
    await page.getByText('Nothing: this request called no tool.').waitFor();
  });
});
