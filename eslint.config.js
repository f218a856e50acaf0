import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const RUNTIME_GLOBALS = Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly']));

const REGEXP_MESSAGE = 'a regular expression built from text can be made to hang or to match too much; write a matcher';

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'examples/', 'data/', '**/*.generated.*', '**/.stryker-tmp/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: RUNTIME_GLOBALS },
  },
  {
    files: ['*.ts'],
    extends: [tseslint.configs.strict, tseslint.configs.stylistic],
  },
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A number has one obvious spelling; the rule is for objects, null and undefined.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `noImplicitReturns` of the compiler knows unions; this rule makes a forgotten member an error here, too.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^@cloud-copilot/',
              message: 'the oracle (AGPL) and its data are for tests and generators only; neither is shipped',
            },
            { regex: '(^|/)test/', message: 'production code does not rest on test code' },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='RegExp']", message: REGEXP_MESSAGE },
        { selector: "CallExpression[callee.name='RegExp']", message: REGEXP_MESSAGE },
      ],
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/cli/**'],
    rules: {
      'no-restricted-globals': ['error', { name: 'process', message: 'only src/cli touches the process' }],
    },
  },
);
