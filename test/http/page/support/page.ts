// What a person does on the page, in the words of the tests.
import type { Locator, Page } from 'playwright-core';

export type ModeName = 'Plan only' | 'Execute';

export function request(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Request' });
}

/** Asks and waits for the end, whatever the end is. */
export async function ask(page: Page, message: string, mode: ModeName = 'Plan only'): Promise<void> {
  await begin(page, message, mode);
  await ended(page);
}

export async function begin(page: Page, message: string, mode: ModeName = 'Plan only'): Promise<void> {
  await request(page).fill(message);
  await page.getByRole('radio', { name: mode }).check();
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
}

export async function ended(page: Page): Promise<void> {
  await page.locator('#run .facts').waitFor();
  await page.getByRole('button', { name: 'Ask', exact: true, disabled: false }).waitFor();
}

export function plan(page: Page): Locator {
  return page.getByRole('region', { name: 'Plan' });
}

/** The fact of that name under the request. */
export async function fact(page: Page, name: string): Promise<string> {
  return (await page.locator('.facts div', { has: page.getByText(name, { exact: true }) }).locator('dd').textContent()) ?? '';
}
