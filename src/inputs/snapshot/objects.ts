import type { CodeSource } from '../../model/code-source.js';

/** The object at an address of S3 or at an ARN; none at any other text. */
export function objectAt(text: string, partition: string, readAt: CodeSource['readAt']): readonly CodeSource[] {
  const path = /^(?:s3[an]?:\/\/|arn:[^:]+:s3:::)(?<path>[^/]+\/.+)$/.exec(text)?.groups?.['path'];
  return path === undefined ? [] : [{ kind: 'object', arn: `arn:${partition}:s3:::${path}`, readAt }];
}
