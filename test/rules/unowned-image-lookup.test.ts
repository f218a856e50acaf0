import { describe, expect, test } from 'vitest';
import type { ImageLookup } from '../../src/model/code-source.js';
import { PLACE, resource, withResources } from '../builders/resources.js';
import { violationLines, violationsOf } from '../builders/lint-model.js';

describe('unowned-image-lookup', () => {
  const model = (owners: ImageLookup['owners'] | undefined, ...names: readonly string[]) =>
    withResources(
      ...names.map((name) =>
        resource('instance', name, {
          code: [
            {
              kind: 'machine-image',
              id: 'ami-1',
              lookup: owners === undefined ? null : { names: ['ubuntu-*'], owners, ...PLACE },
              readAt: 'start',
            },
          ],
        }),
      ),
    );

  test.each([
    ['an image of anybody', null, true],
    ['an image of one’s own', ['self'], false],
    ['an image of Amazon', ['amazon'], false],
    ['an image by its id', undefined, false],
  ] as const)('%s', (_, owners, expected) => {
    const lines = violationLines(model(owners, 'web'));
    expect(lines).toEqual(expected ? ['unowned-image-lookup anyOwner * conditional'] : []);
  });

  test('one lookup for several instances is one thing to fix', () => {
    expect(violationsOf(model(null, 'a', 'b'))).toHaveLength(1);
  });
});
