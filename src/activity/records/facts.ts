import type { CallerIdentity, CallFacts } from './call.js';
import type { EventInterest, Interest } from './interest.js';
import { isObject, type JsonObject, member, parsePath, textsOf, valuesAt } from './paths.js';

const at = (...paths: string[]) => paths.map(parsePath);

const ISSUED_KEY = at('responseElements.credentials.accessKeyId');
const ISSUED_TO = at('responseElements.assumedRoleUser.arn', 'responseElements.federatedUser.arn');
const CREATED_KEY = at('responseElements.accessKey.accessKeyId');
const TARGET = at(
  'requestParameters.roleArn',
  'requestParameters.roleName',
  'requestParameters.userName',
  'requestParameters.policyArn',
  'requestParameters.functionName',
  'requestParameters.groupName',
  'requestParameters.instanceId',
);
const QUOTA = at('requestParameters.quotaCode');
const QUOTA_SERVICE = at('requestParameters.serviceCode');
const FLOOR = at(
  'requestParameters.minSize',
  'requestParameters.scalingConfig.minSize',
  'requestParameters.minCapacity',
);
const CEILING = at(
  'requestParameters.maxSize',
  'requestParameters.scalingConfig.maxSize',
  'requestParameters.maxCapacity',
);
const PROTECTS = at(
  'requestParameters.disableApiTermination',
  'requestParameters.disableApiTermination.value',
  'requestParameters.disableApiStop',
  'requestParameters.disableApiStop.value',
);
const CPU = at(
  'requestParameters.cpu',
  'requestParameters.overrides.cpu',
  'requestParameters.containerDefinitions[].cpu',
);
const FARGATE = at(
  'requestParameters.launchType',
  'requestParameters.requiresCompatibilities[]',
  'requestParameters.capacityProviderStrategy[].capacityProvider',
);
const NAMES = at(
  'requestParameters.clusterName',
  'requestParameters.serviceName',
  'requestParameters.family',
  'requestParameters.launchTemplateName',
  'requestParameters.autoScalingGroupName',
  'requestParameters.CreateLaunchTemplateRequest.LaunchTemplateName',
);
const POLICY = at('requestParameters.policyArn');
const SPOT = at(
  'requestParameters.instanceMarketOptions.marketType',
  'requestParameters.CreateFleetRequest.TargetCapacitySpecification.DefaultTargetCapacityType',
  'requestParameters.capacityType',
  'requestParameters.computeResources.type',
);
const OPEN = at(
  'requestParameters.ipPermissions.items[].ipRanges.items[].cidrIp',
  'requestParameters.ipPermissions.items[].ipv6Ranges.items[].cidrIpv6',
  'requestParameters.cidrIp',
);
const ANYONE = at('requestParameters.authType', 'requestParameters.principal');
const TAGS = at(
  'requestParameters.tagSpecificationSet.items[].tags[]',
  'requestParameters.tags',
  'responseElements.instancesSet.items[].tagSet.items[]',
);
const EVERY_ADDRESS = new Set(['0.0.0.0/0', '::/0']);
const SPOT_EVENTS = new Set(['RequestSpotInstances', 'RequestSpotFleet']);
const ANYONE_EVENTS = new Set(['AddPermission', 'CreateFunctionUrlConfig']);

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What a record shows beside its common fields. */
export function factsOf(
  record: JsonObject,
  name: string,
  row: EventInterest,
  interest: Interest,
  identity: CallerIdentity,
): CallFacts {
  const facts: Mutable<CallFacts> = {};
  const first = (paths: readonly ReturnType<typeof parsePath>[]): string | undefined => {
    for (const path of paths) {
      const [found] = textsOf(valuesAt(record, path));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const all = (paths: readonly ReturnType<typeof parsePath>[]): readonly string[] => [
    ...new Set(paths.flatMap((path) => textsOf(valuesAt(record, path)))),
  ];
  const set = <K extends keyof CallFacts>(key: K, value: CallFacts[K] | undefined): void => {
    if (value !== undefined) facts[key] = value;
  };
  const number = (value: string | undefined): number | undefined =>
    value === undefined || !Number.isFinite(Number(value)) ? undefined : Number(value);

  set('issuedKey', first(ISSUED_KEY));
  set('issuedTo', first(ISSUED_TO));
  // A session says nothing more, and sessions are most of what is read.
  if (record['eventSource'] === 'sts.amazonaws.com') return facts;
  set('createdKey', first(CREATED_KEY));
  set('target', first(TARGET));
  set('floor', number(first(FLOOR)));
  set('ceiling', number(first(CEILING)));
  set('cpu', number(first(CPU)));
  set('policyArn', first(POLICY));
  const quota = first(QUOTA);
  if (quota !== undefined) facts.quota = `${first(QUOTA_SERVICE) ?? ''}/${quota}`;
  if (all(PROTECTS).includes('true')) facts.protects = true;
  if (all(FARGATE).some((value) => value.startsWith('FARGATE'))) facts.fargate = true;
  if (SPOT_EVENTS.has(name) || all(SPOT).some((value) => value.toLowerCase() === 'spot')) facts.spot = true;
  if (all(OPEN).some((cidr) => EVERY_ADDRESS.has(cidr))) facts.opensToAll = true;
  if (ANYONE_EVENTS.has(name) && all(ANYONE).some((value) => value === '*' || value === 'NONE')) facts.anyone = true;
  const names = all(NAMES);
  if (names.length > 0) facts.names = names.slice(0, 5);

  const { images, scripts } = runTexts(record['requestParameters']);
  if (images.length > 0) facts.images = images.slice(0, 10);
  const miners = interest.miners.filter((miner) =>
    [...images, ...scripts].some((text) => text.toLowerCase().includes(miner)),
  );
  if (miners.length > 0) facts.miners = miners;

  const owns = row.owns.flatMap(({ kind, path }) => textsOf(valuesAt(record, path)).map((value) => `${kind}:${value}`));
  if (owns.length > 0) facts.owns = owns;
  const actsFor = actsForOf(record, interest, identity);
  if (actsFor.length > 0) facts.actsFor = actsFor;
  if (row.ends !== null) {
    const ends = textsOf(valuesAt(record, row.ends));
    if (ends.length > 0) facts.ends = ends;
  }
  return facts;
}

/** What a service made the call for, by the tags that it puts on what it launches; nothing for a call of a caller's own. */
function actsForOf(record: JsonObject, { deputies }: Interest, identity: CallerIdentity): readonly string[] {
  const service =
    identity.type === 'AWSService' ||
    identity.invokedBy !== null ||
    identity.issuer?.arn?.includes(':role/aws-service-role/') === true;
  if (!service) return [];
  const tagged = TAGS.flatMap((path) => valuesAt(record, path)).flatMap((tag) => {
    if (!isObject(tag)) return [];
    const key = member(tag, 'key');
    const value = member(tag, 'value');
    const kind = typeof key === 'string' ? deputies.tags.get(key) : undefined;
    return kind === undefined || typeof value !== 'string' ? [] : [`${kind}:${value}`];
  });
  const placed = deputies.paths.flatMap(({ kind, path }) =>
    textsOf(valuesAt(record, path)).map((value) => `${kind}:${value}`),
  );
  // What the tags say is closer to the caller than what the call itself makes or changes.
  return [...new Set(tagged.length > 0 ? tagged : placed)];
}

const IMAGE_KEYS = new Set(['image', 'imageuri', 'containeruri', 'imageidentifier', 'trainingimage', 'dockerimage']);
const SCRIPT_KEYS = new Set([
  'command',
  'entrypoint',
  'environment',
  'environmentvariables',
  'buildspec',
  'buildspecoverride',
  'content',
  'userdata',
  'startcommand',
  'buildcommand',
  'onstart',
  'oncreate',
  'parameters',
  'commands',
  'arguments',
  'containerentrypoint',
  'containerarguments',
  'studiolifecycleconfigcontent',
]);
const DEEPEST = 12;
const MOST_TEXT = 200_000;

/** Images, and texts that are run or handed to what runs, wherever they stand in the parameters; base64 is decoded. */
function runTexts(parameters: unknown): { readonly images: readonly string[]; readonly scripts: readonly string[] } {
  const images: string[] = [];
  const scripts: string[] = [];
  let left = MOST_TEXT;
  const visit = (value: unknown, into: string[] | null, depth: number): void => {
    if (depth > DEEPEST || left <= 0) return;
    if (typeof value === 'string') {
      if (into === null) return;
      left -= value.length;
      into.push(value);
      if (into === scripts) into.push(...decoded(value));
    } else if (Array.isArray(value)) {
      for (const item of value) visit(item, into, depth + 1);
    } else if (isObject(value)) {
      for (const [key, item] of Object.entries(value)) {
        const lower = key.toLowerCase();
        visit(
          item,
          IMAGE_KEYS.has(lower) ? images : SCRIPT_KEYS.has(lower) ? scripts : into === images ? null : into,
          depth + 1,
        );
      }
    }
  };
  visit(parameters, null, 0);
  return { images, scripts };
}

function decoded(value: string): readonly string[] {
  return value.length >= 16 && /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(value)
    ? [Buffer.from(value, 'base64').toString('latin1')]
    : [];
}
