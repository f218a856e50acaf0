import { posix } from 'node:path';
import { InputError } from '../../input-error.js';
import { openFolder, type Folder } from './folder.js';
import { parseManifest } from './manifest.js';
import {
  callersFirst,
  configurationFiles,
  isRemote,
  moduleAddress,
  parentKey,
  type SourceModule,
  type SourceTree,
} from './source-tree.js';

const MANIFEST = '.terraform/modules/modules.json';
const LOCK_FILE = '.terraform.lock.hcl';
const MAX_FOLDERS = 20_000;
/** What may be the `source` of a local module, in both syntaxes. A file that is taken for one does no harm. */
const LOCAL_SOURCE = /\bsource"?[ \t]*[=:]\s*"(\.{1,2}[/\\][^"$\n]{0,1000})"/g;

/**
 * Reads the configuration in Terraform's folder: the root module, the modules that `terraform init` has listed in
 * `.terraform/modules/modules.json`, and the folders that local sources lead to. What is missing or outside the repository
 * is not in the tree. `workingDirectory` is taken for the repository's root where no `.git` is, the process's by default.
 * Throws {@link InputError} for what is not a folder, and a folder without configuration.
 */
export function readSourceRoot(dir: string, workingDirectory?: string): SourceTree {
  const folder = openFolder(dir, workingDirectory);
  const { root } = folder;
  if (folder.list(root) === null) throw new InputError(dir, '', 'cannot be read');
  const reader = new FolderReader(folder, dir);
  if (!reader.add(root)) throw new InputError(dir, '', 'no `.tf` or `.tf.json` file in it');
  const modules = readModules(folder, reader);
  reader.addLocalFolders();
  return {
    origin: { kind: 'source-root', uri: dir },
    root,
    modules: new Map(modules.map((module) => [moduleAddress(module.key), module])),
    files: reader.files,
    unreadable: reader.unreadable,
    planned: null,
    readFile: folder.read,
    listFolder: folder.list,
    named: folder.named,
  };
}

function readModules(folder: Folder, reader: FolderReader): readonly SourceModule[] {
  const { root } = folder;
  const byKey = new Map<string, SourceModule>([['', { key: '', source: '', folder: root, inRepository: true }]]);
  const path = posix.join(root, MANIFEST);
  const manifest = folder.read(path);
  for (const { key, source, dir } of callersFirst(manifest === null ? [] : parseManifest(manifest, path))) {
    const caller = byKey.get(parentKey(key) ?? '');
    const located = folder.locate(posix.isAbsolute(dir) ? dir : posix.join(root, dir));
    // A list that is older than the configuration names what is no longer there.
    if (key === '' || caller === undefined || located === null || !reader.add(located)) continue;
    byKey.set(key, { key, source, folder: located, inRepository: !isRemote(source, !caller.inRepository) });
  }
  return [...byKey.values()];
}

/** Reads the configuration of folders, of each one once. */
class FolderReader {
  readonly files = new Map<string, string>();
  readonly unreadable: string[] = [];
  readonly #hasFiles = new Map<string, boolean>();
  readonly #openTofu: boolean;

  constructor(
    private readonly folder: Folder,
    private readonly uri: string,
  ) {
    // Terraform does not read `.tofu` files; which of both it was, is told by where the providers come from.
    const locks = folder.read(posix.join(folder.root, LOCK_FILE));
    this.#openTofu = locks?.includes('"registry.terraform.io/') !== true;
  }

  /** False when the folder holds no configuration or is outside the repository. */
  add(path: string): boolean {
    const known = this.#hasFiles.get(path);
    if (known !== undefined) return known;
    if (this.#hasFiles.size >= MAX_FOLDERS) throw new InputError(this.uri, '', `more than ${MAX_FOLDERS} folders`);
    const names = configurationFiles(this.folder.list(path) ?? [], this.#openTofu);
    this.#hasFiles.set(path, names.length > 0);
    for (const name of names) {
      const file = posix.join(path, name);
      const text = this.folder.read(file);
      if (text === null) this.unreadable.push(file);
      else this.files.set(file, text);
    }
    return names.length > 0;
  }

  /** Adds the folders to which sources of local modules lead, in what is read already and in what is added by it. */
  addLocalFolders(): void {
    // A map shows also what is added to it meanwhile.
    for (const [path, text] of this.files) {
      for (const [, source = ''] of text.matchAll(LOCAL_SOURCE)) {
        const located = this.folder.locate(posix.join(posix.dirname(path), source.replaceAll('\\', '/')));
        if (located !== null) this.add(located);
      }
    }
  }
}
