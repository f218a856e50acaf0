import type { CodeSource, ImageLookup } from '../../../model/code-source.js';
import { modelsOf } from '../endpoint-models.js';
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
import { Objects } from './objects.js';
import { STORED_CODE } from './stored-code.js';

type ReadAt = 'start' | 'deployment';

/** Where compute takes the code from that it runs. */
export function collectCode(links: Links, facts: FactTable): void {
  const objects = new Objects(links);
  const { types } = new CodeReader(links, objects);
  for (const type of new Set([...types.keys(), ...STORED_CODE.keys()])) {
    for (const instance of links.reader.managed(type)) {
      const block = topBlock(instance);
      const code = [...(STORED_CODE.get(type)?.(block, objects) ?? []), ...(types.get(type)?.(block) ?? [])];
      if (code.length > 0) facts.add(instance, { code });
    }
  }
}

class CodeReader {
  readonly types: ReadonlyMap<string, (block: Block) => readonly CodeSource[]> = new Map<
    string,
    (block: Block) => readonly CodeSource[]
  >([
    ['aws_lambda_function', (block) => this.#image(block, 'image_uri', 'deployment')],
    ['aws_ecs_task_definition', (block) => this.#imagesInJson(block, 'container_definitions')],
    ['aws_batch_job_definition', (block) => this.#imagesInJson(block, 'container_properties')],
    ['aws_apprunner_service', (block) => this.#appRunner(block)],
    ['aws_codebuild_project', (block) => this.#build(block)],
    ['aws_codepipeline', (block) => this.#pipeline(block)],
    ['aws_sagemaker_endpoint', (block) => this.#models(block)],
    ['aws_instance', (block) => this.#machine(block, 'ami')],
    ['aws_launch_template', (block) => this.#machine(block, 'image_id')],
    ['aws_launch_configuration', (block) => this.#machine(block, 'image_id')],
    ['aws_spot_instance_request', (block) => this.#machine(block, 'ami')],
  ]);

  constructor(
    readonly links: Links,
    readonly objects: Objects,
  ) {}

  #appRunner(block: Block): readonly CodeSource[] {
    return this.#nested(block, ['source_configuration'], (source) => {
      const readAt = own(source.values, 'auto_deployments_enabled') === false ? 'deployment' : 'start';
      return this.#nested(source, ['image_repository'], (row) => this.#image(row, 'image_identifier', readAt));
    });
  }

  #build(block: Block): readonly CodeSource[] {
    const images = this.#nested(block, ['environment'], (row) => this.#image(row, 'image', 'start'));
    const read = (row: Block): readonly CodeSource[] => {
      const location = readText(row, 'location');
      // What to build may stand in an object of its own (https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectSource.html).
      const commands = this.objects.named(row, readText(row, 'buildspec') ?? '', 'start');
      if (readText(row, 'type') === 'CODECOMMIT')
        return [...commands, ...this.#sources(row, 'location', repositoryOf(location))];
      if (readText(row, 'type') !== 'S3' || location === null) return commands;
      return [
        ...commands,
        { kind: 'object', arn: `${this.objects.partition(block)}:s3:::${location}`, readAt: 'start' },
      ];
    };
    const sources = ['source', 'secondary_sources'].flatMap((name) => this.#nested(block, [name], read));
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
      const arn = bucket === null ? `${this.objects.partition(block)}:s3:::${name ?? ''}` : this.links.arnOf(bucket);
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
    const arn = `${this.objects.partition(block)}:codecommit:${region}:${account}:${known ?? ''}`;
    return [{ kind: 'git-repository', arn: found === null ? arn : this.links.arnOf(found), readAt: 'start' }];
  }

  /** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html */
  #models(block: Block): readonly CodeSource[] {
    const containers = ['primary_container', 'container'];
    return modelsOf(block, this.links.reader).flatMap((model) =>
      containers.flatMap((name) => this.#nested(model, [name], (row) => this.#image(row, 'image', 'deployment'))),
    );
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
