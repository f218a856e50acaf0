import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseOperator } from '../../src/evaluation/operators/index.js';
import { compilePattern } from '../../src/evaluation/wildcard.js';

const NAMES = [
  ...['Equals', 'NotEquals', 'EqualsIgnoreCase', 'NotEqualsIgnoreCase', 'Like', 'NotLike'].map(
    (name) => `String${name}`,
  ),
  ...['Numeric', 'Date'].flatMap((type) =>
    ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map(
      (name) => type + name,
    ),
  ),
  ...[
    'Bool',
    'BinaryEquals',
    'IpAddress',
    'NotIpAddress',
    'ArnEquals',
    'ArnLike',
    'ArnNotEquals',
    'ArnNotLike',
    'Null',
  ],
];

/** Null where the expected value is not of the operator's type. */
function matches(name: string, expected: string, actual: string): boolean | null {
  return parseOperator(name)?.operator.compile(compilePattern(expected))?.(actual) ?? null;
}

describe('parseOperator', () => {
  test.each(NAMES)('knows %s', (name) => {
    const parsed = parseOperator(name);
    expect(parsed).toMatchObject({ operator: { name }, quantifier: null, ifExists: false });
    expect(parsed?.operator.negated).toBe(name.includes('Not'));
    expect(parsed?.operator.variables).toBe(/^(String|Arn|Bool)/.test(name));
  });

  test.each(NAMES.filter((name) => name !== 'Null'))('takes %s apart', (name) => {
    expect(parseOperator(`ForAllValues:${name}IfExists`)).toMatchObject({
      operator: { name },
      quantifier: 'all',
      ifExists: true,
    });
    expect(parseOperator(`foranyvalue:${name.toLowerCase()}`)).toMatchObject({
      operator: { name },
      quantifier: 'any',
      ifExists: false,
    });
  });

  test.each([
    'StringEqual',
    'IfExists',
    '',
    ':StringEquals',
    'ForAllValues:',
    'ForSomeValues:StringEquals',
    'StringEqualsIfExistsIfExists',
    'NullIfExists',
    'ForAllValues:Null',
    'hasOwnProperty',
  ])('knows no %j, however often it is asked', (name) => {
    expect([parseOperator(name), parseOperator(name)]).toEqual([null, null]);
  });

  test('knows operators after more strange names than it keeps', () => {
    for (let index = 0; index < 2_000; index += 1) expect(parseOperator(`Strange${String(index)}`)).toBeNull();
    expect(parseOperator('strINGequals')?.operator.name).toBe('StringEquals');
  });
});

describe('samples', () => {
  const table: readonly [name: string, expected: string, samples: readonly string[]][] = [
    ['StringEquals', 'a*', ['a*']],
    ['StringNotEqualsIgnoreCase', 'aB', ['aB', 'ab', 'AB']],
    ['StringLike', 'a*', ['a']],
    ['StringLike', '*', ['a']],
    ['StringNotLike', 'x?*z', ['xaz']],
    ['StringLike', '', []],
    ['NumericLessThan', '10', ['10', '9', '11']],
    ['NumericLessThan', 'ten', []],
    [
      'DateLessThan',
      '2026-11-23T12:00:00Z',
      ['2026-11-23T12:00:00Z', '2026-11-23T11:59:59.000Z', '2026-11-23T12:00:01.000Z'],
    ],
    ['DateEquals', '0', ['0', '1969-12-31T23:59:59.000Z', '1970-01-01T00:00:01.000Z']],
    ['DateLessThan', 'never', []],
    ['Bool', 'true', ['true', 'false']],
    ['BinaryEquals', 'QQ==', ['QQ==']],
    ['IpAddress', '10.0.0.0/8', ['10.0.0.0', '10.255.255.255', '203.0.113.77']],
    ['NotIpAddress', '10.1.2.0/23', ['10.1.2.0', '10.1.3.255', '203.0.113.77']],
    ['IpAddress', '192.0.2.7', ['192.0.2.7', '192.0.2.7', '203.0.113.77']],
    ['IpAddress', '0.0.0.0/0', ['0.0.0.0', '255.255.255.255', '203.0.113.77']],
    ['NotIpAddress', '2001:db8::/33', ['2001:db8::', '2001:db8:7fff:ffff:ffff:ffff:ffff:ffff', '2001:db8:ffff::77']],
    ['IpAddress', 'everywhere', []],
    ['ArnLike', 'arn:aws:iam::111111111111:role/*', ['arn:aws:iam::111111111111:role/a']],
    ['ArnLike', 'arn:*:s3:*:*:*', ['arn:aws:s3:us-east-1:999999999999:any']],
    ['ArnLike', 'arn:aws:sns:us-*:?:t:*', ['arn:aws:sns:us-a:a:t:a']],
    ['ArnLike', '*', []],
    ['Null', 'true', []],
  ];
  test.each(table)('of %s %j are %j', (name, expected, samples) => {
    expect(parseOperator(name)?.operator.samples(expected)).toEqual(samples);
  });

  test.each(['NumericEquals', 'NumericLessThanEquals', 'NumericGreaterThan'])('of %s lie on both sides', (name) => {
    const sides = parseOperator(name)
      ?.operator.samples('10')
      .map((sample) => matches(name, '10', sample));
    expect(new Set(sides)).toEqual(new Set([true, false]));
  });
});

describe('IP addresses', () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6());

  test('are in a network as the library of Node.js finds them', () => {
    fc.assert(
      fc.property(address, address, fc.nat(128), (network, actual, length) => {
        const [family, longest] = network.includes(':') ? (['ipv6', 128] as const) : (['ipv4', 32] as const);
        fc.pre(family === (actual.includes(':') ? 'ipv6' : 'ipv4'));
        const prefix = Math.min(length, longest);
        const list = new BlockList();
        list.addSubnet(network, prefix, family);
        expect(matches('IpAddress', `${network}/${String(prefix)}`, actual)).toBe(list.check(actual, family));
      }),
      { numRuns: 1_000 },
    );
  });

  test('are in their own network of any length', () => {
    fc.assert(
      fc.property(address, fc.nat(128), (one, length) => {
        const prefix = Math.min(length, one.includes(':') ? 128 : 32);
        expect(matches('IpAddress', `${one}/${String(prefix)}`, one)).toBe(true);
      }),
    );
  });

  test.each([
    ['::ffff:203.0.113.7', '::ffff:cb00:7107', true],
    ['::', '0:0:0:0:0:0:0:0', true],
    ['::1', '::2', false],
    ['1::', '1:0:0:0:0:0:0:0', true],
    ['2001:db8::/31', '2001:db9::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
  ])('%s holds %s: %s', (network, actual, expected) => {
    expect(matches('IpAddress', network, actual)).toBe(expected);
  });

  test.each(['fe80::1%eth0', '1.2.3', '01.2.3.4', '1.2.3.4.5', '::1::', ' 1.2.3.4'])('%j is none', (actual) => {
    expect(matches('IpAddress', '::/0', actual)).toBeNull();
  });
});

describe('numbers and dates', () => {
  test('exactly one of less, equal and greater holds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (expected, actual) => {
        const holding = ['NumericLessThan', 'NumericEquals', 'NumericGreaterThan'].filter(
          (name) => matches(name, String(expected), String(actual)) === true,
        );
        expect(holding).toHaveLength(1);
      }),
    );
  });

  test('a time is the same in every spelling', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), (date) => {
        const seconds = Math.floor(date.getTime() / 1000);
        const spelled = new Date(seconds * 1000).toISOString();
        expect(matches('DateEquals', String(seconds), spelled)).toBe(true);
        expect(matches('DateEquals', spelled.replace('.000Z', '+00:00'), spelled)).toBe(true);
      }),
    );
  });

  test.each(['', '+', '.', '1.2.3', '1,5', '0x10', 'Infinity', ' 1', '1e3'])('%j is no number', (text) => {
    expect(matches('NumericEquals', text, text)).toBeNull();
  });

  test.each(
    ['', '2026', '2026-1-1', '2026-11-23 12:00:00', '12:00', '1795435200000000'].filter((text) => text !== '2026'),
  )('%j is no date', (text) => {
    expect(matches('DateEquals', text, text)).toBeNull();
  });
});
