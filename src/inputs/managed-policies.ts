import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

/** The shipped copy of the AWS managed policies (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html). */
export interface ManagedPolicies {
  /** Day of the newest policy in the copy, as `2026-01-31`. */
  readonly date: string;
  readonly count: number;
  /** The document of the policy with this ARN, in any partition; null when the copy does not hold it. */
  readonly document: (arn: string) => unknown;
}

const INDEX = new URL('../../data/aws-managed-policies.index.json', import.meta.url);
const DOCUMENTS = new URL('../../data/aws-managed-policies.bin', import.meta.url);
const ARN = /^arn:aws(?:-[a-z]+)*:iam::aws:policy\/(?<path>.+)$/;
/** Far above the 6,144 characters that AWS allows; a damaged file must not fill the memory. */
const MAX_DOCUMENT = 2 ** 20;

interface Index {
  readonly date: string;
  readonly documents: Readonly<Record<string, readonly [offset: number, length: number]>>;
}

/**
 * Opens the shipped copy. Nothing is read before it is asked for: the index on the first use, a document when its ARN is
 * looked up, once. Throws when the package's own files cannot be read.
 */
export function openManagedPolicies(): ManagedPolicies {
  let index: Index | null = null;
  const opened = (): Index => (index ??= readIndex());
  const documents = new Map<string, unknown>();
  return {
    get date() {
      return opened().date;
    },
    get count() {
      return Object.keys(opened().documents).length;
    },
    document: (arn) => {
      const path = ARN.exec(arn)?.groups?.['path'];
      if (path === undefined) return null;
      const { documents: ranges } = opened();
      const range = Object.hasOwn(ranges, path) ? ranges[path] : undefined;
      if (range === undefined) return null;
      const known = documents.get(path);
      if (known !== undefined) return known;
      const document = readDocument(...range);
      documents.set(path, document);
      return document;
    },
  };
}

function readIndex(): Index {
  return JSON.parse(readFileSync(INDEX, 'utf8')) as Index;
}

function readDocument(offset: number, length: number): unknown {
  const file = openSync(DOCUMENTS, 'r');
  try {
    const bytes = Buffer.allocUnsafe(length);
    if (readSync(file, bytes, 0, length, offset) !== length)
      throw new Error('the shipped copy of the AWS managed policies is damaged');
    return JSON.parse(brotliDecompressSync(bytes, { maxOutputLength: MAX_DOCUMENT }).toString()) as unknown;
  } finally {
    closeSync(file);
  }
}
