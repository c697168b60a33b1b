// A real headless Chromium for tests of the page, and the watch over everything a page must never do.
import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

const CHROMIUM = process.env['ZOPS_CHROMIUM'] ?? '/usr/bin/chromium';
/** No name but loopback resolves: a page that asks for anything else fails, and the watch sees it. */
const ARGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

const problem = existsSync(CHROMIUM) ? null : `There is no Chromium at ${CHROMIUM}: install it (Debian: apt-get install chromium) or name one in ZOPS_CHROMIUM.`;

/** A `describe` that needs Chromium. Without it its tests are skipped and say why; with ZOPS_REQUIRE_CHROMIUM=1 they fail instead. */
export function describeBrowser(name: string, body: () => void): void {
  if (problem === null) describe(name, body);
  else if (process.env['ZOPS_REQUIRE_CHROMIUM'] === '1') {
    describe(name, () => {
      it('needs Chromium', () => expect.unreachable(problem));
    });
  } else {
    process.stderr.write(`skipped: ${name}: ${problem}\n`);
    describe.skipIf(true)(name, body);
  }
}

export interface TestBrowser {
  /** A page of its own; when the test ends, nothing that the watch reports may have happened. */
  readonly open: (url: string, options?: BrowserContextOptions) => Promise<Page>;
  /** Takes what the watch has reported off its list: for tests of the watch itself. */
  readonly takeTrouble: (page: Page) => readonly string[];
}

/** One browser for the tests of a file. */
export function useBrowser(): TestBrowser {
  let browser: Browser | undefined;
  const troubles = new WeakMap<Page, string[]>();
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS, headless: true });
  });
  afterAll(async () => browser?.close());
  return {
    open: async (url, options = {}) => {
      if (browser === undefined) throw new Error('The browser has not been started.');
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      const trouble = watch(page, new URL(url).origin);
      troubles.set(page, trouble);
      onTestFinished(async () => {
        await context.close();
        expect(trouble).toEqual([]);
      });
      await page.goto(url);
      return page;
    },
    takeTrouble: (page) => troubles.get(page)?.splice(0) ?? [],
  };
}

/** Collects dialogs, uncaught errors, violations of the content policy, and requests to anybody but the page's own server. */
function watch(page: Page, origin: string): string[] {
  const trouble: string[] = [];
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => trouble.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    // A request that is answered with an error, or not at all, is said by the browser and shown by the page.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) trouble.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) trouble.push(`request: ${request.url()}`);
  });
  page.on('popup', () => trouble.push('popup'));
  return trouble;
}
