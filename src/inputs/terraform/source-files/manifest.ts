import { InputError } from '../../input-error.js';

/** A module as Terraform's list of installed modules names it. */
export interface ModuleRecord {
  readonly key: string;
  readonly source: string;
  /** The folder, with `/`, seen from the folder that Terraform runs in. */
  readonly dir: string;
}

const MAX_MODULES = 20_000;

/**
 * Reads `modules.json`: a list in a saved plan, `{"Modules": […]}` in `.terraform/modules`. The names in it come in any
 * order. Throws {@link InputError} for anything else; `uri` is the file that the message names.
 */
export function parseManifest(text: string, uri: string): readonly ModuleRecord[] {
  const document = parse(text, uri);
  const list = isRecord(document) ? document['Modules'] : document;
  if (!Array.isArray(list)) throw new InputError(uri, '', 'expected the list of modules that `terraform init` writes');
  if (list.length > MAX_MODULES) throw new InputError(uri, '', `more than ${MAX_MODULES} modules`);
  return list.map((entry: unknown) => toRecord(entry, uri));
}

function parse(text: string, uri: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(uri, '', 'the list of modules is not JSON');
  }
}

function toRecord(entry: unknown, uri: string): ModuleRecord {
  if (isRecord(entry)) {
    const { Key: key, Source: source = '', Dir: dir } = entry;
    if (typeof key === 'string' && typeof source === 'string' && typeof dir === 'string' && isKey(key)) {
      // A plan that was made on Windows.
      return { key, source, dir: dir.replaceAll('\\', '/') };
    }
  }
  throw new InputError(uri, '', 'the list of modules has an entry without a valid key, source and folder');
}

function isKey(key: string): boolean {
  return key === '' || (!key.includes('/') && key.split('.').every((name) => name !== ''));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
