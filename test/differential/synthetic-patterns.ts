import type { Random } from './random.js';

/** The five parts before the name, with their colons. */
function headLength(arn: string): number {
  return arn.split(':', 5).join(':').length + 1;
}

/** The head and the type, as in `role/`: a wildcard within the type is none to AWS. An object of Amazon S3 has no type. */
function typeLength(arn: string): number {
  const head = headLength(arn);
  return arn.startsWith('arn:aws:s3:::') ? head : head + arn.slice(head).search(/[/:]/) + 1;
}

/** A pattern for an action: it fits, nearly fits, or does not. */
export function actionPattern(random: Random, action: string): string {
  const colon = action.indexOf(':') + 1;
  const [service, name] = [action.slice(0, colon), action.slice(colon)];
  const forms = [
    () => action,
    () => '*',
    () => `${service}*`,
    () => service + glob(random, name),
    () => service + glob(random, name),
    () => service + withQuestionMark(random, name),
    () => service.toUpperCase() + name.toLowerCase(),
    () => service + name.slice(0, -1),
    () => `${service}${name}?`,
    () => random.pick(['s3:Get*', 's3:*', 'kms:*', 'sts:Assume*', 'ec2:Describe*', 'iam:PassRole', 'sqs:*', '*']),
  ];
  return random.pick(forms)();
}

/** How a policy may spell resources. */
export interface ResourceForms {
  /** AWS completes an ARN of fewer than six parts in some policies. */
  readonly incomplete: boolean;
  readonly others: readonly string[];
}

/** A pattern for a resource: it fits, nearly fits, or does not. */
export function resourcePattern(random: Random, arn: string, { incomplete, others }: ResourceForms): string {
  if (!arn.startsWith('arn:')) return random.pick(['*', '*', '*', arn, ...others]);
  const type = typeLength(arn);
  const [head, name] = [arn.slice(0, type), arn.slice(type)];
  const forms = [
    () => arn,
    () => '*',
    () => head + glob(random, name),
    () => head + glob(random, glob(random, name)),
    () => head + withQuestionMark(random, name),
    () => withWildParts(random, head) + random.pick([name, '*', glob(random, name)]),
    () => head + withVariable(random, name, head),
    () => head + withVariable(random, name, head),
    () => `${arn.slice(0, Math.max(headLength(arn), type - random.below(3)))}*`,
    () => random.pick(others),
    () =>
      incomplete
        ? arn
            .split(':')
            .slice(0, 3 + random.below(2))
            .join(':')
        : head + name.toUpperCase(),
  ];
  return random.pick(forms)();
}

/** Some part of a text becomes a star. */
function glob(random: Random, text: string): string {
  const start = random.below(text.length + 1);
  return `${text.slice(0, start)}*${text.slice(start + random.below(text.length - start + 1))}`;
}

function withQuestionMark(random: Random, text: string): string {
  const at = random.below(text.length);
  return `${text.slice(0, at)}?${text.slice(at + (random.chance(0.8) ? 1 : 0))}`;
}

/** Wildcards in the partition, the Region and the account, and never in the service. */
function withWildParts(random: Random, head: string): string {
  const [arn = '', partition = '', service = '', region = '', account = '', ...rest] = head.split(':');
  const part = (text: string): string => random.pick([text, '*', text === '' ? text : glob(random, text)]);
  const parts = [arn, part(partition), service, part(region), part(account), ...rest];
  // With anything but empty parts, what follows is no name of a bucket, and its first part no wildcard.
  if (service === 's3' && (parts[3] !== '' || parts[4] !== '')) return head;
  return parts.join(':');
}

/** A variable in place of one part of a name; behind the resource type, or in the name of a bucket or its object. */
function withVariable(random: Random, name: string, head: string): string {
  const escaped = name.replaceAll('?', '${?}').replaceAll('$5', '${$}5');
  if (escaped !== name) return random.pick([escaped, name]);
  if (head.endsWith(':') && !head.includes(':s3:') && !head.includes(':function:')) return glob(random, name);
  const parts = name.split('/');
  const at = parts.length - 1 - random.below(Math.min(2, parts.length));
  const key = random.pick(['aws:username', 'AWS:UserName', 'aws:PrincipalTag/team', ' aws:username ', 'aws:userid']);
  const variable = random.pick([`\${${key}}`, `\${${key}}`, `\${${key}, '${parts[at] ?? ''}'}`, `\${${key}}*`]);
  return parts.map((part, index) => (index === at ? variable : part)).join('/');
}
