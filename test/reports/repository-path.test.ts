import { expect, test } from 'vitest';
import { repositoryPath } from '../../src/reports/repository-path.js';

const repository = { root: '/home/me/repo', folder: '/home/me/repo/infra/prod' };

test.each([
  ['in the working folder', 'main.tf', 'infra/prod/main.tf'],
  ['spelled with a dot', './a/../main.tf', 'infra/prod/main.tf'],
  ['above it', '../modules/ci/main.tf', 'infra/modules/ci/main.tf'],
  ['absolute', '/home/me/repo/modules/main.tf', 'modules/main.tf'],
  ['with backslashes', '..\\modules\\main.tf', 'infra/modules/main.tf'],
  ['outside, by a name that begins alike', '/home/me/repository/x.tf', '/home/me/repository/x.tf'],
  ['outside, relative', '../../../x.tf', '../../../x.tf'],
])('a file %s', (_name, uri, expected) => {
  expect(repositoryPath(uri, repository)).toBe(expected);
});

test('on a drive', () => {
  expect(repositoryPath('a\\x.tf', { root: 'C:\\repo\\', folder: 'C:\\repo\\infra' })).toBe('infra/a/x.tf');
});

test('without a repository the name stays', () => {
  expect(repositoryPath('./a/x.tf', undefined)).toBe('a/x.tf');
  expect(repositoryPath('../x.tf', undefined)).toBe('../x.tf');
});
