import { defineConfig } from 'vitest/config';

/** The tests that mutants of the evaluator are run against: tables, since random cases take longer and find no more. */
export default defineConfig({
  test: {
    include: ['test/evaluation/**/*.test.ts'],
    exclude: ['test/evaluation/{documentation,laws}.test.ts'],
    testTimeout: 120_000,
  },
});
