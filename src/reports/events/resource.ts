import type { Finding } from '../../schemas/report.generated.js';

/** What stands for an account that is not known, as in the ARNs of a plan. */
export const UNKNOWN_ACCOUNT = '000000000000';

/** The account of the first principal that the outsider acts as; null where the ARN has none, or it is not known. */
export function accountOf({ paths, reaches }: Pick<Finding, 'paths' | 'reaches'>): string | null {
  const arn = paths[0]?.steps[0]?.to ?? reaches[0] ?? '';
  const [, account = UNKNOWN_ACCOUNT] = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn) ?? [];
  return account === UNKNOWN_ACCOUNT ? null : account;
}

/** The CloudFormation type of what an ARN names, as far as paths lead there; `Other` for anything else. */
export function resourceType(arn: string): string {
  const [, , service, , , resource = ''] = arn.split(':');
  const [kind = ''] = resource.split('/');
  return TYPES.get(`${service ?? ''}:${kind}`) ?? 'Other';
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['iam:role', 'AWS::IAM::Role'],
  ['iam:user', 'AWS::IAM::User'],
  ['iam:group', 'AWS::IAM::Group'],
  ['lambda:function', 'AWS::Lambda::Function'],
]);
