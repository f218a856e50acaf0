import { expect, test } from 'vitest';
import { openingText } from '../../src/reports/opening-text.js';

const change = (action: 'create' | 'update' | 'replace' | 'delete', address: string, what: string | null = null) => ({
  action,
  address,
  what,
  location: null,
});
const at = { uri: 'main.tf', startLine: 58, endLine: 64 };
const ADDRESSES = ['a.a', 'a.b', 'a.c', 'a.d', 'a.e'];

test.each([
  ['open before', null, null],
  ['nothing is known to have opened it', { by: [], existed: ['a.a'] }, null],
  [
    'all of it is new',
    { by: [change('create', 'a.a'), change('create', 'a.b')], existed: [] },
    'this plan creates all that the path is made of',
  ],
  ['all of it changes', { by: [change('replace', 'a.a')], existed: [] }, 'this plan replaces a.a'],
  [
    'a statement with its line',
    { by: [{ ...change('update', 'a.a', 'adds statement Launch'), location: at }], existed: ['a.b'] },
    'main.tf:58 adds statement Launch in a.a; a.b was there before',
  ],
  [
    'what is gone has no line',
    { by: [{ ...change('delete', 'a.a'), location: at }], existed: ['a.b'] },
    'this plan removes a.a; a.b was there before',
  ],
  ['one statement', { by: [change('update', 'a.a')], existed: ['a.b'] }, 'this plan updates a.a; a.b was there before'],
  [
    'many places',
    { by: ADDRESSES.map((address) => change('create', address)), existed: ADDRESSES },
    'this plan adds a.a, this plan adds a.b, this plan adds a.c and 2 more; a.a, a.b, a.c and 2 more were there before',
  ],
])('%s', (_, opened, expected) => {
  expect(openingText({ opened })).toBe(expected);
});
