// What holds in every state of the page: axe finds nothing in light or dark, and nothing is cut off or scrolls sideways.
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeBrowser, useBrowser } from './support/browser.js';
import { startProxy } from './support/proxy.js';
import { useServer } from './support/serve.js';
import { STATES } from './support/states.js';

/** Phones, a tablet, and a desktop. 320 px is also a desktop at 400 % zoom. */
const WIDTHS = [320, 360, 768, 1280] as const;

/** Evaluated over the debugging protocol, which the page's content policy does not bind. @param rules all unless named */
async function violations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const options = { resultTypes: ['violations'], ...(rules === undefined ? {} : { runOnly: rules }) };
  const { violations: found } = await page.evaluate<axe.AxeResults>(`axe.run(${JSON.stringify(options)})`);
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)}: ${failureSummary ?? ''}`));
}

/** How far the page can be scrolled sideways, px, and the controls that reach over the edge outside of boxes that scroll on their own. */
function overflow(page: Page): Promise<unknown> {
  return page.evaluate(`({
    sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    outside: [...document.querySelectorAll('button, input, textarea, summary, h2, h3, p, dd')]
      .filter((element) => element.checkVisibility() && element.closest('.log, .output, .quote, .scroll, .suggestions, .modes, .unseen-label') === null)
      .filter((element) => { const { left, right } = element.getBoundingClientRect(); return left < 0 || right > innerWidth + 0.5; })
      .map((element) => element.outerHTML.slice(0, 120)),
  })`);
}

describeBrowser('in every state', () => {
  const server = useServer();
  const { open } = useBrowser();

  it.each(STATES)('%s', async (_, reach) => {
    const proxy = await startProxy(server.url);
    const page = await open(proxy.url);
    await reach(page, proxy);
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await violations(page, ['color-contrast'])).toEqual([]); // Nothing else depends on colours.
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 740 });
      expect({ width, ...((await overflow(page)) as object) }).toEqual({ width, sideways: 0, outside: [] });
    }
  });

  it('axe would find what is wrong: a field without a name', async () => {
    const page = await open(server.url);
    await page.evaluate('void document.querySelector("main").append(document.createElement("input"))');
    expect((await violations(page)).join()).toContain('label: <input>');
  });

  it('a line that is too wide would be found', async () => {
    const page = await open(server.url, { viewport: { width: 360, height: 740 } });
    await page.evaluate('void document.querySelector("main").append(Object.assign(document.createElement("p"), { style: "width: 500px" }))');
    expect(await overflow(page)).toMatchObject({ sideways: expect.any(Number) as number, outside: expect.arrayContaining(['<p style="width: 500px;"></p>']) as string[] });
  });
});
