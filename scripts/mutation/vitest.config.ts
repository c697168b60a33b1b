// What Stryker runs once for each mutant: the tests of one folder (Stryker's option `vitest.dir`) in one thread.
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type Reporter, type TestSpecification, type Vitest } from 'vitest/node';

/** A run ends at the first failure: what notices most in the least time comes first, whole lists of commands last. */
const FIRST = [/(?:describe|audit-record|files|config-store)\.test/, /(?:commands|options|evaluate|audit-rotate|ownership)\.test/];
const LAST = /(?:corpus|audit-hold)\.test/;

function turn(file: string): number {
  const first = FIRST.findIndex((pattern) => pattern.test(file));
  return first !== -1 ? first : LAST.test(file) ? FIRST.length + 1 : FIRST.length;
}

class QuickKillsFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve(files.toSorted((one, other) => turn(one.moduleId) - turn(other.moduleId)));
  }
}

/** Stryker looks at tests only: without one, a mutant that throws while a test file is loaded would leave none that fails, and so survive. */
class LoadingIsATest implements Reporter {
  private vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
  }

  onTestRunEnd(): void {
    for (const file of this.vitest?.state.getFiles() ?? []) {
      const { filepath, result } = file;
      if (result?.state === 'fail' && (result.errors ?? []).length > 0) file.tasks.push({ type: 'test', id: `${filepath}_loads`, name: 'can be loaded', fullName: 'can be loaded', fullTestName: 'can be loaded', mode: 'run', meta: {}, file, result, timeout: 0, annotations: [], artifacts: [], context: null as never });
    }
  }
}

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    // Every mutant would pay for them: long searches (what the random ones catch by luck one day survives the next), and the corpus in
    // other ways of writing. Leaving tests out can only lower the score.
    exclude: [...['properties', 'corpus-variants', 'grammar', 'kills', 'every-byte'].map((name) => `**/${name}.test.ts`), '**/node_modules/**'],
    // Every run gets a thread of its own, so that tables made at import are made with the mutant in them.
    isolate: false,
    reporters: [new LoadingIsATest()],
    sequence: { sequencer: QuickKillsFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
