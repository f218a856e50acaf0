import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface LayerRule {
  readonly name: string;
  readonly comment: string;
  readonly from: Readonly<Record<string, unknown>>;
  readonly to: Readonly<Record<string, unknown>>;
}

const { default: configuration } = (await import(join(root, '.dependency-cruiser.mjs'))) as {
  default: { forbidden: readonly LayerRule[] };
};
const rules = configuration.forbidden;

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/'));
}

const sources = filesBelow('src');

describe('the layers', () => {
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());

  test.each(folders.map(({ name }) => name))('src/%s has a rule for its imports', (name) => {
    expect(rules.map((rule) => rule.name)).toContain(`${name}-imports`);
  });

  test.each(rules)('$name guards something that exists', ({ comment, from, to }) => {
    expect(comment).not.toBe('');
    const patterns = [from['path'], from['pathNot'], to['path'], to['pathNot']]
      .filter((pattern) => typeof pattern === 'string')
      .filter((pattern) => pattern.startsWith('^src/'));
    expect(patterns.length).toBeGreaterThan(0);
    for (const pattern of patterns) {
      expect(
        sources.some((file) => new RegExp(pattern).test(file)),
        pattern,
      ).toBe(true);
    }
  });

  const named = rules
    .flatMap(({ from, to }) => [from['path'], from['pathNot'], to['path'], to['pathNot']])
    .filter((pattern) => typeof pattern === 'string')
    .flatMap((pattern) => /^\^src\/\(([^)]*)\)/.exec(pattern)?.[1]?.split('|') ?? [])
    .map((name) => name.replaceAll('\\', '').replace(/[/$]+$/, ''))
    .filter((name) => /^[a-z]+(\.ts)?$/.test(name));

  test.each([...new Set(named)])('src/%s, which a rule names, holds a file', (name) => {
    expect(
      sources.some((file) => [`src/${name}`, `src/${name}.ts`].includes(file) || file.startsWith(`src/${name}/`)),
    ).toBe(true);
  });
});

describe('the documentation', () => {
  const documents = [
    'README.md',
    'CONTRIBUTING.md',
    ...filesBelow('docs').filter((file) => file.endsWith('.md')),
  ].filter((file) => existsSync(join(root, file)));

  test.each(['README.md', 'CONTRIBUTING.md', 'docs/architecture.md'])('%s is there', (file) => {
    expect(documents).toContain(file);
  });

  /** Paths in backticks; of one with a placeholder (`src/rules/<id>.ts`), the folder before it. */
  const named = documents.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/`((?:src|test|examples|scripts|docs)\/[^`\s]*)`/g)].map(
      ([, path = '']) => ({ file, path, exact: path.replace(/(?:[^/]*[<*{…].*|:\d+)$/, '') }),
    ),
  );

  test.each(named)('$file names $path, which exists', ({ exact }) => {
    expect(existsSync(join(root, exact))).toBe(true);
  });
});
