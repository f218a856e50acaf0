import { EvaluationError, Undetermined } from '../errors.js';
import { flat } from '../json.js';
import { joined, object, type StringPart, type StringValue, text } from '../value.js';
import { symbolicString, type TerraformFunction } from './arguments.js';

const SEPARATOR = ':';
const ROLE = 'role/';
const NAMES = ['partition', 'service', 'region', 'account_id', 'resource'] as const;

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/functions/arn_build */
const arnBuild: TerraformFunction = (args, { range }) => {
  const parts = NAMES.flatMap((_, index): readonly StringPart[] => [
    ...text(SEPARATOR).parts,
    ...symbolicString(args, index).parts,
  ]);
  return joined([...text('arn').parts, ...parts], range);
};

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/functions/arn_parse */
const arnParse: TerraformFunction = (args, { range }) => {
  const [prefix, ...sections] = sectionsOf(symbolicString(args, 0));
  if (prefix === undefined || sections.length !== NAMES.length) throw new EvaluationError('the text is not an ARN');
  return object(
    NAMES.map((name, index) => [name, joined(sections[index] ?? [], range)]),
    range,
  );
};

/** The six parts of an ARN; what AWS chooses for one of them holds no colon. */
function sectionsOf(value: StringValue): readonly (readonly StringPart[])[] {
  const sections: StringPart[][] = [[]];
  for (const part of flat(value.parts)) {
    if (part.kind !== 'text') {
      sections.at(-1)?.push(part);
      continue;
    }
    const pieces = part.text.split(SEPARATOR);
    const open = Math.max(NAMES.length + 1 - sections.length, 0);
    const kept = [...pieces.slice(0, open), ...(pieces.length > open ? [pieces.slice(open).join(SEPARATOR)] : [])];
    for (const [index, piece] of kept.entries()) {
      if (index > 0) sections.push([]);
      if (piece !== '') sections.at(-1)?.push({ ...part, text: piece });
    }
  }
  return sections;
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/functions/trim_iam_role_path */
const trimIamRolePath: TerraformFunction = (args, { range }) => {
  const sections = sectionsOf(symbolicString(args, 0));
  const resource = sections[NAMES.length] ?? [];
  const [first] = resource;
  if (first?.kind !== 'text' || !first.text.startsWith(ROLE))
    throw new EvaluationError('the text is not the ARN of a role');
  // What AWS chooses for a name holds no slash; what is not known may.
  const open = resource.find((part) => part.kind === 'unknown');
  if (open?.kind === 'unknown') throw new Undetermined(open);
  const cut = resource.map((part) => (part.kind === 'text' ? part.text.lastIndexOf('/') : -1));
  const at = cut.reduce((last, slash, index) => (slash === -1 ? last : index), 0);
  const name = resource
    .slice(at)
    .map((part, index) =>
      part.kind === 'text' && index === 0 ? { ...part, text: part.text.slice((cut[at] ?? 0) + 1) } : part,
    );
  const place = sections.slice(0, -1).flatMap((section) => [...section, ...text(SEPARATOR).parts]);
  return joined([...place, ...text(ROLE).parts, ...name], range);
};

/** Functions of the AWS provider (https://registry.terraform.io/providers/hashicorp/aws/latest/docs). */
export const PROVIDER_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['provider::aws::arn_build', arnBuild],
  ['provider::aws::arn_parse', arnParse],
  ['provider::aws::trim_iam_role_path', trimIamRolePath],
];
