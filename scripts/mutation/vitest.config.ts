// What Stryker runs once for each mutant: the tests of one folder (Stryker's option `vitest.dir`) in one thread.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    // Long random searches: each mutant would pay for them, and what they catch by luck one day survives the next.
    exclude: ['**/properties.test.ts', '**/node_modules/**'],
    // Every run gets a thread of its own, so that tables made at import are made with the mutant in them.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
