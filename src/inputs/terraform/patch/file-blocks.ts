import type { Block } from '../sources/hcl/ast.js';
import type { Grammar } from '../sources/hcl/grammar.js';
import { parseFile } from '../sources/hcl/parse.js';
import { SourceText } from '../sources/hcl/source-text.js';
import { directoryOf } from '../sources/paths.js';
import type { Part } from './text-edits.js';

/** Files of Terraform's native syntax. */
const NATIVE = /\.(?:tf|tofu)$/;

/** The blocks of the files of a configuration. */
export class FileBlocks {
  constructor(
    private readonly grammar: Grammar,
    readonly files: ReadonlyMap<string, string>,
  ) {}

  /** The outermost block of a file that a part of it is in; null in a file of another syntax, or one with errors. */
  around(path: string, { start, end }: Part): Block | null {
    return this.#blocks(path).find(({ range }) => range.start <= start && end <= range.end) ?? null;
  }

  /** The block that declares a resource, in a folder; null where none does, or several do. */
  declaration(path: string, type: string, name: string): Block | null {
    const found = this.#blocks(path).filter(
      (block) => block.type === 'resource' && block.labels[0] === type && block.labels[1] === name,
    );
    const [block, ...others] = found;
    return others.length > 0 ? null : (block ?? null);
  }

  /** How often the files of the folder of a file mention a name. */
  mentions(path: string, name: string): number {
    const folder = directoryOf(path);
    const texts = [...this.files].filter(([file]) => directoryOf(file) === folder).map(([, text]) => text);
    return texts.reduce((sum, text) => sum + countOf(text, name), 0);
  }

  #blocks(path: string): readonly Block[] {
    const text = NATIVE.test(path) ? this.files.get(path) : undefined;
    if (text === undefined) return [];
    const { blocks, problems } = parseFile(this.grammar, new SourceText(path, text));
    return problems.length > 0 ? [] : blocks;
  }
}

function countOf(text: string, name: string): number {
  let count = 0;
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (!/[\w-]/.test(text[at + name.length] ?? '') && !/[\w-]/.test(text[at - 1] ?? '')) count += 1;
  }
  return count;
}
