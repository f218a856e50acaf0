import { existsSync, readFileSync, statSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { COMPOSED_TYPES } from '../../../src/inputs/terraform/arns.js';
import { Reader } from '../../../src/inputs/terraform/reader.js';
import { plan, readPlan } from './plan-builder.js';
import providerTypes from './provider-types.json' with { type: 'json' };

interface TypeRow {
  readonly type: string;
  readonly attributes?: readonly string[];
  readonly test?: string;
  readonly why?: string;
}

interface TypeTable {
  readonly composed: readonly string[];
  readonly reasons: Readonly<Record<string, string>>;
  readonly groups: readonly { readonly title: string; readonly types: readonly TypeRow[] }[];
}

const root = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const table = JSON.parse(read('docs/terraform-types.json')) as TypeTable;
const rows = table.groups.flatMap(({ types }) => types);
const modelled = rows.flatMap(({ type, test: path }) => (path === undefined ? [] : [{ type, path }]));

/** Read where a reference or another resource leads to it, or with the places of the providers. */
const READ_ELSEWHERE = [
  'data.aws_ami',
  'aws_api_gateway_resource',
  'aws_api_gateway_vpc_link',
  'aws_apigatewayv2_integration',
  'aws_cloudfront_vpc_origin',
  'aws_cognito_user_pool',
  'aws_default_subnet',
  'aws_lb',
  'aws_lb_target_group',
  'aws_network_interface',
  'aws_ssoadmin_permission_set',
  'aws_subnet',
  'aws_elastic_beanstalk_configuration_template',
  'data.aws_caller_identity',
  'data.aws_iam_policy_document',
  'data.aws_partition',
  'data.aws_region',
];

interface PlanRow {
  readonly type: string;
  readonly mode?: string;
}

/** Whether a fixture's plan holds a resource of the type, or a test file names it. */
function shows(path: string, type: string): boolean {
  const url = new URL(path, root);
  if (!existsSync(url)) return false;
  if (!statSync(url).isDirectory())
    return new RegExp(`(?<![a-z_.])${type.replace('.', '\\.')}(?![a-z_])`).test(read(path));
  const [mode, name] = type.startsWith('data.') ? ['data', type.slice('data.'.length)] : ['managed', type];
  let found = false;
  JSON.parse(read(`${path}/plan.json`), (_key, value: unknown) => {
    const row = value as Partial<PlanRow> | null;
    if (row !== null && typeof row === 'object' && row.type === name && (row.mode ?? 'managed') === mode) found = true;
    return value;
  });
  return found;
}

describe('the table of types', () => {
  test('no type stands twice', () => {
    expect(rows.map(({ type }) => type)).toHaveLength(new Set(rows.map(({ type }) => type)).size);
  });

  test('each type of the provider that takes a policy or a role has a row', () => {
    const named = new Set(rows.map(({ type }) => type));
    expect(providerTypes.types.filter((type) => !named.has(type))).toEqual([]);
  });

  test('each row is modelled or has a reason', () => {
    const wrong = rows.filter(({ test: path, why }) => (path === undefined) === (why === undefined));
    const unknown = rows.filter(({ why }) => why !== undefined && table.reasons[why] === undefined);
    expect([...wrong, ...unknown]).toEqual([]);
  });

  test('each reason is given', () => {
    const given = new Set(rows.map(({ why }) => why));
    expect(Object.keys(table.reasons).filter((reason) => !given.has(reason))).toEqual([]);
  });

  test.each(modelled)('$type is shown by $path', ({ type, path }) => {
    expect(shows(path, type)).toBe(true);
  });

  test('each type whose ARN is composed is among the types that say so', () => {
    const told = new Set(modelled.map(({ type }) => type));
    expect(table.composed).toEqual(COMPOSED_TYPES.filter((type) => !told.has(type)).sort());
  });

  test('the page has each row', () => {
    const page = read('docs/terraform.md');
    const shown = [...page.matchAll(/^\| `([a-z0-9_.]+)`.*\| (yes|no|\[yes\])/gm)].map(
      ([, type = '', state = '']) => `${type} ${String(state !== 'no')}`,
    );
    expect(shown).toEqual(rows.map(({ type, test: path }) => `${type} ${String(path !== undefined)}`));
  });
});

describe('the readers', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('ask for the types that are modelled, and for no other', () => {
    const managed = vi.spyOn(Reader.prototype, 'managed');
    const data = vi.spyOn(Reader.prototype, 'data');
    readPlan(plan([]));
    const asked = new Set([
      ...managed.mock.calls.map(([type]) => type),
      ...data.mock.calls.map(([type]) => `data.${type}`),
      ...READ_ELSEWHERE,
    ]);
    // The provider knows each of these by two names.
    const once = [...asked].filter((type) => !type.startsWith('aws_alb_'));
    expect(once.sort()).toEqual(modelled.map(({ type }) => type).sort());
  });
});
