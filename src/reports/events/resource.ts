import type { Finding } from '../../schemas/report.generated.js';

/** The account of the first principal that the outsider acts as; null where the ARN has none. */
export function accountOf({ paths, reaches }: Pick<Finding, 'paths' | 'reaches'>): string | null {
  const arn = paths[0]?.steps[0]?.to ?? reaches[0] ?? '';
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1] ?? null;
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
