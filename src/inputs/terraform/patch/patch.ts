import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import { parsePolicyDocument } from '../../../model/policy-document.js';
import type { PolicyType, Statement } from '../../../model/policy.js';
import type { SourceEdit } from '../../source-edit.js';
import type { Instance } from '../instance.js';
import type { Places, PlacedStatement } from '../plan-sources/places.js';
import { resourceOf } from '../plan-sources/connected.js';
import type { Grammar } from '../sources/hcl/grammar.js';
import { policyOf } from '../sources/policy.js';
import { changesBetween } from './changes.js';
import { FileBlocks } from './file-blocks.js';
import { plainText } from './nodes.js';
import { rewriteBlock } from './rewrite-block.js';
import { isJson, rewriteObject } from './rewrite-object.js';
import { removeBlock, removeElement, replacePart } from './text-edits.js';
import { writeList, writeValue } from './write.js';

type Files = ReadonlyMap<string, string>;

/** The sources as they are, and how they would be read with other texts. */
export interface PatchedSources {
  readonly grammar: Grammar;
  readonly files: Files;
  readonly open: (files: Files) => Places;
  readonly instances: readonly Instance[];
}

/** Inline policies and permissions, which nothing is left of without their only statement. */
const REMOVABLE = ['aws_iam_role_policy', 'aws_iam_user_policy', 'aws_iam_group_policy', 'aws_lambda_permission'];
/** A path that `git apply` reads as it is written. */
const PLAIN_PATH = /^(?!\/)[\w./@+-]+$/;

/**
 * Changes the sources of a plan as the edits say. Returns a unified diff that `git apply` takes, or null where one of the
 * edits cannot be made exactly: what was changed is evaluated again, and has to differ in the edit and in nothing else.
 */
export function patchSources(sources: PatchedSources, edits: readonly SourceEdit[]): string | null {
  let files = sources.files;
  for (const edit of edits) {
    const changed = new Patch({ ...sources, files }).apply(edit);
    if (changed === null) return null;
    files = changed;
  }
  const paths = [...files].filter(([path, text]) => sources.files.get(path) !== text).map(([path]) => path);
  if (paths.length === 0 || !paths.every((path) => PLAIN_PATH.test(path))) return null;
  return paths
    .map((path) => {
      const [before = '', after = ''] = [sources.files.get(path), files.get(path)];
      return formatPatch(
        structuredPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, { context: 3 }),
        FILE_HEADERS_ONLY,
      );
    })
    .join('');
}

class Patch {
  readonly #places: Places;
  readonly #blocks: FileBlocks;

  constructor(private readonly sources: PatchedSources) {
    this.#places = sources.open(sources.files);
    this.#blocks = new FileBlocks(sources.grammar, sources.files);
  }

  apply(edit: SourceEdit): Files | null {
    const instance = this.#places.instanceAt(edit.pointer);
    if (instance === null || !this.#isAlone(instance)) return null;
    switch (edit.kind) {
      case 'statement':
        return this.#statement(edit, instance);
      case 'inline-policy':
        return this.#inlinePolicy(edit, instance);
      case 'attribute':
        return this.#attribute(edit, instance);
    }
  }

  #statement(edit: Extract<SourceEdit, { kind: 'statement' }>, instance: Instance): Files | null {
    const { pointer, type, before, after } = edit;
    if (edit.whole && after === null) return this.#removeResource(instance);
    const found = this.#places.statementAt(pointer);
    if (found === null || !this.#isOwn(found, instance)) return null;
    const { range, index } = found;
    const { uri, text } = range.source;
    const old = statementsOf(found, type);
    if (old === null) return null;
    if (after === null && old.length === 1) return this.#removeResource(instance);
    const changed =
      after === null ? this.#remove(found) : this.#rewrite(text.slice(range.start, range.end), before, after);
    if (changed === null) return null;
    const files = this.#with(uri, after === null ? changed : replacePart(text, range, changed));
    const policy = this.sources.open(files).policyAt(pointer);
    const young = policy === null ? null : statementsOf(policy, type);
    return young !== null && isAsMeant(old, young, index, edit) ? files : null;
  }

  #remove({ range }: PlacedStatement): string | null {
    const { text } = range.source;
    if (!text.startsWith('{', range.start)) return removeBlock(text, range);
    return removeElement(text, range, isJson(text.slice(range.start, range.end)));
  }

  #rewrite(text: string, before: Statement, after: Statement): string | null {
    const rewrite = text.startsWith('{') ? rewriteObject : rewriteBlock;
    let changed: string | null = text;
    for (const change of changesBetween(before, after) ?? []) {
      if (changed !== null) changed = rewrite(this.sources.grammar, changed, change);
    }
    return changed === text ? null : changed;
  }

  /** Takes out a resource that nothing refers to. */
  #removeResource(instance: Instance): Files | null {
    const place = this.#places.declarationOf(instance);
    if (place === null || !REMOVABLE.includes(instance.type)) return null;
    const { type, name } = instance;
    const block = this.#blocks.declaration(place.uri, type, name);
    if (block === null || this.#blocks.mentions(place.uri, `${type}.${name}`) > 0) return null;
    const changed = removeBlock(block.range.source.text, block.range);
    if (changed === null) return null;
    const files = this.#with(place.uri, changed);
    return this.sources.open(files).declarationOf(instance) === null ? files : null;
  }

  #inlinePolicy(edit: Extract<SourceEdit, { kind: 'inline-policy' }>, instance: Instance): Files | null {
    const place = this.#places.declarationOf(instance);
    const kind = instance.type === 'aws_iam_role' ? 'role' : instance.type === 'aws_iam_user' ? 'user' : null;
    if (place === null || kind === null || instance.key !== null) return null;
    const block = this.#blocks.declaration(place.uri, instance.type, instance.name);
    const type = `aws_iam_${kind}_policy`;
    const name = `${instance.name}_${edit.name.replaceAll('-', '_')}`;
    if (block === null || this.#blocks.mentions(place.uri, name) > 0) return null;
    const { text } = block.range.source;
    const end = text.indexOf('\n', block.range.end);
    if (end === -1) return null;
    const lines = [
      '',
      `resource "${type}" "${name}" {`,
      `  name = "${edit.name}"`,
      `  ${kind} = ${instance.type}.${instance.name}.name`,
      '',
      '  policy = jsonencode({',
      '    Version = "2012-10-17"',
      '    Statement = [{',
      `      Sid      = ${writeValue(edit.sid, 'hcl', null)}`,
      '      Effect   = "Deny"',
      `      Action   = ${writeList(edit.deny)}`,
      '      Resource = "*"',
      '    }]',
      '  })',
      '}',
    ];
    const files = this.#with(
      place.uri,
      replacePart(text, { start: end, end }, lines.map((line) => `\n${line}`).join('')),
    );
    const resource = { ...resourceOf(instance), type, name };
    const value = this.sources.open(files).attributeOf(resource, 'policy');
    const written = value === null ? null : policyOf(value);
    return written?.known === true ? files : null;
  }

  #attribute({ name, from, to }: Extract<SourceEdit, { kind: 'attribute' }>, instance: Instance): Files | null {
    const place = this.#places.declarationOf(instance);
    if (place === null) return null;
    const block = this.#blocks.declaration(place.uri, instance.type, instance.name);
    const attribute = block?.body.attributes.get(name);
    if (attribute === undefined || plainText(attribute.expression) !== from) return null;
    const { range } = attribute.expression;
    return this.#with(place.uri, replacePart(range.source.text, range, JSON.stringify(to)));
  }

  #with(path: string, text: string): Files {
    return new Map([...this.sources.files, [path, text]]);
  }

  /** True where the block that declares it makes no other instance, and is the repository's. */
  #isAlone(instance: Instance): boolean {
    const place = this.#places.declarationOf(instance);
    const same = this.sources.instances.filter((other) => {
      if (other.type !== instance.type || other.name !== instance.name || other.mode !== instance.mode) return false;
      const { uri, startLine } = this.#places.declarationOf(other) ?? {};
      return uri === place?.uri && startLine === place?.startLine;
    });
    return place !== null && same.length === 1;
  }

  /** True where the statement stands in the resource itself, or in a document that is for nothing else. */
  #isOwn({ range }: PlacedStatement, instance: Instance): boolean {
    const { source } = range;
    if (source.within !== null || this.sources.files.get(source.uri) !== source.text) return false;
    const block = this.#blocks.around(source.uri, range);
    const [type, name = ''] = block?.labels ?? [];
    if (block === null) return false;
    if (block.type === 'resource') return type === instance.type && name === instance.name;
    const isDocument = block.type === 'data' && type === 'aws_iam_policy_document';
    const repeated = ['count', 'for_each'].some((argument) => block.body.attributes.has(argument));
    return isDocument && !repeated && this.#blocks.mentions(source.uri, `data.aws_iam_policy_document.${name}`) === 1;
  }
}

function statementsOf({ policy }: Pick<PlacedStatement, 'policy'>, type: PolicyType): readonly Statement[] | null {
  if (!policy.known) return null;
  const source = { type, id: '', name: '', address: null, location: { uri: '' } };
  const { statements, problems } = parsePolicyDocument(policy.document, source);
  return problems.length > 0 ? null : statements;
}

function isAsMeant(
  old: readonly Statement[],
  young: readonly Statement[],
  index: number,
  { before, after }: Extract<SourceEdit, { kind: 'statement' }>,
): boolean {
  const others = (all: readonly Statement[]): string =>
    JSON.stringify(all.filter((_, at) => at !== index).map((statement) => ({ ...statement, index: 0 })));
  if (after === null) {
    return (
      young.length === old.length - 1 && JSON.stringify(young.map((one) => ({ ...one, index: 0 }))) === others(old)
    );
  }
  const [one, other] = [old[index], young[index]];
  if (one === undefined || other === undefined || others(old) !== others(young)) return false;
  const made = changesBetween(one, other);
  return made !== null && JSON.stringify(made) === JSON.stringify(changesBetween(before, after));
}
