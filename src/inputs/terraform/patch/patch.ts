import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import { parsePolicyDocument } from '../../../model/policy-document.js';
import type { PolicyType, Statement } from '../../../model/policy.js';
import type { SourceEdit, SourcePatch } from '../../source-edit.js';
import type { Instance } from '../instance.js';
import type { Places, PlacedStatement } from '../plan-sources/places.js';
import { resourceOf } from '../plan-sources/connected.js';
import type { Block } from '../sources/hcl/ast.js';
import type { Grammar } from '../sources/hcl/grammar.js';
import { directoryOf } from '../sources/paths.js';
import { policyOf } from '../sources/policy.js';
import { addArgument } from './arguments.js';
import { changesBetween, type StatementChange } from './changes.js';
import { documentsOf, textOf } from './documents.js';
import { FileBlocks } from './file-blocks.js';
import { plainText } from './nodes.js';
import { rewritePermission } from './permission.js';
import { rewriteBlock } from './rewrite-block.js';
import { rewriteObject } from './rewrite-object.js';
import { removeBlock, removeElement, replacePart } from './text-edits.js';
import { quoted, type References, writeList, writeValue } from './write.js';

type Files = ReadonlyMap<string, string>;

/** The sources as they are, and how they would be read with other texts. */
export interface PatchedSources {
  readonly grammar: Grammar;
  readonly files: Files;
  /** The text of a file that is not Terraform's, as a template; null for what is none of the sources. */
  readonly readFile: (path: string) => string | null;
  readonly open: (files: Files) => Places;
  readonly instances: readonly Instance[];
}

/** Inline policies and permissions, which nothing is left of without their only statement. */
const REMOVABLE = ['aws_iam_role_policy', 'aws_iam_user_policy', 'aws_iam_group_policy', 'aws_lambda_permission'];
/** Each attaches one policy to one principal. */
const ATTACHMENTS = [
  'aws_iam_role_policy_attachment',
  'aws_iam_user_policy_attachment',
  'aws_iam_group_policy_attachment',
];
/** Evaluating the documents of more instances than this takes longer than a patch is worth. */
const MAX_OTHERS = 3000;
/** The argument of a role or user that names its permissions boundary. */
const BOUNDARY = 'permissions_boundary';
/** Means something else in another block. */
const OF_AN_INSTANCE = /\b(?:each|count|self)\./;
/** A path that `git apply` reads as it is written. */
const PLAIN_PATH = /^(?!\/)[\w./@+-]+$/;

/**
 * Changes the sources of a plan as the edits say. Returns a unified diff that `git apply` takes, or null where one of the
 * edits cannot be made exactly: what was changed is evaluated again, and has to differ in the edit and in nothing else, but
 * for policies that the same lines make, which may change in the same way.
 */
export function patchSources(sources: PatchedSources, edits: readonly SourceEdit[]): SourcePatch | null {
  let files = sources.files;
  const also = new Set<string>();
  for (const edit of edits) {
    const changed = new Patch({ ...sources, files }).apply(edit);
    if (changed === null) return null;
    files = changed.files;
    for (const address of changed.also) also.add(address);
  }
  const original = (path: string): string => sources.files.get(path) ?? sources.readFile(path) ?? '';
  const paths = [...files].filter(([path, text]) => original(path) !== text).map(([path]) => path);
  if (paths.length === 0 || !paths.every((path) => PLAIN_PATH.test(path))) return null;
  const diff = paths
    .map((path) => {
      const [before, after] = [original(path), files.get(path) ?? ''];
      return formatPatch(
        structuredPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, { context: 3 }),
        FILE_HEADERS_ONLY,
      );
    })
    .join('');
  return { diff, also: [...also].sort() };
}

/** The files after an edit, with the addresses of what else it changes. */
interface Changed {
  readonly files: Files;
  readonly also: readonly string[];
}

class Patch {
  readonly #places: Places;
  readonly #blocks: FileBlocks;

  constructor(private readonly sources: PatchedSources) {
    this.#places = sources.open(sources.files);
    this.#blocks = new FileBlocks(sources.grammar, sources.files);
  }

  apply(edit: SourceEdit): Changed | null {
    const instance = this.#places.instanceAt(edit.pointer);
    if (instance === null) return null;
    if (edit.kind === 'statement') return this.#statement(edit, instance);
    if (edit.kind === 'attachment') {
      return ATTACHMENTS.includes(instance.type) ? alone(this.#removeResource(instance)) : null;
    }
    if (edit.kind === 'boundary') return alone(this.#boundary(edit, instance));
    const files = edit.kind === 'inline-policy' ? this.#inlinePolicy(edit, instance) : this.#attribute(edit, instance);
    return files === null ? null : { files, also: [] };
  }

  #statement(edit: Extract<SourceEdit, { kind: 'statement' }>, instance: Instance): Changed | null {
    const { pointer, type, before, after } = edit;
    if (edit.whole) return after === null ? alone(this.#removeResource(instance)) : this.#permission(edit, instance);
    const found = this.#places.statementAt(pointer);
    if (found?.range.source.within !== null) return null;
    const { range, index } = found;
    const { uri, text } = range.source;
    if ((this.sources.files.get(uri) ?? this.sources.readFile(uri)) !== text) return null;
    const old = statementsOf(found, type);
    if (old === null) return null;
    if (after === null && old.length === 1) {
      return alone(this.#removeInlineBlock(found, instance) ?? this.#removeResource(instance));
    }
    const isOwn = this.#isAlone(instance) && this.#isOwn(found, instance);
    const references = this.#references(edit, instance, uri);
    const texts =
      after === null
        ? this.#remove(found)
        : this.#rewrite(text.slice(range.start, range.end), changesBetween(before, after) ?? [], references);
    for (const changed of texts) {
      const files = this.#with(uri, after === null ? changed : replacePart(text, range, changed));
      const places = this.sources.open(files);
      const policy = places.policyAt(pointer);
      const young = policy === null ? null : statementsOf(policy, type);
      if (young === null || !isAsMeant(old, young, index, edit)) continue;
      const also = isOwn ? [] : this.#others(places, edit, instance);
      if (also !== null) return { files, also };
    }
    return null;
  }

  /** Changes a resource that is nothing but a statement. */
  #permission({ before, after }: Extract<SourceEdit, { kind: 'statement' }>, instance: Instance): Changed | null {
    const place = this.#places.declarationOf(instance);
    if (place === null || after === null || instance.type !== 'aws_lambda_permission') return null;
    const block = this.#blocks.declaration(place.uri, instance.type, instance.name);
    const changed = block === null ? null : rewritePermission(block, before, after);
    if (changed === null) return null;
    const also = this.#sameDeclaration(instance).filter((other) => other !== instance);
    return { files: this.#with(place.uri, changed), also: also.map(({ address }) => address) };
  }

  /** Texts of the file without a statement, one of which may be right. */
  #remove({ range }: PlacedStatement): readonly string[] {
    const { text } = range.source;
    const texts = text.startsWith('{', range.start)
      ? [removeElement(text, range, true), removeElement(text, range, false)]
      : [removeBlock(text, range)];
    return texts.filter((one) => one !== null);
  }

  /** Texts of a changed statement, the one that is closest to what is written first. */
  #rewrite(text: string, changes: readonly StatementChange[], references: References): readonly string[] {
    const rewrite = text.startsWith('{') ? rewriteObject : rewriteBlock;
    return ([false, true] as const).flatMap((subtract) => {
      let changed: string | null = text;
      for (const change of changes) {
        if (changed !== null) changed = rewrite(this.sources.grammar, changed, change, { subtract, references });
      }
      return changed === null || changed === text ? [] : [changed];
    });
  }

  /**
   * Names of the roles of the same module by their ARNs. A policy that is written in a role names none, and of a role that has
   * policies of its own none is named: they may lead back to the policy.
   */
  #references({ roles }: Extract<SourceEdit, { kind: 'statement' }>, instance: Instance, uri: string): References {
    const names = new Map<string, string>();
    if (instance.type === 'aws_iam_role') return names;
    for (const [arn, pointer] of roles) {
      const role = this.#places.instanceAt(pointer);
      const block = role === null ? null : this.#blockOf(role);
      if (role?.module !== instance.module || block === null) continue;
      if (directoryOf(block.range.source.uri) !== directoryOf(uri)) continue;
      const { attributes, blocks } = block.body;
      if (!attributes.has('managed_policy_arns') && blocks.length === 0) names.set(arn, `${nameOf(role)}.arn`);
    }
    return names;
  }

  /** Writes the boundary of a role or user as the block of one of the same module does that has it. */
  #boundary({ like }: Extract<SourceEdit, { kind: 'boundary' }>, instance: Instance): Files | null {
    const other = this.#places.instanceAt(like);
    const block = this.#blockOf(instance);
    const expression = other === null ? undefined : this.#blockOf(other)?.body.attributes.get(BOUNDARY)?.expression;
    if (block === null || expression === undefined || !this.#isAlone(instance)) return null;
    const { source, start, end } = expression.range;
    const written = source.text.slice(start, end);
    const changed = OF_AN_INSTANCE.test(written) ? null : addArgument(block, BOUNDARY, written);
    if (changed === null || other?.module !== instance.module) return null;
    const files = this.#with(block.range.source.uri, changed);
    const [value, wanted] = [
      this.sources.open(files).valueOf(instance, BOUNDARY),
      this.#places.valueOf(other, BOUNDARY),
    ];
    return value !== null && wanted !== null && textOf(value) === textOf(wanted) ? files : null;
  }

  /** Addresses of the other policies that an edit changes in the same way; null where it changes one in another way. */
  #others(places: Places, edit: Extract<SourceEdit, { kind: 'statement' }>, own: Instance): readonly string[] | null {
    const also: string[] = [];
    const instances = this.sources.instances.filter((instance) => instance.address !== own.address);
    if (instances.length > MAX_OTHERS) return null;
    for (const instance of instances) {
      const [old, young] = [documentsOf(this.#places, instance), documentsOf(places, instance)];
      if (old.length !== young.length) return null;
      for (const [index, document] of old.entries()) {
        const changed = young[index];
        if (changed?.key !== document.key) return null;
        if (changed.text === document.text) continue;
        const [one, other] = [document, changed].map(({ policy }) =>
          policy === null ? null : statementsOf({ policy }, edit.type),
        );
        if (!one || !other || !one.some((_, at) => isAsMeant(one, other, at, edit))) return null;
        // A document is told by the resources that are made of it.
        if (instance.mode === 'managed') also.push(instance.address);
      }
    }
    return also;
  }

  /** Takes an `inline_policy` block out of a role: nothing is left of it without its only statement. */
  #removeInlineBlock({ range }: PlacedStatement, instance: Instance): Files | null {
    if (instance.type !== 'aws_iam_role' || !this.#isAlone(instance)) return null;
    const block = this.#blocks.around(range.source.uri, range);
    const inline = block?.body.blocks.find(
      (one) => one.type === 'inline_policy' && one.range.start <= range.start && range.end <= one.range.end,
    );
    const changed = inline === undefined ? null : removeBlock(range.source.text, inline.range);
    return changed === null ? null : this.#with(range.source.uri, changed);
  }

  /** Takes out a resource that nothing refers to. */
  #removeResource(instance: Instance): Files | null {
    const place = this.#places.declarationOf(instance);
    if (place === null || ![...REMOVABLE, ...ATTACHMENTS].includes(instance.type) || !this.#isAlone(instance))
      return null;
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
    if (
      place === null ||
      kind === null ||
      this.#sameDeclaration(instance).some(({ module }) => module !== instance.module)
    )
      return null;
    const block = this.#blocks.declaration(place.uri, instance.type, instance.name);
    const type = `aws_iam_${kind}_policy`;
    const slug = instance.key === null ? '' : `_${String(instance.key).replaceAll(/[^A-Za-z0-9]+/g, '_')}`;
    const name = `${instance.name}${slug}_${edit.name.replaceAll('-', '_')}`;
    if (block === null || this.#blocks.mentions(place.uri, name) > 0) return null;
    const { text } = block.range.source;
    const end = text.indexOf('\n', block.range.end);
    if (end === -1) return null;
    const lines = [
      '',
      `resource "${type}" "${name}" {`,
      `  name = "${edit.name}"`,
      `  ${kind} = ${nameOf(instance)}.name`,
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
    const attribute = this.#isAlone(instance) ? this.#blockOf(instance)?.body.attributes.get(name) : undefined;
    if (attribute === undefined || plainText(attribute.expression) !== from) return null;
    const { range } = attribute.expression;
    return this.#with(range.source.uri, replacePart(range.source.text, range, JSON.stringify(to)));
  }

  /** The block that declares an instance; null where the repository does not hold it. */
  #blockOf(instance: Instance): Block | null {
    const place = this.#places.declarationOf(instance);
    return place === null ? null : this.#blocks.declaration(place.uri, instance.type, instance.name);
  }

  #with(path: string, text: string): Files {
    return new Map([...this.sources.files, [path, text]]);
  }

  /** True where the block that declares it makes no other instance, and is the repository's. */
  #isAlone(instance: Instance): boolean {
    return this.#places.declarationOf(instance) !== null && this.#sameDeclaration(instance).length === 1;
  }

  /** The instances that the block makes which makes this one. */
  #sameDeclaration(instance: Instance): readonly Instance[] {
    const { type, name, mode } = instance;
    const place = this.#places.declarationOf(instance);
    return this.sources.instances.filter((other) => {
      if (other.type !== type || other.name !== name || other.mode !== mode) return false;
      const { uri, startLine } = this.#places.declarationOf(other) ?? {};
      return uri === place?.uri && startLine === place?.startLine;
    });
  }

  /** True where the statement stands in the resource itself, or in a document that is for nothing else. */
  #isOwn({ range }: PlacedStatement, instance: Instance): boolean {
    const { source } = range;
    const block = this.#blocks.around(source.uri, range);
    const [type, name = ''] = block?.labels ?? [];
    if (block === null) return false;
    if (block.type === 'resource') return type === instance.type && name === instance.name;
    const isDocument = block.type === 'data' && type === 'aws_iam_policy_document';
    const repeated = ['count', 'for_each'].some((argument) => block.body.attributes.has(argument));
    return isDocument && !repeated && this.#blocks.mentions(source.uri, `data.aws_iam_policy_document.${name}`) === 1;
  }
}

/** How the configuration of its module names an instance. */
function nameOf({ type, name, key }: Instance): string {
  const written = key === null ? '' : `[${typeof key === 'number' ? String(key) : quoted(key)}]`;
  return `${type}.${name}${written}`;
}

function alone(files: Files | null): Changed | null {
  return files === null ? null : { files, also: [] };
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
