// CloudTrail records as CloudTrail writes them, made up but for their shape.

/** A generator of numbers in [0, 1) that gives the same ones for the same seed. */
export function random(seed) {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4294967296;
  };
}

/** One of a list, by the next of such numbers. */
export const pick = (list, next) => list[Math.floor(next() * list.length)];

const nextOfProcess = random(20_261_101);

/** Bytes without pattern: what they stand for in real records does not compress either. */
function bytes(length) {
  const buffer = Buffer.alloc(length + 3);
  for (let at = 0; at < length; at += 4) buffer.writeInt32LE((nextOfProcess() * 4294967296) | 0, at);
  return buffer.subarray(0, length);
}

/** A UUID that no other record of this process has. */
export function eventId() {
  const hex = bytes(16).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** Real tokens are longer, but fewer: with these, logs compress as published ones do, to a ninth or tenth of their size. */
const TOKEN_BYTES = 160;

/** A record of a call; `changes` wins over what is made up. */
export function record({ time, source, name, region = 'eu-west-1', identity, ...changes }) {
  const account = identity.accountId ?? '111111111111';
  return {
    eventVersion: '1.11',
    userIdentity: identity,
    eventTime: new Date(time).toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: region,
    sourceIPAddress: '198.51.100.10',
    userAgent: 'aws-cli/2.15.0 md/awscrt#0.19.19 ua/2.0 os/linux#6.5.0 lang/python#3.11.6 md/installer#exe',
    requestParameters: null,
    responseElements: null,
    requestID: eventId(),
    eventID: eventId(),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `${source}.${region}.amazonaws.com`,
    },
    ...changes,
  };
}

/** Identity of a user with a long-term access key. */
export function user(
  name,
  {
    account = '111111111111',
    key = `AKIA${name
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, '')
      .padEnd(16, '7')
      .slice(0, 16)}`,
  } = {},
) {
  return {
    type: 'IAMUser',
    principalId: `AIDA${name
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, '')
      .padEnd(16, '2')
      .slice(0, 16)}`,
    arn: `arn:aws:iam::${account}:user/${name}`,
    accountId: account,
    accessKeyId: key,
    userName: name,
  };
}

/** Identity of a role session. */
export function role(
  name,
  { account = '111111111111', session = 'session', key, path = '', start = 0, ...context } = {},
) {
  const id = `AROA${name
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .padEnd(16, '3')
    .slice(0, 16)}`;
  return {
    type: 'AssumedRole',
    principalId: `${id}:${session}`,
    arn: `arn:aws:sts::${account}:assumed-role/${name}/${session}`,
    accountId: account,
    accessKeyId:
      key ??
      `ASIA${name
        .toUpperCase()
        .replace(/[^A-Z0-9]/g, '')
        .padEnd(16, '4')
        .slice(0, 16)}`,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: id,
        arn: `arn:aws:iam::${account}:role/${path}${name}`,
        accountId: account,
        userName: name,
      },
      webIdFederationData: {},
      attributes: { creationDate: new Date(start).toISOString().replace(/\.\d+Z$/, 'Z'), mfaAuthenticated: 'false' },
      ...context,
    },
  };
}

/** Identity of a service that acts through its service-linked role. */
export function serviceLinked(service, name, { account = '111111111111', session = 'AutoScaling' } = {}) {
  return { ...role(name, { account, session, path: `aws-service-role/${service}/` }), invokedBy: service };
}

/** The record of an AssumeRole call, whose credentials have the key `key`. */
export function assumeRole({
  time,
  identity,
  to,
  account = '111111111111',
  session = 'session',
  key,
  region = 'us-east-1',
  ...changes
}) {
  return record({
    time,
    source: 'sts',
    name: 'AssumeRole',
    region,
    identity,
    readOnly: true,
    requestParameters: { roleArn: `arn:aws:iam::${account}:role/${to}`, roleSessionName: session },
    responseElements: {
      credentials: {
        accessKeyId: key,
        sessionToken: bytes(TOKEN_BYTES).toString('base64'),
        expiration: 'Nov 25, 2026, 3:00:00 AM',
      },
      assumedRoleUser: {
        assumedRoleId: `AROA:${session}`,
        arn: `arn:aws:sts::${account}:assumed-role/${to}/${session}`,
      },
    },
    recipientAccountId: account,
    ...changes,
  });
}

/** Parameters and answer of RunInstances. */
export function runInstances({
  type,
  count = 1,
  id = () => `i-${eventId().slice(-12)}`,
  tags = [],
  error = null,
  ...parameters
}) {
  return {
    requestParameters: {
      instancesSet: { items: [{ imageId: 'ami-029eb80bc237bec6f', minCount: count, maxCount: count }] },
      instanceType: type,
      blockDeviceMapping: {},
      monitoring: { enabled: false },
      disableApiTermination: false,
      ...(tags.length > 0 ? { tagSpecificationSet: { items: [{ resourceType: 'instance', tags }] } } : {}),
      ...parameters,
    },
    ...(error === null
      ? {
          responseElements: {
            requestId: eventId(),
            reservationId: 'r-0ac0088de73525c3c',
            instancesSet: {
              items: Array.from({ length: count }, () => ({
                instanceId: id(),
                imageId: 'ami-029eb80bc237bec6f',
                instanceState: { code: 0, name: 'pending' },
                instanceType: type,
                placement: { availabilityZone: 'eu-west-1a', tenancy: 'default' },
              })),
            },
          },
        }
      : { errorCode: error, errorMessage: `${error}: no` }),
  };
}
