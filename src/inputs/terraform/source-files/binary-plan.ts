import { dirname, posix, resolve } from 'node:path';
import { InputError } from '../../input-error.js';
import { readArchive } from './archive.js';
import { decodeText, openFolder, type Folder } from './folder.js';
import { parseManifest, type ModuleRecord } from './manifest.js';
import { readPlanned } from './planned.js';
import {
  callersFirst,
  configurationFiles,
  isRemote,
  moduleAddress,
  parentKey,
  type SourceModule,
  type SourceTree,
} from './source-tree.js';

/** How the sources in a saved plan are read. */
export interface BinaryPlanOptions {
  /**
   * The folder that Terraform ran in. Without it, it is the plan's own folder or the working directory, if one of them
   * holds the files that are in the plan.
   */
  readonly sourceRoot?: string;
  /** Also taken for the repository's root where no `.git` is; the process's by default. */
  readonly workingDirectory?: string;
}

const CONFIGURATION = 'tfconfig/';
const MANIFEST = `${CONFIGURATION}modules.json`;
const MODULE_PREFIX = `${CONFIGURATION}m-`;
/** Where modules stand whose folder has no path in the repository; nothing of a repository has such a name. */
const OUTSIDE = '.outside-the-repository';

/**
 * Reads the configuration that a saved plan holds: the files of every module, remote ones too, as they were when it was
 * made. Files that expressions read, such as templates, are not in a plan; they are read from the folder that Terraform
 * ran in, if that is known. Throws {@link InputError} for what is not a saved plan.
 */
export async function readBinaryPlan(path: string, options: BinaryPlanOptions = {}): Promise<SourceTree> {
  const entries = await readArchive(path, (name) => name.startsWith(CONFIGURATION));
  const planned = await readPlanned(path);
  const { texts, records } = readSnapshot(entries, path);
  const folder = openRoot(path, texts.get('') ?? new Map(), options);
  return {
    origin: { kind: 'binary-plan', uri: path },
    root: folder?.root ?? '',
    ...placeModules(records, texts, folder),
    unreadable: [],
    planned,
    readFile: folder?.read ?? (() => null),
    listFolder: folder?.list ?? (() => null),
    named: folder?.named ?? ((inner) => inner),
  };
}

type Texts = ReadonlyMap<string, string>;

/** The configuration in a plan: the list of modules, and their files by key and name. */
interface Snapshot {
  readonly records: readonly ModuleRecord[];
  readonly texts: ReadonlyMap<string, Texts>;
}

function readSnapshot(entries: ReadonlyMap<string, Buffer>, uri: string): Snapshot {
  const manifest = entries.get(MANIFEST);
  if (manifest === undefined) {
    const found = `found a zip archive without \`${MANIFEST}\``;
    throw new InputError(uri, '', `expected a plan saved by \`terraform plan -out=tfplan\`, ${found}`);
  }
  const records = parseManifest(textOf(manifest, MANIFEST, uri), uri);
  const texts = new Map<string, Map<string, string>>(records.map(({ key }) => [key, new Map()]));
  if (!texts.has('')) throw new InputError(uri, '', 'the plan holds no root module');
  for (const [entry, bytes] of entries) {
    if (!entry.startsWith(MODULE_PREFIX)) continue;
    const slash = entry.lastIndexOf('/');
    const files = texts.get(entry.slice(MODULE_PREFIX.length, slash));
    if (files === undefined) throw new InputError(uri, '', `\`${entry}\` in it belongs to no module of the plan`);
    files.set(entry.slice(slash + 1), textOf(bytes, entry, uri));
  }
  return { records, texts };
}

function textOf(bytes: Buffer, entry: string, uri: string): string {
  const text = decodeText(bytes);
  if (text === null) throw new InputError(uri, '', `\`${entry}\` in it is not text`);
  return text;
}

function openRoot(path: string, planned: Texts, options: BinaryPlanOptions): Folder | null {
  const { sourceRoot, workingDirectory = resolve('.') } = options;
  if (sourceRoot !== undefined) return openFolder(sourceRoot, workingDirectory);
  const folders = [dirname(path), workingDirectory].map((candidate) => openFolder(candidate, workingDirectory));
  const holds = (matches: (found: string, expected: string) => boolean) => (folder: Folder) =>
    [...planned].some(([name, text]) => {
      const found = folder.read(posix.join(folder.root, name));
      return found !== null && matches(found, text);
    });
  // The same text is the better sign, but a file may have changed since the plan was made.
  return folders.find(holds((found, expected) => found === expected)) ?? folders.find(holds(() => true)) ?? null;
}

function placeModules(
  records: readonly ModuleRecord[],
  texts: ReadonlyMap<string, Texts>,
  folder: Folder | null,
): Pick<SourceTree, 'modules' | 'files'> {
  const remote = new Set<string>();
  const modules = new Map<string, SourceModule>();
  const files = new Map<string, string>();
  const outside = new Map<string, string>();
  for (const { key, source, dir } of callersFirst(records)) {
    const caller = parentKey(key);
    if (isRemote(source, caller !== null && remote.has(caller))) remote.add(key);
    const placed = placeFolder(dir, folder);
    const path = placed ?? outside.get(dir) ?? `${OUTSIDE}/${outside.size}`;
    if (placed === null) outside.set(dir, path);
    modules.set(moduleAddress(key), { key, source, folder: path, inRepository: placed !== null && !remote.has(key) });
    // A module's files are in the plan once for each call.
    const planned = texts.get(key) ?? new Map<string, string>();
    for (const name of configurationFiles(planned.keys(), true)) {
      files.set(posix.join(path, name), planned.get(name) ?? '');
    }
  }
  return { modules, files };
}

/** The folder of a module, from the repository's root; null when it is not within. */
function placeFolder(dir: string, folder: Folder | null): string | null {
  if (posix.isAbsolute(dir) || DRIVE.test(dir)) return folder?.locate(dir) ?? null;
  const path = posix.join(folder?.root ?? '', dir);
  const located = folder?.locate(path) ?? path;
  if (located === '..' || located.startsWith('../')) return null;
  return located === '.' ? '' : located;
}

const DRIVE = /^[A-Za-z]:/;
