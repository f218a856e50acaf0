import type { CodeSource } from '../../../model/code-source.js';
import { type Block, readAttribute, readList, readText, topBlock } from '../values.js';
import type { Links } from './links.js';

type ReadAt = CodeSource['readAt'];

/** Files that hold code and not data, by their names. */
const CODE_FILE = /\.(?:egg|hql|jar|pig|py|q|r|scala|sh|sql|whl|zip)$/i;

/** Finds the objects in buckets that attributes name. */
export class Objects {
  constructor(readonly links: Links) {}

  /** The object that two attributes name; any of the bucket where the key is not known, or not asked for. */
  in(block: Block, bucket: string, key: string | null, readAt: ReadAt): readonly CodeSource[] {
    const arn = this.bucket(block, bucket);
    if (arn === null) return [];
    const name = key === null ? '*' : (readText(block, key)?.replace(/^\//, '') ?? '*');
    return [{ kind: 'object', arn: `${arn}/${name}`, readAt }];
  }

  /** `s3://bucket/key`, known, or as far as it refers to a bucket. */
  at(block: Block, attribute: string, readAt: ReadAt): readonly CodeSource[] {
    const text = readAttribute(block, attribute);
    if (text.state === 'known') return this.named(block, text.value, readAt);
    const found = this.links.referred(block, attribute, ['aws_s3_bucket']);
    return found === null ? [] : [{ kind: 'object', arn: `${this.links.arnOf(found)}/*`, readAt }];
  }

  /** Files of code among the texts of a list. */
  among(block: Block, attribute: string, readAt: ReadAt): readonly CodeSource[] {
    const texts = readList(block, attribute)?.values ?? [];
    return texts.filter((text) => CODE_FILE.test(text)).flatMap((text) => this.named(block, text, readAt));
  }

  /** The object at an address of S3, an address of the web, or an ARN; none in any other text. */
  named(block: Block, text: string, readAt: ReadAt): readonly CodeSource[] {
    const path = pathOf(text);
    return path === null ? [] : [{ kind: 'object', arn: `${this.partition(block)}:s3:::${path}`, readAt }];
  }

  /** The ARN of the bucket that an attribute names. */
  bucket(block: Block, attribute: string): string | null {
    const found = this.links.instance(block, attribute, ['aws_s3_bucket', 'aws_s3_object']);
    if (found?.type === 'aws_s3_object') return this.bucket(topBlock(found), 'bucket');
    if (found !== null) return this.links.arnOf(found);
    const name = readText(block, attribute);
    if (name === null) return null;
    return name.startsWith('arn:') ? name : `${this.partition(block)}:s3:::${name}`;
  }

  partition({ instance }: Block): string {
    return `arn:${this.links.reader.arns.place(instance).partition}`;
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
const ADDRESSES = [
  /^s3[an]?:\/\/(?<path>[^/]+\/.+)$/,
  /^arn:[^:]+:s3:::(?<path>[^/]+\/.+)$/,
  /^https:\/\/s3[.-][^/]*amazonaws\.com(?:\.cn)?\/(?<path>[^/]+\/[^?]+)/,
];
const HOSTED = /^https:\/\/(?<bucket>[^/]+?)\.s3[.-][^/]*amazonaws\.com(?:\.cn)?\/(?<key>[^?]+)/;

function pathOf(text: string): string | null {
  const { bucket, key } = HOSTED.exec(text)?.groups ?? {};
  if (bucket !== undefined && key !== undefined) return `${bucket}/${key}`;
  for (const address of ADDRESSES) {
    const path = address.exec(text)?.groups?.['path'];
    if (path !== undefined) return path;
  }
  return null;
}
