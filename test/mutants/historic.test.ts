import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Mutant {
  readonly bug: string;
  readonly file: string;
  readonly find: string;
}

const mutants = JSON.parse(readFileSync('test/mutants/historic.json', 'utf8')) as readonly Mutant[];

test.each(mutants)('what is changed to bring back "$bug" stands once', ({ file, find }) => {
  expect(readFileSync(file, 'utf8').split(find)).toHaveLength(2);
});
