import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Instance, ModuleInstance } from '../../../src/inputs/terraform/instance.js';
import { listInstances } from '../../../src/inputs/terraform/instances.js';
import { splitAddress } from '../../../src/inputs/terraform/modules.js';
import { referencesOf, resolveReferences, scopeOf } from '../../../src/inputs/terraform/references.js';
import { type ModuleSpec, plan, references, type ResourceSpec } from './plan-builder.js';

/** Resolves the references of attribute `use` of the first instance of `aws_x.from`. */
function resolve(resources: readonly ResourceSpec[], modules: Readonly<Record<string, ModuleSpec>> = {}) {
  const { after } = listInstances(plan(resources, { modules }));
  const from = after.byType.get('aws_x')?.find(({ address }) => address.includes('aws_x.from'));
  if (from === undefined) throw new Error('nothing refers');
  const { targets, unresolved } = resolveReferences(
    referencesOf(from.configuration?.expressions?.['use']),
    scopeOf(from),
  );
  return {
    targets: targets.map(({ instances, attribute }) => [attribute, ...instances.map(({ address }) => address)]),
    unresolved,
  };
}

function from(
  address: string,
  use: Readonly<Record<string, unknown>>,
  forEach?: Readonly<Record<string, unknown>>,
): ResourceSpec {
  return { address, after: {}, expressions: { use }, ...(forEach === undefined ? {} : { forEach }) };
}

function to(...addresses: readonly string[]): readonly ResourceSpec[] {
  return addresses.map((address) => ({ address, after: {} }));
}

describe('where references lead', () => {
  test.each<[string, readonly ResourceSpec[], ReturnType<typeof resolve>]>([
    [
      'a resource',
      [from('aws_x.from', references('aws_y.a.arn')), ...to('aws_y.a')],
      { targets: [['arn', 'aws_y.a']], unresolved: [] },
    ],
    [
      'a data source',
      [from('aws_x.from', references('data.aws_y.a.json')), ...to('data.aws_y.a')],
      { targets: [['json', 'data.aws_y.a']], unresolved: [] },
    ],
    [
      'a constant key with dots, brackets and quotes',
      [
        from('aws_x.from', { references: ['aws_y.a["b.c]\\"d"].arn', 'aws_y.a'] }),
        ...to('aws_y.a["b.c]\\"d"]', 'aws_y.a["e"]'),
      ],
      {
        targets: [['arn', 'aws_y.a["b.c]\\"d"]']],
        unresolved: [],
      },
    ],
    [
      'each.key means the same key',
      [from('aws_x.from["k"]', { references: ['aws_y.a', 'each.key'] }), ...to('aws_y.a["j"]', 'aws_y.a["k"]')],
      { targets: [['', 'aws_y.a["k"]']], unresolved: [] },
    ],
    [
      'count.index means the same index',
      [from('aws_x.from[1]', { references: ['aws_y.a', 'count.index'] }), ...to('aws_y.a[0]', 'aws_y.a[1]')],
      { targets: [['', 'aws_y.a[1]']], unresolved: [] },
    ],
    [
      'without each all instances may be meant',
      [from('aws_x.from[1]', { references: ['aws_y.a'] }), ...to('aws_y.a[0]', 'aws_y.a[1]')],
      { targets: [['', 'aws_y.a[0]', 'aws_y.a[1]']], unresolved: [] },
    ],
    [
      'other keys than the referring one leave all instances',
      [from('aws_x.from["k"]', { references: ['aws_y.a', 'each.key'] }), ...to('aws_y.a["i"]', 'aws_y.a["j"]')],
      { targets: [['', 'aws_y.a["i"]', 'aws_y.a["j"]']], unresolved: [] },
    ],
    [
      'each.value is an element of what for_each names',
      [
        from('aws_x.from["k"]', references('each.value.arn'), references('aws_y.a')),
        ...to('aws_y.a["j"]', 'aws_y.a["k"]'),
      ],
      { targets: [['arn', 'aws_y.a["k"]']], unresolved: [] },
    ],
    [
      'each.value of a for_each that is not shown',
      [from('aws_x.from["k"]', references('each.value.arn'))],
      { targets: [], unresolved: ['each.value.arn'] },
    ],
    [
      'locals are not in the plan',
      [from('aws_x.from', references('local.a', 'aws_y.a.arn')), ...to('aws_y.a')],
      { targets: [['arn', 'aws_y.a']], unresolved: ['local.a'] },
    ],
    [
      'what is known when planning leads nowhere',
      [from('aws_x.from', { references: ['var.a', 'path.module', 'terraform.workspace', 'each.key', 'count.index'] })],
      { targets: [], unresolved: [] },
    ],
    [
      'a resource that has no instance',
      [from('aws_x.from', references('aws_y.a.arn'))],
      { targets: [], unresolved: ['aws_y.a.arn'] },
    ],
    [
      'a resource of the same name in another module',
      [from('aws_x.from', references('aws_y.a.arn')), ...to('module.m.aws_y.a', 'aws_y.a')],
      { targets: [['arn', 'aws_y.a']], unresolved: [] },
    ],
  ])('%s', (_name, resources, expected) => {
    expect(resolve(resources)).toEqual(expected);
  });

  test.each<[string, readonly ResourceSpec[], Readonly<Record<string, ModuleSpec>>, ReturnType<typeof resolve>]>([
    [
      'a variable, up to the call',
      [from('module.m.aws_x.from', references('var.v')), ...to('aws_y.a')],
      { m: { expressions: { v: references('aws_y.a.arn') } } },
      { targets: [['arn', 'aws_y.a']], unresolved: [] },
    ],
    [
      'a variable through two modules',
      [from('module.m.module.n.aws_x.from', references('var.w')), ...to('aws_y.a')],
      { m: { expressions: { v: references('aws_y.a.arn') } }, 'm.n': { expressions: { w: references('var.v') } } },
      { targets: [['arn', 'aws_y.a']], unresolved: [] },
    ],
    [
      'a variable of a module with for_each takes the key of the module',
      [
        from('module.m["k"].aws_x.from', references('var.v')),
        ...to('aws_y.a["j"]', 'aws_y.a["k"]', 'module.m["j"].aws_y.other'),
      ],
      { m: { expressions: { v: { references: ['aws_y.a', 'each.key'] } } } },
      { targets: [['', 'aws_y.a["k"]']], unresolved: [] },
    ],
    [
      'a variable that keeps its default',
      [from('module.m.aws_x.from', references('var.v'))],
      { m: {} },
      { targets: [], unresolved: [] },
    ],
    [
      'an output, down into the module',
      [from('aws_x.from', references('module.m.out')), ...to('module.m.aws_y.a')],
      { m: { outputs: { out: references('aws_y.a.arn'), other: references('aws_y.b.arn') } } },
      { targets: [['arn', 'module.m.aws_y.a']], unresolved: [] },
    ],
    [
      'an attribute of an output that is a whole resource',
      [from('aws_x.from', references('module.m.out.arn')), ...to('module.m.aws_y.a')],
      { m: { outputs: { out: references('aws_y.a') } } },
      { targets: [['arn', 'module.m.aws_y.a']], unresolved: [] },
    ],
    [
      'an output of one instance of a module',
      [from('aws_x.from', references('module.m["k"].out')), ...to('module.m["j"].aws_y.a', 'module.m["k"].aws_y.a')],
      { m: { outputs: { out: references('aws_y.a.arn') } } },
      { targets: [['arn', 'module.m["k"].aws_y.a']], unresolved: [] },
    ],
    [
      'a key that is not constant hides the output',
      [
        from('aws_x.from["k"]', { references: ['module.m', 'each.key'] }),
        ...to('module.m["j"].aws_y.a', 'module.m["k"].aws_y.a', 'module.m["k"].aws_y.b'),
      ],
      { m: { outputs: { one: references('aws_y.a.arn'), two: references('aws_y.b.name') } } },
      {
        targets: [
          ['arn', 'module.m["k"].aws_y.a'],
          ['name', 'module.m["k"].aws_y.b'],
        ],
        unresolved: [],
      },
    ],
    [
      'a module that has no instance',
      [from('aws_x.from', references('module.m.out'))],
      { n: {} },
      { targets: [], unresolved: ['module.m.out'] },
    ],
    [
      'a local inside a module',
      [from('aws_x.from', references('module.m.out')), ...to('module.m.aws_y.a')],
      { m: { outputs: { out: references('local.a') } } },
      { targets: [], unresolved: ['local.a'] },
    ],
  ])('%s', (_name, resources, modules, expected) => {
    expect(resolve(resources, modules)).toEqual(expected);
  });

  test('references that go round in a circle end', () => {
    const modules = { m: { expressions: { v: references('module.m.out') }, outputs: { out: references('var.v') } } };
    const { targets, unresolved } = resolve(
      [from('aws_x.from', references('module.m.out')), ...to('module.m.aws_y.a')],
      modules,
    );
    expect(targets).toEqual([]);
    expect(unresolved.length).toBeGreaterThan(0);
  });

  test('references that multiply at each step end', () => {
    const twice = { references: ['module.m.out', 'module.m.more'] };
    const modules = {
      m: {
        outputs: { out: { references: ['var.v', 'var.w'] }, more: { references: ['var.v', 'var.w'] } },
        expressions: { v: twice, w: twice },
      },
    };
    const start = process.cpuUsage();
    resolve([from('aws_x.from', twice), ...to('module.m.aws_y.a')], modules);
    expect(process.cpuUsage(start).user).toBeLessThan(1_000_000);
  });
});

test('the most specific reference of each is taken', () => {
  expect(referencesOf({ references: ['a.b.c', 'a.b', 'a.bc', 'd.e[0].f', 'd.e[0]', 'd.e', 'a.b.c'] })).toEqual([
    'a.b.c',
    'a.bc',
    'd.e[0].f',
  ]);
});

test('law: a key survives its address', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), (text, number) => {
      const key = JSON.stringify(text).replaceAll('${', '$${').replaceAll('%{', '%%{');
      expect(splitAddress(`module.a[${key}].module.b[${number}]`)).toEqual([
        { name: 'module', key: null },
        { name: 'a', key: text },
        { name: 'module', key: null },
        { name: 'b', key: number },
      ]);
    }),
  );
});

test('law: any text can be split', () => {
  fc.assert(fc.property(fc.string(), (text) => splitAddress(text).length >= 0));
});

test('modules are joined by their addresses', () => {
  const { after } = listInstances(plan(to('module.m["a.b"].aws_y.a', 'module.m["a.b"].module.n.aws_y.b')));
  const [a, b] = after.all as readonly [Instance, Instance];
  const parent: ModuleInstance | null = b.module.parent;
  expect(parent).toBe(a.module);
});
