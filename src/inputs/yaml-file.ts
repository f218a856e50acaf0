import type { Document, Node } from 'yaml';
import { nameOfStep } from '../model/json-pointer.js';
import { InputError, positionAt } from './input-error.js';

/** A YAML file as data, with the places of its values. */
export interface YamlFile {
  readonly data: unknown;
  /** The same mistake with the line of the value that it is about; `hint` may add to its message. */
  readonly placed: (error: InputError, hint?: (value: unknown) => string) => InputError;
}

/** Parses YAML. An empty file, or one of comments only, is an empty object. Throws {@link InputError} with the line. */
export async function parseYaml(text: string, uri: string): Promise<YamlFile> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text, { logLevel: 'silent', prettyErrors: false });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw new InputError(uri, '', problem.message, positionAt(text, problem.pos[0]));
  const place: YamlFile['placed'] = (error, hint = () => '') => placed(error, document, text, hint);
  try {
    return { data: (document.toJS({ maxAliasCount: 100 }) as unknown) ?? {}, placed: place };
  } catch (error) {
    throw place(new InputError(uri, '', error instanceof Error ? error.message : 'not valid'));
  }
}

function placed(error: InputError, document: Document, text: string, hint: (value: unknown) => string): InputError {
  const path = error.pointer.split('/').slice(1).map(nameOfStep);
  for (let length = path.length; length >= 0; length -= 1) {
    const node = nodeAt(document, path.slice(0, length));
    if (node?.range === undefined || node.range === null) continue;
    const message = `${error.message}${hint('value' in node ? node.value : undefined)}`;
    return new InputError(error.file, error.pointer, message, positionAt(text, node.range[0]));
  }
  return error;
}

function nodeAt(document: Document, path: readonly string[]): Node | null {
  return (path.length === 0 ? document.contents : (document.getIn(path, true) as Node | null | undefined)) ?? null;
}
