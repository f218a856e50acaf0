import { defineConfig } from 'vitest/config';

/** Packages that import JSON in a way that only bundlers take. */
const IMPORTING_JSON = [/@actions\//];
const BROWSER_TESTS = 'test/browser/**/*.test.ts';
const PACKAGE_TESTS = 'test/package/**/*.test.ts';

export default defineConfig({
  test: {
    projects: [
      // No test is timed: on a busy machine the random ones take their time.
      {
        test: {
          name: 'unit',
          server: { deps: { inline: IMPORTING_JSON } },
          include: ['test/**/*.test.ts'],
          exclude: [PACKAGE_TESTS, BROWSER_TESTS],
          testTimeout: 120_000,
        },
      },
      // Packing, installing and starting the command takes as long as all the other tests together.
      { test: { name: 'package', include: [PACKAGE_TESTS], testTimeout: 120_000, hookTimeout: 120_000 } },
      // Needs Chromium; `npm run test:browser` says where it is.
      ...(process.env['CHROMIUM'] === undefined
        ? []
        : [{ test: { name: 'browser', include: [BROWSER_TESTS], testTimeout: 120_000, hookTimeout: 120_000 } }]),
      // Takes minutes; `npm run test:differential` says how many cases.
      ...(process.env['DIFFERENTIAL_CASES'] === undefined
        ? []
        : [{ test: { name: 'differential', include: ['test/differential/differential.ts'] } }]),
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/**/*.generated.ts'],
      reporter: ['text-summary', 'html'],
      thresholds: {
        'src/evaluation/**': { lines: 95, branches: 95 },
        'src/graph/**': { lines: 95, branches: 95 },
      },
    },
  },
});
