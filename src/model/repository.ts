import { isUnknownRegion, UNKNOWN_ACCOUNT } from './arn.js';
import { privateImage } from './container-image.js';
import type { Resource } from './resource.js';

/** True when a repository of Amazon ECR holds the image; an account or Region that is not known may be any. */
export function holdsImage({ arn }: Pick<Resource, 'arn'>, reference: string): boolean {
  const image = privateImage(reference);
  const [, , , region, account, resource] = arn.split(':');
  return (
    image?.name === resource?.replace(/^repository\//, '') &&
    (image?.account === account || account === UNKNOWN_ACCOUNT) &&
    (image?.region === region || isUnknownRegion(region))
  );
}
