import type { SourceLocation } from '../../../model/location.js';
import { keySuffix, splitAddress } from '../modules.js';
import { Budget } from './evaluate/budget.js';
import { OutOfBudget } from './evaluate/errors.js';
import { Evaluator } from './evaluate/evaluator.js';
import { joined, unknown, type Value } from './evaluate/value.js';
import type { Block, Expression } from './hcl/ast.js';
import type { Grammar } from './hcl/grammar.js';
import { parseJsonFile } from './hcl/json-syntax.js';
import { ParseBudget } from './hcl/parse-budget.js';
import { parseFile } from './hcl/parse.js';
import { locationOf, type Range, SourceText } from './hcl/source-text.js';
import {
  collectConfiguration,
  type Configuration,
  type ConfigurationFile,
  type Mode,
} from './modules/configuration.js';
import { type Key, Module, type Surroundings } from './modules/module.js';
import type { AttributeReference } from './modules/predict.js';
import { directoryOf, joinPath, relativePath } from './paths.js';

export { type Grammar, loadGrammar } from './hcl/grammar.js';
export type { AttributeReference, Key, Mode, Value };

/** What the sources of a plan are evaluated with; what is left out is not known. */
export interface SourceOptions {
  readonly grammar: Grammar;
  /** The folder of the root module among the files. */
  readonly root?: string;
  /** The folder of a module by the names of the calls that lead to it; null when its source is not among the files. */
  readonly moduleDirectory?: (names: readonly string[]) => string | null;
  /** The text of a file that is not Terraform's, by its path among the files; it must not leave the sources. */
  readonly readFile?: (path: string) => string | null;
  /** The names in a folder, by its path among the files; null when it is none of the sources. */
  readonly listFolder?: (path: string) => readonly string[] | null;
  /** The values of the root module's variables, as the plan has them. */
  readonly variables?: Readonly<Record<string, { readonly value?: unknown }>>;
  readonly workspace?: string;
  /** The keys of the instances that the plan has of a resource; null when it does not say. */
  readonly instanceKeys?: (module: string, mode: Mode, type: string, name: string) => readonly Key[] | null;
  /** The keys of the instances that the plan has of a module. */
  readonly moduleKeys?: (module: string, name: string) => readonly Key[] | null;
  /** The value of an attribute, as far as the plan has it. */
  readonly known?: (reference: AttributeReference) => Value | null;
  /** What an attribute will be that the plan does not have and the configuration does not set, such as an ARN. */
  readonly predicted?: (reference: AttributeReference) => Value | null;
}

/** A resource of a module. */
export interface ResourceName {
  /** Address of the module's instance; empty for the root module. */
  readonly module: string;
  readonly mode: Mode;
  readonly type: string;
  readonly name: string;
}

/** The sources of a plan. */
export interface Sources {
  /**
   * The value of an attribute of an instance as the sources set it, or the nested blocks of that name as a list of
   * objects; null when they set neither. Never throws.
   */
  readonly evaluateAttribute: (resource: ResourceName, key: Key, attribute: string) => Value | null;
  /** The document of a data source `aws_iam_policy_document`; null when the sources do not have it. Never throws. */
  readonly evaluatePolicyDocument: (resource: ResourceName, key: Key) => Value | null;
  /** Whether Terraform leaves the attribute as it finds it once the resource exists, whatever the sources set. */
  readonly ignoresChanges: (resource: ResourceName, attribute: string) => boolean;
  /** Where a resource is declared; null when the sources do not have it. */
  readonly locateResource: (resource: ResourceName) => SourceLocation | null;
  /** Where an attribute, or a nested attribute by its path (`['inline_policy', 0, 'policy']`), is set, or what is around it. */
  readonly locateAttribute: (resource: ResourceName, path: readonly (string | number)[]) => SourceLocation | null;
  /** Where the module is called; null for the root module and for one that the sources do not have. */
  readonly locateModule: (module: string) => SourceLocation | null;
  /** Whether the source of a module's instance is at hand. */
  readonly hasModule: (module: string) => boolean;
  /** Parts of the files that could not be read: anything may be missing there. */
  readonly problems: () => readonly SourceLocation[];
  /** Files that were asked for, and of which nothing, or not all, was read. */
  readonly unread: () => readonly UnreadFile[];
}

/** A file that nothing, or not all, is taken from. */
export interface UnreadFile {
  readonly uri: string;
  readonly reason: string;
}

/**
 * Opens the sources of a plan: `.tf` and `.tf.json` files by their path, with `/` between folders. Files are parsed when
 * something in their folder is asked for. Nothing is executed and nothing but the given files is read.
 */
export function openSources(files: ReadonlyMap<string, string>, options: SourceOptions): Sources {
  return new OpenSources(files, options);
}

const TOO_LARGE = 'the file is too large to be parsed, or made so that it takes too long';
const SOURCE = /\.(?:tf|tofu)(?:\.json)?$/;
const OVERRIDE = /(?:^|[/_])override\.(?:tf|tofu)(?:\.json)?$/;

class OpenSources implements Sources {
  readonly #budget = Budget.forAll();
  readonly #parseBudget = ParseBudget.forAll();
  readonly #unread: UnreadFile[] = [];
  readonly #byDirectory = new Map<string, string[]>();
  readonly #configurations = new Map<string, Configuration | null>();
  readonly #modules = new Map<string, Module>();
  readonly #texts = new Map<string, SourceText | null>();
  readonly #surroundings: Surroundings;
  readonly #rootDirectory: string;

  constructor(
    private readonly files: ReadonlyMap<string, string>,
    private readonly options: SourceOptions,
  ) {
    for (const path of files.keys()) {
      if (!SOURCE.test(path)) continue;
      const directory = directoryOf(path);
      const paths = this.#byDirectory.get(directory) ?? [];
      this.#byDirectory.set(directory, paths);
      paths.push(path);
    }
    this.#rootDirectory = joinPath('', options.root ?? '') ?? '';
    const { variables = {} } = options;
    this.#surroundings = {
      evaluator: (budget) => new Evaluator(options.grammar, budget),
      readFile: (path) => this.#readFile(path),
      filesBelow: (path) => this.#filesBelow(path),
      variable: (name) => {
        const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
        return variable === undefined ? null : { value: variable.value };
      },
      workspace: options.workspace ?? null,
      instanceKeys: options.instanceKeys ?? (() => null),
      moduleKeys: options.moduleKeys ?? (() => null),
      known: options.known ?? (() => null),
      predicted: options.predicted ?? (() => null),
      child: (parent, name, key) => this.#child(parent, name, key),
      relativePath: (directory) => relativePath(this.#rootDirectory, directory),
    };
  }

  readonly evaluateAttribute = (resource: ResourceName, key: Key, attribute: string): Value | null =>
    this.#guarded((budget) => {
      const { module, block } = this.#find(resource);
      return block === null ? null : module.configured(block, key, attribute, budget);
    });

  readonly evaluatePolicyDocument = (resource: ResourceName, key: Key): Value | null =>
    this.#guarded((budget) => {
      const { module, block } = this.#find(resource);
      if (block === null) return null;
      const document = module.policyDocument(block, key, budget);
      return joined([{ kind: 'json', value: document, range: document.range }], document.range);
    });

  readonly ignoresChanges = (resource: ResourceName, attribute: string): boolean => {
    const lifecycle = this.#find(resource).block?.body.blocks.find(({ type }) => type === 'lifecycle');
    const ignored = lifecycle?.body.attributes.get('ignore_changes')?.expression;
    return ignored !== undefined && namesIn(ignored).some((name) => name === attribute || name === 'all');
  };

  readonly locateResource = (resource: ResourceName): SourceLocation | null => {
    const { block } = this.#find(resource);
    return block === null ? null : locationOf(block.headerRange);
  };

  readonly locateAttribute = (resource: ResourceName, path: readonly (string | number)[]): SourceLocation | null => {
    const { block } = this.#find(resource);
    return block === null ? null : locationOf(rangeAt(block, path));
  };

  readonly locateModule = (address: string): SourceLocation | null => {
    const { caller } = this.#module(address);
    const block = caller?.module.call(caller.name) ?? null;
    return block === null ? null : locationOf(block.headerRange);
  };

  readonly hasModule = (address: string): boolean => this.#module(address).configuration !== null;

  readonly unread = (): readonly UnreadFile[] => this.#unread;

  readonly problems = (): readonly SourceLocation[] =>
    [...this.#byDirectory.keys()]
      .flatMap((directory) => this.#configuration(directory)?.problems ?? [])
      .map((range) => locationOf(range));

  #guarded(evaluate: (budget: Budget) => Value | null): Value | null {
    try {
      return evaluate(this.#budget.forOne());
    } catch (error) {
      if (error instanceof OutOfBudget) return unknown(error.message);
      throw error;
    }
  }

  #find({ module: address, mode, type, name }: ResourceName): {
    readonly module: Module;
    readonly block: Block | null;
  } {
    const module = this.#module(address);
    return { module, block: module.resource(mode, type, name) };
  }

  /** The module's instance with this address. */
  #module(address: string): Module {
    const known = this.#modules.get(address);
    if (known !== undefined) return known;
    if (address === '') {
      const root = new Module(this.#surroundings, '', null, this.#configuration(this.#rootDirectory));
      this.#modules.set('', root);
      return root;
    }
    let module = this.#module('');
    const segments = splitAddress(address);
    for (const [index, segment] of segments.entries()) {
      if (index % 2 === 1 && segments[index - 1]?.name === 'module')
        module = this.#child(module, segment.name, segment.key);
    }
    return module;
  }

  #child(parent: Module, name: string, key: Key): Module {
    const address = `${parent.address === '' ? '' : `${parent.address}.`}module.${name}${keySuffix(key)}`;
    const known = this.#modules.get(address);
    if (known !== undefined) return known;
    const directory = this.#directoryOfChild(parent, name);
    const configuration = directory === null ? null : this.#configuration(directory);
    const child = new Module(this.#surroundings, address, { module: parent, name, key }, configuration);
    this.#modules.set(address, child);
    return child;
  }

  #directoryOfChild(parent: Module, name: string): string | null {
    const names = [name];
    for (let { caller } = parent; caller !== null; { caller } = caller.module) names.unshift(caller.name);
    const given = this.options.moduleDirectory?.(names) ?? null;
    if (given !== null) return joinPath('', given);
    const source = parent.sourceOf(name, this.#budget.forOne());
    const local = source !== null && (source.startsWith('./') || source.startsWith('../'));
    return local && parent.configuration !== null ? joinPath(parent.configuration.directory, source) : null;
  }

  #configuration(directory: string): Configuration | null {
    const known = this.#configurations.get(directory);
    if (known !== undefined) return known;
    const paths = this.#byDirectory.get(directory);
    const configuration =
      paths === undefined
        ? null
        : collectConfiguration(
            directory,
            [...paths].sort().map((path) => this.#parse(path)),
          );
    this.#configurations.set(directory, configuration);
    return configuration;
  }

  #parse(path: string): ConfigurationFile {
    const source = new SourceText(path, this.files.get(path) ?? '');
    const { grammar } = this.options;
    const budget = this.#parseBudget.forOne();
    const body = path.endsWith('.json') ? parseJsonFile(grammar, source) : parseFile(grammar, source, budget);
    const whole = body.problems.some(({ start, end }) => start === 0 && end === source.text.length);
    if (budget.exhausted) this.#unread.push({ uri: path, reason: TOO_LARGE });
    else if (whole && source.text !== '') this.#unread.push({ uri: path, reason: 'the file cannot be parsed' });
    return { body, overrides: OVERRIDE.test(path) };
  }

  /** A file by the path that an expression gives, from the folder of the root module. */
  #readFile(given: string): SourceText | null {
    const path = given.startsWith('/') ? null : joinPath(this.#rootDirectory, given);
    if (path === null) return null;
    const known = this.#texts.get(path);
    if (known !== undefined) return known;
    const text = this.files.get(path) ?? this.options.readFile?.(path) ?? null;
    const source = text === null ? null : new SourceText(path, text);
    this.#texts.set(path, source);
    return source;
  }

  /** The files below a folder that an expression names, from the folder of the root module. */
  #filesBelow(given: string): readonly string[] | null {
    const { listFolder } = this.options;
    const path = given.startsWith('/') ? null : joinPath(this.#rootDirectory, given);
    const top = path === null ? null : (listFolder?.(path) ?? null);
    if (path === null || top === null || listFolder === undefined) return null;
    const files: string[] = [];
    const open = top.map((name) => ({ inner: name, depth: 1 }));
    for (let next = open.pop(), seen = 0; next !== undefined; next = open.pop(), seen += 1) {
      const { inner, depth } = next;
      if (seen >= MAX_LISTED || depth > MAX_FOLDER_DEPTH) return null;
      const names = listFolder(`${path === '' ? '' : `${path}/`}${inner}`);
      if (names === null) files.push(inner);
      else open.push(...names.map((name) => ({ inner: `${inner}/${name}`, depth: depth + 1 })));
    }
    return files.sort();
  }
}

/** What is gone through for one folder; links may lead in circles. */
const MAX_LISTED = 10_000;
const MAX_FOLDER_DEPTH = 32;

/** The attributes that `ignore_changes` lists, as words or as texts. */
function namesIn(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'tuple':
      return expression.items.flatMap(namesIn);
    case 'variable':
      return [expression.name];
    case 'attribute':
    case 'index':
      return namesIn(expression.target);
    case 'template':
      return expression.parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
    default:
      return [];
  }
}

/** The range of what a path leads to; of the last thing on the way that the block spells out. */
function rangeAt(block: Block, path: readonly (string | number)[]): Range {
  const [name, index, ...rest] = path;
  if (typeof name !== 'string') return block.headerRange;
  const attribute = block.body.attributes.get(name);
  if (attribute !== undefined) return attribute.range;
  const blocks = block.body.blocks.filter(({ type }) => type === name);
  const dynamic = block.body.blocks.find(({ type, labels }) => type === 'dynamic' && labels[0] === name);
  const inner =
    blocks.length === 1 || dynamic === undefined ? blocks[typeof index === 'number' ? index : 0] : undefined;
  if (inner !== undefined) return rangeAt(inner, rest);
  return (dynamic ?? block).headerRange;
}
