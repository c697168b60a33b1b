import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Tests start real servers, workers and containers; a loaded machine needs room.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'runner/**/*.ts'],
      // The page's modules that make elements run in a real browser only (test/http/page), where v8 here does not see them.
      exclude: ['src/http/page/!(answer-blocks|message-ids|problem|reading|run-state|severity|sse|text).ts'],
      reporter: ['text-summary', 'text', 'json-summary'],
      thresholds: { lines: 90, 'src/policy/**': { lines: 100 } },
    },
  },
});
