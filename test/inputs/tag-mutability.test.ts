import { expect, test } from 'vitest';
import { tagMutability } from '../../src/inputs/tag-mutability.js';

const MUTABLE = { mutable: true, except: [] };

test.each<[string | null, readonly (string | null)[] | null, ReturnType<typeof tagMutability>]>([
  [null, null, MUTABLE],
  ['MUTABLE', null, MUTABLE],
  ['IMMUTABLE', null, { mutable: false, except: [] }],
  ['IMMUTABLE', ['dev-*'], { mutable: false, except: [] }],
  ['IMMUTABLE_WITH_EXCLUSION', ['dev-*', 'latest'], { mutable: false, except: ['dev-*', 'latest'] }],
  ['MUTABLE_WITH_EXCLUSION', ['v*'], { mutable: true, except: ['v*'] }],
  ['IMMUTABLE_WITH_EXCLUSION', ['dev-*', null], MUTABLE],
  ['IMMUTABLE_WITH_EXCLUSION', null, MUTABLE],
  ['MUTABLE_WITH_EXCLUSION', [null], MUTABLE],
])('%s but for %j', (setting, filters, expected) => {
  expect(tagMutability(setting, filters)).toEqual(expected);
});
