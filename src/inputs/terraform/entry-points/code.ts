import type { CodeSource, ImageLookup } from '../../../model/code-source.js';
import { isPlainObject, listOf, own, textOrNull } from '../guards.js';
import type { Instance } from '../instance.js';
import {
  type Block,
  onlyInstance,
  readAttribute,
  readBlocks,
  readEntry,
  readText,
  resolveAttribute,
  topBlock,
} from '../values.js';
import type { FactTable } from './facts.js';
import type { Links } from './links.js';

type ReadAt = 'start' | 'deployment';

/** Where compute takes the code from that it runs. */
export function collectCode(links: Links, facts: FactTable): void {
  const reader = new CodeReader(links);
  for (const [type, read] of reader.types) {
    for (const instance of links.reader.managed(type)) {
      const code = read(topBlock(instance));
      if (code.length > 0) facts.add(instance, { code });
    }
  }
}

class CodeReader {
  readonly types: ReadonlyMap<string, (block: Block) => readonly CodeSource[]> = new Map<
    string,
    (block: Block) => readonly CodeSource[]
  >([
    ['aws_lambda_function', (block) => [...this.#function(block), ...this.#image(block, 'image_uri', 'deployment')]],
    ['aws_ecs_task_definition', (block) => this.#imagesInJson(block, 'container_definitions')],
    ['aws_batch_job_definition', (block) => this.#imagesInJson(block, 'container_properties')],
    ['aws_apprunner_service', (block) => this.#appRunner(block)],
    ['aws_glue_job', (block) => this.#nested(block, ['command'], (row) => this.#address(row, 'script_location'))],
    ['aws_codebuild_project', (block) => this.#build(block)],
    ['aws_codepipeline', (block) => this.#pipeline(block)],
    ['aws_mwaa_environment', (block) => this.#airflow(block)],
    ['aws_instance', (block) => this.#machine(block, 'ami')],
    ['aws_launch_template', (block) => this.#machine(block, 'image_id')],
    ['aws_launch_configuration', (block) => this.#machine(block, 'image_id')],
    ['aws_spot_instance_request', (block) => this.#machine(block, 'ami')],
  ]);

  constructor(readonly links: Links) {}

  #function(block: Block): readonly CodeSource[] {
    const bucket = this.#bucket(block, 's3_bucket');
    if (bucket === null) return [];
    return [{ kind: 'object', arn: `${bucket}/${readText(block, 's3_key') ?? '*'}`, readAt: 'deployment' }];
  }

  #appRunner(block: Block): readonly CodeSource[] {
    return this.#nested(block, ['source_configuration'], (source) => {
      const readAt = own(source.values, 'auto_deployments_enabled') === false ? 'deployment' : 'start';
      return this.#nested(source, ['image_repository'], (row) => this.#image(row, 'image_identifier', readAt));
    });
  }

  #build(block: Block): readonly CodeSource[] {
    const images = this.#nested(block, ['environment'], (row) => this.#image(row, 'image', 'start'));
    const sources = this.#nested(block, ['source'], (row): readonly CodeSource[] => {
      const location = readText(row, 'location');
      if (readText(row, 'type') === 'CODECOMMIT') return this.#sources(row, 'location', repositoryOf(location));
      if (readText(row, 'type') !== 'S3' || location === null) return [];
      return [{ kind: 'object', arn: `${this.#partition(block)}:s3:::${location}`, readAt: 'start' }];
    });
    return [...images, ...sources];
  }

  /**
   * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html and
   * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html
   */
  #pipeline(block: Block): readonly CodeSource[] {
    return this.#nested(block, ['stage', 'action'], (action): readonly CodeSource[] => {
      if (readText(action, 'category') !== 'Source') return [];
      const provider = readText(action, 'provider');
      if (provider === 'CodeCommit')
        return this.#sources(action, 'configuration', readEntry(action, 'configuration', 'RepositoryName'));
      if (provider !== 'S3') return [];
      const name = readEntry(action, 'configuration', 'S3Bucket');
      const found = name === null ? null : this.links.named(name, ['aws_s3_bucket'], action.instance);
      const bucket = found ?? this.links.referred(action, 'configuration', ['aws_s3_bucket']);
      const arn = bucket === null ? `${this.#partition(block)}:s3:::${name ?? ''}` : this.links.arnOf(bucket);
      if (bucket === null && name === null) return [];
      return [
        { kind: 'object', arn: `${arn}/${readEntry(action, 'configuration', 'S3ObjectKey') ?? '*'}`, readAt: 'start' },
      ];
    });
  }

  /** A repository of CodeCommit, by its name or by what an attribute refers to. */
  #sources(block: Block, attribute: string, name: string | null): readonly CodeSource[] {
    const types = ['aws_codecommit_repository'];
    const known = name === null || isOpen(name) ? null : name;
    const found =
      (known === null ? null : this.links.named(known, types, block.instance)) ??
      this.links.referred(block, attribute, types);
    if (found === null && known === null) return [];
    const { account, region } = this.links.reader.arns.place(block.instance);
    const arn = `${this.#partition(block)}:codecommit:${region}:${account}:${known ?? ''}`;
    return [{ kind: 'git-repository', arn: found === null ? arn : this.links.arnOf(found), readAt: 'start' }];
  }

  #airflow(block: Block): readonly CodeSource[] {
    const bucket = this.#bucket(block, 'source_bucket_arn');
    const path = readText(block, 'dag_s3_path')?.replace(/^\/|\/$/g, '') ?? '';
    return bucket === null
      ? []
      : [{ kind: 'object', arn: `${bucket}/${path}${path === '' ? '' : '/'}*`, readAt: 'start' }];
  }

  /** The ARN of the bucket that an attribute names. */
  #bucket(block: Block, attribute: string): string | null {
    const found = this.links.instance(block, attribute, ['aws_s3_bucket', 'aws_s3_object']);
    if (found?.type === 'aws_s3_object') return this.#bucket(topBlock(found), 'bucket');
    if (found !== null) return this.links.arnOf(found);
    const name = readText(block, attribute);
    if (name === null) return null;
    return name.startsWith('arn:') ? name : `${this.#partition(block)}:s3:::${name}`;
  }

  /** `s3://bucket/key`, known, or as far as it refers to a bucket. */
  #address(block: Block, attribute: string): readonly CodeSource[] {
    const text = readAttribute(block, attribute);
    if (text.state === 'known') {
      const path = /^s3:\/\/(?<path>[^/]+\/.+)$/.exec(text.value)?.groups?.['path'];
      return path === undefined
        ? []
        : [{ kind: 'object', arn: `${this.#partition(block)}:s3:::${path}`, readAt: 'start' }];
    }
    const found = this.links.referred(block, attribute, ['aws_s3_bucket']);
    return found === null ? [] : [{ kind: 'object', arn: `${this.links.arnOf(found)}/*`, readAt: 'start' }];
  }

  #image(block: Block, attribute: string, readAt: ReadAt): readonly CodeSource[] {
    const text = readAttribute(block, attribute);
    if (text.state === 'absent') return [];
    return text.state === 'known' && !isOpen(text.value)
      ? [{ kind: 'container-image', reference: text.value, readAt }]
      : this.#repositories(block, attribute, readAt);
  }

  /** The images alone: environment and secrets in the document are none of our business and are not kept. */
  #imagesInJson(block: Block, attribute: string): readonly CodeSource[] {
    const text = readAttribute(block, attribute);
    if (text.state === 'unknown') return this.#repositories(block, attribute, 'start');
    if (text.state === 'absent') return [];
    const images = new Set(imagesIn(text.value));
    const known = [...images].filter((image) => !isOpen(image));
    const open = known.length < images.size ? this.#repositories(block, attribute, 'start') : [];
    return [...open, ...known.map((reference) => ({ kind: 'container-image', reference, readAt: 'start' }) as const)];
  }

  /** Of an image that is known only after apply, the repositories that it refers to. */
  #repositories(block: Block, attribute: string, readAt: ReadAt): readonly CodeSource[] {
    const { arns } = this.links.reader;
    return this.links.all(block, attribute, ['aws_ecr_repository']).map((repository) => {
      const { account, region } = arns.place(repository);
      const reference = `${account}.dkr.ecr.${region}.amazonaws.com/${arns.nameOf(repository)}`;
      return { kind: 'container-image', reference, readAt };
    });
  }

  #machine(block: Block, attribute: string): readonly CodeSource[] {
    const id = readText(block, attribute);
    const { targets } = resolveAttribute(block, attribute);
    const search = onlyInstance(targets, ({ type, mode }) => mode === 'data' && type === 'aws_ami');
    const lookup = search === null ? null : lookupOf(search, this.links);
    return id === null && lookup === null ? [] : [{ kind: 'machine-image', id, lookup, readAt: 'start' }];
  }

  #nested(block: Block, names: readonly string[], read: (row: Block) => readonly CodeSource[]): readonly CodeSource[] {
    const rows = names.reduce<readonly Block[]>(
      (all, name) => all.flatMap((row) => readBlocks(row, name) ?? []),
      [block],
    );
    return rows.flatMap(read);
  }

  #partition({ instance }: Block): string {
    return `arn:${this.links.reader.arns.place(instance).partition}`;
  }
}

/** The name in the address for cloning (https://docs.aws.amazon.com/codecommit/latest/userguide/regions.html#regions-git). */
function repositoryOf(location: string | null): string | null {
  return (
    /^https:\/\/git-codecommit(?:-fips)?\.[^/]+\/v1\/repos\/(?<name>[^/]+)$/.exec(location ?? '')?.groups?.['name'] ??
    null
  );
}

/** The images of containers, given as a list or alone; none in what is no JSON. */
function imagesIn(json: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(json);
    const containers = Array.isArray(parsed) ? (parsed as unknown[]) : [parsed];
    return containers.filter(isPlainObject).flatMap((container) => textOrNull(own(container, 'image')) ?? []);
  } catch {
    return [];
  }
}

/** A text that holds a placeholder for what AWS will choose. */
function isOpen(text: string): boolean {
  return text.includes('(');
}

/** Filters that only an image of a certain owner can fit: nobody sees the tags of an image that belongs to others. */
const OWNER_FILTERS = ['owner-id', 'owner-alias', 'image-id'];

/** A search that takes the newest of several images; one that must not find more than one fails instead. */
function lookupOf(search: Instance, { reader }: Links): ImageLookup | null {
  const block = topBlock(search);
  if (own(block.values, 'most_recent') !== true) return null;
  const filters = listOf(own(block.values, 'filter')).filter(isPlainObject);
  const values = (filter: (typeof filters)[number]): readonly string[] =>
    listOf(own(filter, 'values')).filter((value) => typeof value === 'string');
  const named = (filter: (typeof filters)[number]): string => String(own(filter, 'name'));
  const listed = listOf(own(block.values, 'owners')).filter((owner) => typeof owner === 'string');
  const filtered = filters.filter((filter) => OWNER_FILTERS.includes(named(filter))).flatMap(values);
  const tagged = filters.some((filter) => named(filter).startsWith('tag')) ? ['self'] : [];
  const owners = [...listed, ...filtered, ...tagged];
  const pattern = readText(block, 'name_regex');
  return {
    names: [
      ...filters.filter((filter) => named(filter) === 'name').flatMap(values),
      ...(pattern === null ? [] : [pattern]),
    ],
    owners: owners.length === 0 ? null : owners,
    address: search.address,
    location: reader.location(search.pointer),
  };
}
