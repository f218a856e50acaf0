/** The six parts of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html. `resource` keeps any further colons. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Splits an ARN; returns null for a string that is not one. */
export function parseArn(text: string): Arn | null {
  const [prefix, partition, service, region, account, ...resource] = text.split(':');
  if (prefix !== 'arn' || partition === undefined || service === undefined) return null;
  if (region === undefined || account === undefined || resource.length === 0) return null;
  return { partition, service, region, account, resource: resource.join(':') };
}

/** Written for an account that the input does not show. */
export const UNKNOWN_ACCOUNT = '000000000000';

/** Stands in the ARN of a regional resource whose Region the input does not show. */
export const UNKNOWN_REGION = 'unknown-region';

/** True for what stands in place of a Region that the input does not show, of which there may be several. */
export function isUnknownRegion(region: string | undefined): boolean {
  return region?.startsWith(UNKNOWN_REGION) === true;
}

/** The ARN of a function without the version or alias that may stand behind its name; any other text as it is. */
export function unqualified(arn: string): string {
  return arn.includes(':function:') ? arn.split(':').slice(0, 7).join(':') : arn;
}
