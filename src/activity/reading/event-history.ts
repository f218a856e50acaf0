import { NAMED_ONLY } from '../records/call.js';
import { isObject, type JsonObject } from '../records/paths.js';

/** True for the columns of the CSV that the console offers for download under "Event history" (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-console.html). */
export function isEventHistory(columns: readonly string[]): boolean {
  return columns.includes('awsaccesskey') && columns.includes('eventname');
}

/**
 * The record of a row of the event history. The row names what the call was about, but neither parameters nor who called, except by a
 * name: that of the user, or of a role's session. Long-term keys (`AKIA`) are of users; temporary ones are of either.
 */
export function recordOfEventHistory(row: ReadonlyMap<string, string>): JsonObject | null {
  const value = (name: string): string | null => row.get(name) ?? null;
  const account = row.get('recipientaccountid') ?? '';
  const resources = resourcesOf(row.get('resources'));
  const of = (type: string): readonly string[] => resources.flatMap((one) => (one.type === type ? [one.name] : []));
  return {
    eventID: value('eventid'),
    eventTime: value('eventtime'),
    eventSource: value('eventsource'),
    eventName: value('eventname'),
    awsRegion: value('awsregion'),
    recipientAccountId: account,
    sourceIPAddress: value('sourceipaddress'),
    userAgent: value('useragent'),
    errorCode: row.get('errorcode') === '' ? null : value('errorcode'),
    userIdentity: identityOf(row.get('username') ?? '', row.get('awsaccesskey') ?? '', account),
    responseElements: {
      instancesSet: { items: of('AWS::EC2::Instance').map((instanceId) => ({ instanceId })) },
      credentials: { accessKeyId: of('AWS::IAM::AccessKey').find((key) => key.startsWith('ASIA')) },
      assumedRoleUser: { arn: of('AWS::STS::AssumedRole').find((name) => name.startsWith('arn:')) },
    },
  };
}

function identityOf(name: string, accessKeyId: string, accountId: string): JsonObject {
  const known = { accountId, accessKeyId };
  if (name === 'root') return { ...known, type: 'Root', arn: `arn:aws:iam::${accountId}:root` };
  if (accessKeyId.startsWith('AKIA'))
    return { ...known, type: 'IAMUser', userName: name, arn: `arn:aws:iam::${accountId}:user/${name}` };
  return name === '' ? { ...known, type: null } : { ...known, type: NAMED_ONLY, userName: name };
}

function resourcesOf(text = ''): readonly { readonly type: string; readonly name: string }[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return [];
  }
  if (!Array.isArray(list)) return [];
  return list.flatMap((one: unknown) => {
    if (!isObject(one)) return [];
    const { resourceType, resourceName } = one;
    return typeof resourceType === 'string' && typeof resourceName === 'string'
      ? [{ type: resourceType, name: resourceName }]
      : [];
  });
}
