/** An image in a private registry of Amazon ECR, without its tag (https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-push-ecr-image.html). */
const PRIVATE =
  /^(?<account>\d{12})\.dkr\.ecr(?:-fips)?\.(?<region>[a-z0-9-]+)\.amazonaws\.com(?<china>\.cn)?\/(?<name>.+)$/;
/** A tag; a colon before a slash belongs to a port. */
const TAG = /:[^:/]*$/;

/** Where in Amazon ECR an image is kept. */
export interface PrivateImage {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** True for a reference by digest: what it stands for never changes. */
export function isPinned(reference: string): boolean {
  return reference.includes('@sha256:');
}

/** The tag of a reference without digest, where none is named that of Docker. */
export function tagOf(reference: string): string {
  return TAG.exec(reference)?.[0].slice(1) ?? 'latest';
}

/** Where a reference without digest points to in a private registry; null for any other registry. */
export function privateImage(reference: string): PrivateImage | null {
  const parts = PRIVATE.exec(reference.replace(TAG, ''))?.groups;
  const { account, region, name, china } = parts ?? {};
  if (account === undefined || region === undefined || name === undefined) return null;
  const partition = china === undefined ? (region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws') : 'aws-cn';
  return { partition, account, region, name };
}
