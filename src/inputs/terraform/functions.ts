import { unqualified } from '../../model/arn.js';
import { UnknownValue } from '../../model/policy-document.js';
import type { FunctionUrl } from '../../model/entry-point.js';
import type { Resource } from '../../model/resource.js';
import { grantedPolicy } from './granted.js';
import type { Instance } from './instance.js';
import { NameIndex } from './name-index.js';
import type { Policies } from './policies.js';
import type { Principals } from './principals.js';
import type { Reader } from './reader.js';
import { resourceOf } from './resource.js';
import { knownTags } from './tags.js';
import { type Block, readAttribute, readText, textOrUnknown, topBlock } from './values.js';

const FUNCTION = 'aws_lambda_function';
const ACCOUNT = /^\d{12}$/;

interface FunctionParts {
  readonly instance: Instance;
  readonly arn: string;
  readonly permissions: Instance[];
  readonly urls: FunctionUrl[];
}

/** The functions with their URLs, and with the permissions that make up their resource-based policy. */
export function readFunctions(principals: Principals, policies: Policies, reader: Reader): readonly Resource[] {
  const functions = new Functions(reader);
  for (const instance of reader.managed('aws_lambda_permission')) functions.of(instance)?.permissions.push(instance);
  for (const instance of reader.managed('aws_lambda_function_url')) {
    const authType = readText(topBlock(instance), 'authorization_type') === 'NONE' ? 'NONE' : 'AWS_IAM';
    const { address, pointer } = instance;
    functions.of(instance)?.urls.push({
      authType,
      permitsEveryone: authType === 'NONE',
      address,
      location: reader.location(pointer),
    });
  }
  const documents = new Map<FunctionParts | null, Block>();
  for (const instance of reader.managed('aws_lambda_resource_policy')) {
    documents.set(functions.of(instance, 'resource_arn'), topBlock(instance));
  }
  return functions.all().map((parts): Resource => {
    const { instance, arn, permissions, urls } = parts;
    const name = reader.arns.nameOf(instance);
    const role = principals.roleArn(topBlock(instance), 'role');
    const document = documents.get(parts) ?? null;
    const granted = permissions.map((by) => ({ by, statement: toStatement(by, arn) }));
    return resourceOf('function', instance, reader, {
      arn,
      roles: role === null ? [] : [role],
      policy:
        document === null
          ? grantedPolicy(instance, { id: arn, name }, granted, { policies, reader })
          : policies.read(document, 'policy', { type: 'resource-based', id: arn, name }),
      functionUrls: urls,
      ...knownTags(instance),
    });
  });
}

class Functions {
  readonly #reader: Reader;
  readonly #byInstance = new Map<Instance, FunctionParts>();
  readonly #byArn = new Map<string, FunctionParts>();
  readonly #byName: NameIndex;

  constructor(reader: Reader) {
    this.#reader = reader;
    this.#byName = new NameIndex(reader.arns);
    for (const instance of [...reader.managed(FUNCTION), ...reader.data(FUNCTION)]) {
      const arn = unqualified(reader.arns.arnOf(instance) ?? instance.address);
      const parts = this.#byArn.get(arn) ?? { instance, arn, permissions: [], urls: [] };
      this.#byArn.set(arn, parts);
      this.#byInstance.set(instance, parts);
      for (const name of [arn, reader.arns.nameOf(instance)]) this.#byName.add(name, instance);
    }
  }

  all(): readonly FunctionParts[] {
    return [...this.#byArn.values()];
  }

  /** The function that a permission, policy or URL belongs to. */
  of(instance: Instance, attribute = 'function_name'): FunctionParts | null {
    const find = (value: string): Instance | null =>
      this.#byName.find(value, instance) ?? this.#byName.find(functionName(value), instance);
    const link = this.#reader.link(topBlock(instance), attribute, [FUNCTION, 'aws_lambda_alias'], find);
    const found = link.state === 'found' && link.instance !== null ? this.#byInstance.get(link.instance) : undefined;
    if (found !== undefined) return found;
    const reason =
      link.state === 'unresolved' ? link.reason : `the function that \`${attribute}\` names is not in the plan`;
    const pointer = link.state === 'absent' ? instance.pointer : link.pointer;
    this.#reader.gap('unresolved-reference', instance.address, reason, pointer);
    return null;
  }
}

/** Of `name`, `name:qualifier`, `account:function:name` or an ARN, the name (https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html). */
function functionName(text: string): string {
  const parts = text.split(':');
  const marker = parts.indexOf('function');
  return parts[marker + 1] ?? text;
}

/** The statement that AddPermission makes (https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html). */
function toStatement(permission: Instance, functionArn: string): Readonly<Record<string, unknown>> {
  const block = topBlock(permission);
  const qualifier = readAttribute(block, 'qualifier');
  const conditions = CONDITIONS.flatMap(([attribute, operator, key]) => {
    const value = optionalText(block, attribute);
    return value === null ? [] : [{ operator, key, value }];
  });
  // This one is a boolean, and says that the caller must come through the function's URL.
  if (block.values['invoked_via_function_url'] === true) {
    conditions.push({ operator: 'Bool', key: 'lambda:InvokedViaFunctionUrl', value: 'true' });
  }
  const condition: Record<string, Record<string, unknown>> = {};
  for (const { operator, key, value } of conditions) condition[operator] = { ...condition[operator], [key]: value };
  const sid = readText(block, 'statement_id');
  return {
    ...(sid === null ? {} : { Sid: sid }),
    Effect: 'Allow',
    Principal: principalOf(optionalText(block, 'principal') ?? new UnknownValue('`principal` is not set'), functionArn),
    Action: optionalText(block, 'action') ?? new UnknownValue('`action` is not set'),
    Resource: qualifier.state === 'known' ? `${functionArn}:${qualifier.value}` : functionArn,
    ...(conditions.length === 0 ? {} : { Condition: condition }),
  };
}

const CONDITIONS: readonly (readonly [attribute: string, operator: string, key: string])[] = [
  ['principal_org_id', 'StringEquals', 'aws:PrincipalOrgID'],
  ['source_arn', 'ArnLike', 'aws:SourceArn'],
  ['source_account', 'StringEquals', 'aws:SourceAccount'],
  ['function_url_auth_type', 'StringEquals', 'lambda:FunctionUrlAuthType'],
  ['event_source_token', 'StringEquals', 'lambda:EventSourceToken'],
];

function optionalText(block: Block, attribute: string): string | UnknownValue | null {
  return readAttribute(block, attribute).state === 'absent' ? null : textOrUnknown(block, attribute);
}

function principalOf(principal: string | UnknownValue, functionArn: string): unknown {
  if (principal instanceof UnknownValue || principal === '*') return principal;
  if (ACCOUNT.test(principal)) {
    const partition = functionArn.split(':')[1] ?? 'aws';
    return { AWS: `arn:${partition}:iam::${principal}:root` };
  }
  return principal.startsWith('arn:') ? { AWS: principal } : { Service: principal };
}
