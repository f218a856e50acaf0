import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differenceOf } from '../../../../src/inputs/terraform/plan-sources/same-plan.js';
import { parsePlanned, readPlanned } from '../../../../src/inputs/terraform/source-files/planned.js';
import type { TerraformPlan } from '../../../../src/schemas/terraform-plan.generated.js';
import { makeFolder } from './folders.js';
import { buildZip } from './zip-builder.js';

const CORPUS = 'test/corpus';

function planOf(folder: string): TerraformPlan {
  return JSON.parse(readFileSync(join(CORPUS, folder, 'plan.json'), 'utf8')) as TerraformPlan;
}

/** The time is to the second, in which a script may plan twice. */
function without({ timestamp: _, ...plan }: TerraformPlan): TerraformPlan {
  return plan;
}

describe('plans of Terraform', () => {
  test.each(['moved-role', 'replaced-role', 'forgotten-role', 'imported-role', 'dotted-keys', 'open-tofu'])(
    '%s: the JSON is told from that of another plan, by its time and by what it does',
    async (name) => {
      const planned = await readPlanned(join(CORPUS, name, 'saved.plan'));
      const plan = planOf(name);
      expect(planned?.timestamp).toMatch(/^\d{4}-/);
      expect([...(planned?.actions.values() ?? [])]).not.toContain(null);
      expect(differenceOf(plan, planned)).toBeNull();
      expect(differenceOf(without(plan), planned)).toBeNull();
      expect(differenceOf(planOf(`${name}/near-miss`), planned)).toMatch(/^it was planned at .*Z, and that at .*Z$/);
      expect(differenceOf(without(planOf('splats')), planned)).toMatch(/^it does nothing to `/);
      const [first, ...rest] = plan.resource_changes ?? [];
      if (first === undefined) throw new Error('nothing changes');
      const changed = { ...first, change: { ...first.change, actions: ['delete', 'create'] } };
      const expected = `to \`${first.address}\` it does ${first.change.actions.join()}, and not delete,create`;
      const other = differenceOf(without({ ...plan, resource_changes: [...rest, changed] }), planned);
      expect(other).toBe(first.change.actions.join() === 'delete,create' ? null : expected);
    },
  );
});

/** A field of a message: a number, or a text or message. */
function field(number: number, value: number | string | Buffer): Buffer {
  if (typeof value === 'number') return Buffer.concat([varint(number * 8), varint(value)]);
  const content = Buffer.from(value);
  return Buffer.concat([varint(number * 8 + 2), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

function change(address: string, action: number, deposed = ''): Buffer {
  const fields = [field(9, action === 0 ? '' : field(1, action)), field(13, address)];
  return field(3, Buffer.concat(deposed === '' ? fields : [field(7, deposed), ...fields]));
}

const TIME = '2026-01-02T03:04:05Z';
const plan = (actions: readonly string[], rest: object = {}): TerraformPlan => ({
  format_version: '1.2',
  resource_changes: [{ address: 'a.b', type: 'a', name: 'b', change: { actions: [...actions] }, ...rest }],
});

describe('a message as the format says', () => {
  test.each<[string, Buffer, TerraformPlan, string | null]>([
    ['nothing of both', Buffer.alloc(0), plan(['create']), null],
    ['no time in the JSON', field(21, TIME), plan(['create']), null],
    ['no time in the plan', change('a.b', 1), { ...plan(['create']), timestamp: TIME }, null],
    ['the same time', field(21, TIME), { ...plan([]), timestamp: TIME }, null],
    [
      'the same time, written otherwise',
      field(21, TIME),
      { ...plan([]), timestamp: '2026-01-02T04:04:05+01:00' },
      null,
    ],
    ['what is no time', field(21, 'soon'), { ...plan([]), timestamp: TIME }, null],
    [
      'another time',
      field(21, TIME),
      { ...plan([]), timestamp: '2026-01-02T03:04:06Z' },
      `it was planned at ${TIME}, and that at 2026-01-02T03:04:06Z`,
    ],
    ['nothing to do', change('a.b', 0), plan(['no-op']), null],
    ['another action', change('a.b', 0), plan(['create']), 'to `a.b` it does no-op, and not create'],
    ['a replacement', change('a.b', 6), plan(['delete', 'create']), null],
    ['a replacement that makes the new one first', change('a.b', 7), plan(['create', 'delete']), null],
    ['something forgotten', change('a.b', 8), plan(['forget']), null],
    ['an action that the format does not have yet', change('a.b', 9), plan(['create', 'forget']), null],
    ['a deposed object', change('a.b', 5, 'f00d'), plan(['delete'], { deposed: 'f00d' }), null],
    ['another object', change('a.b', 5, 'f00d'), plan(['delete']), 'it does nothing to `a.b`'],
    ['JSON that leaves something out', Buffer.concat([change('a.b', 1), change('c.d', 1)]), plan(['create']), null],
    ['addresses in parts, as before Terraform 1.1', field(3, field(9, field(1, 1))), plan(['create']), null],
    [
      'fields of every kind that are not read',
      Buffer.concat([
        field(1, 3),
        varint(30 * 8 + 1),
        Buffer.alloc(8),
        varint(31 * 8 + 5),
        Buffer.alloc(4),
        change('a.b', 1),
      ]),
      plan(['create']),
      null,
    ],
  ])('%s', (_, bytes, json, expected) => {
    const planned = parsePlanned(bytes);
    expect(planned).not.toBeNull();
    expect(differenceOf(json, planned)).toBe(expected);
  });

  test.each<[string, Buffer]>([
    ['text', Buffer.from('plan')],
    ['a field that is cut off', field(21, TIME).subarray(0, 8)],
    ['a length that never ends', Buffer.alloc(20, 0xff)],
    ['a change that is a number', field(3, 1)],
    ['a change without what is done', field(3, field(13, 'a.b'))],
    ['a group, which the format has none of', varint(8 + 3)],
  ])('%s is none', (_, bytes) => {
    expect(parsePlanned(bytes)).toBeNull();
    expect(differenceOf(plan(['create']), parsePlanned(bytes))).toBeNull();
  });

  test('any bytes are read, or are none', () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    fc.assert(fc.property(bytes, (content) => typeof parsePlanned(Buffer.from(content)) === 'object'));
  });
});

test.each<[string, Buffer]>([
  ['has none', buildZip([{ name: 'tfconfig/modules.json', content: '[]' }])],
  ['was made to fill the memory', buildZip([{ name: 'tfplan', content: Buffer.alloc(2 ** 22) }])],
])('of an archive that %s nothing is compared', async (_, archive) => {
  const folder = makeFolder({ tfplan: archive });
  expect(await readPlanned(join(folder, 'tfplan'))).toBeNull();
});
