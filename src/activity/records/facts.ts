import { isServiceLinked } from '../../model/principal.js';
import type { CallerIdentity, CallFacts, Protection } from './call.js';
import type { EventInterest, Interest } from './interest.js';
import {
  isObject,
  lowerCase,
  member,
  parsePath,
  PathTable,
  type RecordValues,
  textsOf,
  type ValuePath,
} from './paths.js';

const at = (...paths: string[]) => paths.map(parsePath);

const PARAMETERS = parsePath('requestParameters');
/** Where the facts stand; of several places of one value, the first that the record has. */
const PLACES = {
  // These two come first: of a session nothing else is looked for.
  issuedKey: at('responseElements.credentials.accessKeyId'),
  issuedTo: at('responseElements.assumedRoleUser.arn', 'responseElements.federatedUser.arn'),
  createdKey: at('responseElements.accessKey.accessKeyId'),
  target: at(
    'requestParameters.roleArn',
    'requestParameters.roleName',
    'requestParameters.userName',
    'requestParameters.policyArn',
    'requestParameters.functionName',
    'requestParameters.groupName',
    'requestParameters.instanceId',
  ),
  quota: at('requestParameters.quotaCode'),
  quotaService: at('requestParameters.serviceCode'),
  floor: at('requestParameters.minSize', 'requestParameters.scalingConfig.minSize', 'requestParameters.minCapacity'),
  ceiling: at('requestParameters.maxSize', 'requestParameters.scalingConfig.maxSize', 'requestParameters.maxCapacity'),
  protectsFromEnd: at('requestParameters.disableApiTermination', 'requestParameters.disableApiTermination.value'),
  protectsFromStop: at('requestParameters.disableApiStop', 'requestParameters.disableApiStop.value'),
  cpu: at('requestParameters.cpu', 'requestParameters.overrides.cpu', 'requestParameters.containerDefinitions[].cpu'),
  fargate: at(
    'requestParameters.launchType',
    'requestParameters.requiresCompatibilities[]',
    'requestParameters.capacityProviderStrategy[].capacityProvider',
  ),
  names: at(
    'requestParameters.clusterName',
    'requestParameters.serviceName',
    'requestParameters.family',
    'requestParameters.launchTemplateName',
    'requestParameters.autoScalingGroupName',
    'requestParameters.CreateLaunchTemplateRequest.LaunchTemplateName',
  ),
  policyArn: at('requestParameters.policyArn'),
  spot: at(
    'requestParameters.instanceMarketOptions.marketType',
    'requestParameters.CreateFleetRequest.TargetCapacitySpecification.DefaultTargetCapacityType',
    'requestParameters.capacityType',
    'requestParameters.computeResources.type',
  ),
  opensToAll: at(
    'requestParameters.ipPermissions.items[].ipRanges.items[].cidrIp',
    'requestParameters.ipPermissions.items[].ipv6Ranges.items[].cidrIpv6',
    'requestParameters.cidrIp',
  ),
  interfaces: at('responseElements.instancesSet.items[].networkInterfaceSet.items[].networkInterfaceId'),
  anyone: at('requestParameters.authType', 'requestParameters.principal'),
} as const;
type Place = keyof typeof PLACES;
const TAGS = at(
  'requestParameters.tagSpecificationSet.items[].tags[]',
  'requestParameters.tags',
  'responseElements.instancesSet.items[].tagSet.items[]',
);
const EVERY_ADDRESS = new Set(['0.0.0.0/0', '::/0']);
const SPOT_EVENTS = new Set(['RequestSpotInstances', 'RequestSpotFleet']);
const ANYONE_EVENTS = new Set(['AddPermission', 'CreateFunctionUrlConfig']);

/** Places that every table of an event begins with, in this order. */
const COMMON: readonly ValuePath[] = [...Object.values(PLACES).flat(), ...TAGS];
/** The paths of each by their places in {@link COMMON}. */
const PLACE_NUMBERS: Readonly<Record<string, readonly number[]>> = Object.fromEntries(
  Object.entries(PLACES).map(([place, paths]) => [place, paths.map((path) => COMMON.indexOf(path))]),
);
const TAG_NUMBERS = TAGS.map((path) => COMMON.indexOf(path));

/** Source of the calls that only return credentials, and of nothing else that is asked for. */
const STS = 'sts.amazonaws.com';

/** The values of a record of an event, at all places that are asked of such a one. */
export function valuesOf(record: unknown, source: string, row: EventInterest, interest: Interest): RecordValues {
  let table = tables.get(row);
  if (table === undefined) {
    table = new PathTable([
      // A session says nothing more, and sessions are most of what is read.
      ...(source === STS ? [...PLACES.issuedKey, ...PLACES.issuedTo] : [...COMMON, PARAMETERS]),
      ...(source === STS ? [] : interest.deputies.paths.map(({ path }) => path)),
      ...[...row.resources, ...row.types, ...row.counts],
      ...row.when.map(({ path }) => path),
      ...row.owns.map(({ path }) => path),
      ...(row.ends === null ? [] : [row.ends]),
    ]);
    tables.set(row, table);
  }
  return table.read(record);
}

const tables = new WeakMap<EventInterest, PathTable>();

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What a record shows beside its common fields. */
export function factsOf(
  values: RecordValues,
  source: string,
  name: string,
  row: EventInterest,
  interest: Interest,
  identity: CallerIdentity,
): CallFacts {
  const facts: Mutable<CallFacts> = {};
  const first = (place: Place): string | undefined => {
    for (const number of PLACE_NUMBERS[place] ?? []) {
      const [found] = textsOf(values.atPlace(number));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const all = (place: Place): readonly string[] => {
    let only: readonly unknown[] = NO_TEXTS;
    for (const number of PLACE_NUMBERS[place] ?? []) {
      const found = values.atPlace(number);
      if (found.length > 0) only = only.length === 0 ? found : [...only, ...found];
    }
    return textsOf(only);
  };
  const set = <K extends keyof CallFacts>(key: K, value: CallFacts[K] | undefined): void => {
    if (value !== undefined) facts[key] = value;
  };
  const number = (value: string | undefined): number | undefined =>
    value === undefined || !Number.isFinite(Number(value)) ? undefined : Number(value);

  set('issuedKey', first('issuedKey'));
  set('issuedTo', first('issuedTo'));
  if (source === STS) return facts;
  set('createdKey', first('createdKey'));
  set('target', first('target'));
  set('floor', number(first('floor')));
  set('ceiling', number(first('ceiling')));
  set('cpu', number(first('cpu')));
  set('policyArn', first('policyArn'));
  const quota = first('quota');
  if (quota !== undefined) facts.quota = `${first('quotaService') ?? ''}/${quota}`;
  const protects: Protection[] = [];
  if (all('protectsFromStop').includes('true')) protects.push('stop');
  if (all('protectsFromEnd').includes('true')) protects.push('termination');
  if (protects.length > 0) facts.protects = protects;
  if (all('fargate').some((value) => value.startsWith('FARGATE'))) facts.fargate = true;
  if (SPOT_EVENTS.has(name) || all('spot').some((value) => value.toLowerCase() === 'spot')) facts.spot = true;
  if (all('opensToAll').some((cidr) => EVERY_ADDRESS.has(cidr))) facts.opensToAll = true;
  if (ANYONE_EVENTS.has(name) && all('anyone').some((value) => value === '*' || value === 'NONE')) facts.anyone = true;
  const interfaces = all('interfaces');
  if (interfaces.length > 0) facts.interfaces = interfaces.slice(0, 100);
  const names = all('names');
  if (names.length > 0) facts.names = names.slice(0, 5);

  const { images, scripts } = runTexts(values.at(PARAMETERS));
  if (images.length > 0) facts.images = images.slice(0, 10);
  const texts = [...images, ...scripts].map((text) => text.toLowerCase());
  const miners =
    texts.length === 0 ? [] : interest.miners.filter((miner) => texts.some((text) => text.includes(miner)));
  if (miners.length > 0) facts.miners = miners;

  const owns = row.owns.flatMap(({ kind, path }) => textsOf(values.at(path)).map((value) => `${kind}:${value}`));
  if (owns.length > 0) facts.owns = owns;
  const actsFor = actsForOf(values, interest, identity);
  if (actsFor.length > 0) facts.actsFor = actsFor;
  if (row.ends !== null) {
    const ends = textsOf(values.at(row.ends));
    if (ends.length > 0) facts.ends = ends;
  }
  return facts;
}

const NO_TEXTS: readonly string[] = [];

/** What a service made the call for, by the tags that it puts on what it launches; nothing for a call of a caller's own. */
function actsForOf(values: RecordValues, { deputies }: Interest, identity: CallerIdentity): readonly string[] {
  const service =
    identity.type === 'AWSService' ||
    identity.invokedBy !== null ||
    isServiceLinked({ arn: identity.issuer?.arn ?? '' });
  if (!service) return [];
  const tagged = TAG_NUMBERS.flatMap((number) => values.atPlace(number)).flatMap((tag) => {
    if (!isObject(tag)) return [];
    const key = member(tag, 'key');
    const value = member(tag, 'value');
    const kind = typeof key === 'string' ? deputies.tags.get(key) : undefined;
    return kind === undefined || typeof value !== 'string' ? [] : [`${kind}:${value}`];
  });
  const placed = deputies.paths.flatMap(({ kind, path }) =>
    textsOf(values.at(path)).map((value) => `${kind}:${value}`),
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
      for (const key of Object.keys(value)) {
        const lower = lowerCase(key);
        visit(
          value[key],
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
