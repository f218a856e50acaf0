import { expect, test } from 'vitest';
import { openingText } from '../../src/reports/opening-text.js';

const change = (action: 'create' | 'update' | 'replace' | 'delete', address: string) => ({
  action,
  address,
  location: null,
});
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
  ['one statement', { by: [change('update', 'a.a')], existed: ['a.b'] }, 'this plan updates a.a; a.b was there before'],
  [
    'many places',
    { by: ADDRESSES.map((address) => change('create', address)), existed: ADDRESSES },
    'this plan creates a.a, creates a.b, creates a.c and 2 more; a.a, a.b, a.c and 2 more were there before',
  ],
])('%s', (_, opened, expected) => {
  expect(openingText({ opened })).toBe(expected);
});
