import type { SourceLocation } from './location.js';

/**
 * Where a resource takes the code from that it runs: an object (or all objects under a prefix) in a bucket, a container
 * image, a machine image, or a repository of sources.
 *
 * `readAt` says when what was put there in the meantime takes effect: whenever the resource starts something (an ECS task
 * pulls its image, a Glue job reads its script), or only with the next deployment (a function keeps a copy).
 */
export type CodeSource =
  | {
      readonly kind: 'object';
      /** ARN of the object, with a `*` at the end for whatever lies under a prefix. */
      readonly arn: string;
      readonly readAt: 'start' | 'deployment';
    }
  | {
      readonly kind: 'container-image';
      /** As configured: `nginx`, `111111111111.dkr.ecr.eu-west-1.amazonaws.com/app:latest`, `…@sha256:…`. */
      readonly reference: string;
      readonly readAt: 'start' | 'deployment';
    }
  | {
      readonly kind: 'machine-image';
      /** AMI id; null when it is known only after apply. */
      readonly id: string | null;
      /** How the id was found; null when it is given as such. */
      readonly lookup: ImageLookup | null;
      readonly readAt: 'start';
    }
  | {
      readonly kind: 'git-repository';
      /** ARN of a repository of AWS CodeCommit. */
      readonly arn: string;
      readonly readAt: 'start';
    };

/** A search for a machine image by its name, as Terraform's `data.aws_ami` makes it. */
export interface ImageLookup {
  /** Patterns that the image's name must fit. */
  readonly names: readonly string[];
  /** Account ids or aliases (`amazon`, `self`, …) of whom the image may belong to; null for anybody. */
  readonly owners: readonly string[] | null;
  readonly address: string | null;
  readonly location: SourceLocation;
}
