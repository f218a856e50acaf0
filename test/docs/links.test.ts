import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import markdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { run } from '../cli/run.js';

const files = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name)),
].filter((name) => name.endsWith('.md'));

const parser = markdownIt({ html: true });
type Token = ReturnType<typeof parser.parse>[number];

function tokensOf(file: string): readonly Token[] {
  const flat = (token: Token): Token[] => [token, ...(token.children ?? []).flatMap(flat)];
  return parser.parse(readFileSync(file, 'utf8'), {}).flatMap(flat);
}

/** Headings as GitHub names them in addresses. */
function anchorsOf(file: string): ReadonlySet<string> {
  const tokens = tokensOf(file);
  return new Set(
    tokens.flatMap(({ type }, index) =>
      type === 'heading_open'
        ? [
            (tokens[index + 1]?.content ?? '')
              .toLowerCase()
              .replace(/[^\p{L}\p{N}\s_-]/gu, '')
              .replaceAll(' ', '-'),
          ]
        : [],
    ),
  );
}

/** What is wrong with a link of a file; null when it leads somewhere. Links out of the repository are not followed. */
function fault(file: string, href: string): string | null {
  if (/^[a-z]+:/.test(href)) return null;
  const [path = '', anchor] = href.split('#');
  const target = path === '' ? file : normalize(join(dirname(file), decodeURI(path)));
  if (!existsSync(target)) return `${target} is not there`;
  if (anchor === undefined) return null;
  if (!statSync(target).isFile() || !anchorsOf(target).has(anchor)) return `${target} has no heading ${anchor}`;
  return null;
}

describe('links', () => {
  test.each(files)('%s', (file) => {
    const links = tokensOf(file).flatMap((token) =>
      token.type === 'link_open' || token.type === 'image'
        ? [String(token.attrGet('href') ?? token.attrGet('src'))]
        : [],
    );
    expect(links.flatMap((href) => fault(file, href) ?? [])).toEqual([]);
  });

  test('every page of docs/ is linked from its first page', () => {
    const first = readFileSync('docs/README.md', 'utf8');
    const pages = readdirSync('docs').filter((name) => name.endsWith('.md') && name !== 'README.md');
    expect(pages.filter((name) => !first.includes(`(${name})`))).toEqual([]);
  });

  test.each<[name: string, href: string, expected: RegExp]>([
    ['a file that is not there', 'none.md', /is not there/],
    ['a heading that is not there', 'README.md#none', /has no heading none/],
  ])('%s is found', (_, href, expected) => {
    expect(fault('README.md', href)).toMatch(expected);
  });
});

/** The commands of blocks of shell that need nothing but this repository: what they name is there. */
const commands = files.flatMap((file) =>
  tokensOf(file)
    .filter(({ type, info }) => type === 'fence' && info === 'sh')
    .flatMap(({ content }) => content.replaceAll('\\\n', ' ').split('\n'))
    .filter((line) => line.startsWith('npx iam-miner-lint ') && !/[|<>'$]/.test(line))
    .map((line) => ({ file, args: line.split(/\s+/).slice(2) })),
);

/** Names in examples of what only the reader has. */
const offline = commands.filter(({ args }) => {
  const named = args.filter((arg) => /\.(?:json|gz|ya?ml)$|^tfplan$/.test(arg) && !arg.startsWith('/tmp/'));
  const needsMore =
    ['audit', 'activity'].includes(args[0] ?? '') || args.some((arg) => /^(?:-o|--activity)$/.test(arg));
  return !needsMore && named.every((name) => existsSync(name)) && !/\.\.\.|^[A-Z]+$/.test(args.at(-1) ?? '');
});

describe('documented commands', () => {
  test.each(offline.map(({ file, args }) => [file, args.join(' '), args] as const))('%s: %s', async (_, __, args) => {
    const { code, err } = await run(args);
    expect({ code, err: code < 2 ? '' : err }).toEqual({ code: expect.toBeOneOf([0, 1]) as number, err: '' });
  });

  test('there are some', () => {
    expect(offline.length).toBeGreaterThan(7);
  });
});
