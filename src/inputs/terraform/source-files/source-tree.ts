import type { Planned } from './planned.js';

/** One module call of the configuration; instances by `count` and `for_each` share it. */
export interface SourceModule {
  /** The names of the calls that lead to it, joined by dots; `''` is the root module. */
  readonly key: string;
  /** Its `source` argument as written; `''` for the root module. */
  readonly source: string;
  /** The folder of its files. */
  readonly folder: string;
  /** False for a remote module, for what is in one, and for a folder outside the repository: nothing there can be shown. */
  readonly inRepository: boolean;
}

/** The configuration that a plan was made from. Paths start at the repository's root, have `/` and never `..`. */
export interface SourceTree {
  readonly origin: { readonly kind: 'binary-plan' | 'source-root'; readonly uri: string };
  /** The folder of the root module: where Terraform ran. */
  readonly root: string;
  /**
   * By module address without indices: `module.a.module.b`; `''` is the root module. A local module that is not here is in
   * the folder that its source leads to.
   */
  readonly modules: ReadonlyMap<string, SourceModule>;
  /** The text of each file of configuration; those of a folder in the order in which Terraform loads them. */
  readonly files: ReadonlyMap<string, string>;
  /** Files of configuration that are there and cannot be read. */
  readonly unreadable: readonly string[];
  /** What the saved plan says of itself; null for a folder, and for a plan that does not say. */
  readonly planned: Planned | null;
  /**
   * Reads a file that is not configuration, such as a template. Null for what is missing, too large, not UTF-8 text, or
   * outside the repository once symbolic links are followed.
   */
  readonly readFile: (path: string) => string | null;
  /** The names in a folder of the repository; null for what is none. */
  readonly listFolder: (path: string) => readonly string[] | null;
  /** The path of a file from the working directory, by which reports name it. */
  readonly named: (path: string) => string;
}

/** The address, without indices, of the module with this key. */
export function moduleAddress(key: string): string {
  return key === ''
    ? ''
    : key
        .split('.')
        .map((name) => `module.${name}`)
        .join('.');
}

/** The key of the module that calls this one; null for the root module. */
export function parentKey(key: string): string | null {
  if (key === '') return null;
  const dot = key.lastIndexOf('.');
  return dot === -1 ? '' : key.slice(0, dot);
}

/**
 * True when a module's `source` is a path within the package of the module that calls it
 * (https://developer.hashicorp.com/terraform/language/modules/sources#local-paths).
 */
function isLocalSource(source: string): boolean {
  return LOCAL.some((prefix) => source.startsWith(prefix));
}

/** The records of modules such that each comes after the one that calls it. */
export function callersFirst<T extends { readonly key: string }>(records: readonly T[]): readonly T[] {
  return [...records].sort((a, b) => depth(a.key) - depth(b.key));
}

/** True when the module is remote or in a remote one, by its source and what is known of its caller. */
export function isRemote(source: string, callerIsRemote: boolean): boolean {
  return callerIsRemote || (source !== '' && !isLocalSource(source));
}

function depth(key: string): number {
  return key === '' ? 0 : key.split('.').length;
}

const LOCAL = ['./', '../', '.\\', '..\\'];
const SUFFIXES = ['.tf', '.tf.json', '.tofu', '.tofu.json'] as const;

/** True for a file that is loaded after the others and changes what they declare. */
function isOverrideFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const suffix = suffixOf(name);
  if (suffix === null) return false;
  const base = name.slice(0, -suffix.length);
  return base === 'override' || base.endsWith('_override');
}

/**
 * The names of those files of a folder that Terraform loads as configuration, in its order: override files last, each
 * group in the order of the names (https://developer.hashicorp.com/terraform/language/files/override). OpenTofu reads
 * `.tofu` files, too, each in place of a `.tf` file of the same name (https://opentofu.org/docs/language/files/).
 */
export function configurationFiles(names: Iterable<string>, openTofu: boolean): readonly string[] {
  const found = new Set([...names].filter((name) => isConfigurationFile(name, openTofu)));
  const loaded = [...found].filter((name) => !openTofu || !found.has(inOpenTofu(name))).sort();
  return [...loaded.filter((name) => !isOverrideFile(name)), ...loaded.filter(isOverrideFile)];
}

function isConfigurationFile(name: string, openTofu: boolean): boolean {
  // Hidden files and what editors leave behind.
  if (name.startsWith('.') || name.endsWith('~') || (name.startsWith('#') && name.endsWith('#'))) return false;
  const suffix = suffixOf(name);
  return suffix !== null && (openTofu || !suffix.startsWith('.tofu'));
}

function suffixOf(name: string): string | null {
  return SUFFIXES.find((suffix) => name.endsWith(suffix)) ?? null;
}

/** The name of the file that OpenTofu reads instead; itself never. */
function inOpenTofu(name: string): string {
  if (name.endsWith('.tf')) return `${name.slice(0, -'.tf'.length)}.tofu`;
  if (name.endsWith('.tf.json')) return `${name.slice(0, -'.tf.json'.length)}.tofu.json`;
  return '';
}
