// The page's main states, each reached as a person would reach it: for checks that hold in all of them.
import type { Page } from 'playwright-core';
import { ask, begin, plan, request } from './page.js';
import type { Break, Proxy } from './proxy.js';

type Reach = (page: Page, proxy: Proxy) => Promise<void>;

const broken =
  (how: Break): Reach =>
  async (page, proxy) => {
    proxy.breakPath('/chat', how);
    await ask(page, 'What is the current system status?', 'Execute');
    await page.locator('.notice').waitFor();
  };

export const STATES: readonly (readonly [name: string, reach: Reach])[] = [
  ['empty', (page) => page.getByText('server ready').waitFor()],
  ['a plan to run', (page) => ask(page, 'Check CPU and memory, then show the syslog')],
  ['status and logs', (page) => ask(page, 'Check CPU and memory, then show the syslog', 'Execute')],
  ['an access log', (page) => ask(page, 'Show the audit log', 'Execute')],
  ['a refusal', (page) => ask(page, 'Run tail -f /sim/syslog.log')],
  ['a change', (page) => ask(page, 'Set the log level to debug', 'Execute')],
  [
    'output, script and trail',
    async (page) => {
      await ask(page, 'Run ls -l /sim /sim/missing', 'Execute');
      await page.getByText('Script', { exact: true }).click();
      await page.getByText('Audit trail', { exact: true }).click();
      await page.getByRole('table').waitFor();
    },
  ],
  [
    'a meaning',
    async (page) => {
      await ask(page, 'What is the current system status?', 'Execute');
      await plan(page).getByRole('button', { name: 'IEF450I' }).click();
      await page.getByText('Check next').waitFor();
    },
  ],
  [
    'busy',
    async (page, proxy) => {
      proxy.breakPath('/chat', { hang: true });
      await begin(page, 'What is the current system status?');
      await page.locator('.activity').waitFor();
    },
  ],
  ['a field in error', (page) => page.getByRole('button', { name: 'Ask', exact: true }).click()],
  ['a request not accepted', broken({ answer: { status: 422, body: { errors: [{ field: 'message', reason: 'is odd' }] } } })],
  ['a token wanted', broken({ answer: { status: 401, body: { detail: 'This server asks for a token.' } } })],
  ['a server that is busy', broken({ answer: { status: 429, headers: { 'Retry-After': '30' }, body: { detail: 'Too many requests.' } } })],
  ['a connection lost', broken({ cutAfter: 400 })],
  [
    'a long word',
    async (page) => {
      await ask(page, `Show ${'x'.repeat(600)} in the syslog`, 'Execute');
      await request(page).fill('y'.repeat(600));
    },
  ],
];
