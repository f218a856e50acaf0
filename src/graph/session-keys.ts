/**
 * Keys that a session carries from where its credentials were issued, with every request and whatever its action
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-role-properties).
 * A user who signs with an access key has none of them.
 */
const SESSION_KEYS: ReadonlySet<string> = new Set([
  'aws:assumedroot',
  'aws:chatbotsourcearn',
  'aws:ec2instancesourceprivateipv4',
  'aws:ec2instancesourcevpc',
  'aws:federatedprovider',
  'aws:sourceidentity',
  'codebuild:buildarn',
  'codebuild:projectarn',
  'ec2:roledelivery',
  'ec2:sourceinstancearn',
  'glue:credentialissuingservice',
  'glue:roleassumedby',
  'identitystore:userid',
  'lambda:sourcefunctionarn',
  'ssm:sourceinstancearn',
]);

/** True for a key, in lower case, that comes with the credentials and not with the action. */
export function isSessionKey(key: string): boolean {
  return SESSION_KEYS.has(key);
}
