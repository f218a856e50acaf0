import { parseArn } from '../model/arn.js';
import type { Condition, Policy, Statement } from '../model/policy.js';
import { parseOperator } from './operators/index.js';

/** Keys that confine a statement when they have fixed values. */
const CONFINING = new Set([
  'aws:principalorgid',
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principalorgpaths',
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:userid',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
]);
const CONFINING_OPERATORS = new Set(['stringequals', 'stringlike', 'arnequals', 'arnlike']);

const decisions = new WeakMap<Policy, boolean>();

/**
 * Whether Amazon S3 takes a bucket policy for public: it does unless every allow grants to fixed principals only, or is
 * confined by fixed values of certain keys. One public statement makes the whole policy public.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export function isPublic(policy: Policy): boolean {
  let known = decisions.get(policy);
  if (known === undefined) {
    known = policy.statements.some((statement) => statement.effect === 'Allow' && !isConfined(statement));
    decisions.set(policy, known);
  }
  return known;
}

function isConfined({ principals, notPrincipals, conditions }: Statement): boolean {
  const everybody = notPrincipals !== undefined || principals?.AWS?.values.some((value) => isWide(value)) === true;
  return !everybody || conditions.some(confines);
}

function confines({ operator, key, values }: Condition): boolean {
  const parsed = parseOperator(operator);
  if (parsed === null || parsed.ifExists || parsed.quantifier === 'all' || values.unknown.length > 0) return false;
  const name = parsed.operator.name.toLowerCase();
  const lowerKey = key.toLowerCase();
  if (lowerKey === 'aws:sourceip') return name === 'ipaddress' && values.values.every(isNarrowRange);
  if (!CONFINING.has(lowerKey) || !CONFINING_OPERATORS.has(name)) return false;
  return values.values.every((value) => isFixed(lowerKey, value));
}

/** The name of an access point may be a pattern, as long as its account is fixed. */
function isFixed(key: string, value: string): boolean {
  if (key !== 's3:dataaccesspointarn') return !isWide(value);
  const arn = parseArn(value);
  return !isWide(arn?.resource.startsWith('accesspoint/') === true ? arn.account : value);
}

function isWide(value: string): boolean {
  return /[*?]|\$\{/.test(value);
}

/** Broader than /8 of IPv4, or /32 of IPv6, is public. */
function isNarrowRange(range: string): boolean {
  const [, length] = range.split('/');
  return length === undefined || Number(length) >= (range.includes(':') ? 32 : 8);
}
