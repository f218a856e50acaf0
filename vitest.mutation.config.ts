import { defineConfig } from 'vitest/config';

/** The tests that mutants of the evaluator are run against. */
export default defineConfig({
  test: { include: ['test/evaluation/**/*.test.ts'], exclude: ['test/evaluation/documentation.test.ts'] },
});
