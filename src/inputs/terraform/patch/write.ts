/** What is written into a policy: texts, lists of them, and objects. */
export type Writable = string | readonly string[] | { readonly [name: string]: Writable };

/** `json` has quoted names, colons and commas; `hcl` is what `jsonencode` takes. */
export type Style = 'json' | 'hcl';

/** A text as Terraform reads it within quotes, in an expression or in a heredoc: `$${` is the `${` of a policy variable. */
export function quoted(text: string): string {
  return JSON.stringify(text).replaceAll('${', '$${').replaceAll('%{', '%%{');
}

/** `name = value`, without its line's indent; on one line where `indent` is null. */
export function writeMember(name: string, value: Writable, style: Style, indent: string | null): string {
  return `${writeName(name, style)}${style === 'json' ? ': ' : ' = '}${writeValue(value, style, indent)}`;
}

/** A value whose lines after the first one have at least this indent; on one line where that is null. */
export function writeValue(value: Writable, style: Style, indent: string | null): string {
  if (typeof value === 'string') return quoted(value);
  if (isList(value)) {
    const [only] = value;
    return value.length === 1 && only !== undefined ? quoted(only) : writeList(value);
  }
  const inner = indent === null ? null : `${indent}  `;
  const members = Object.entries(value).map(([name, member]) => writeMember(name, member, style, inner));
  if (indent === null || inner === null) return `{ ${members.join(', ')} }`;
  const separator = style === 'json' ? ',' : '';
  return `{\n${members.map((member) => `${inner}${member}`).join(`${separator}\n`)}\n${indent}}`;
}

/** What a text is written as where it has a name of its own in the sources, as an ARN of a resource. */
export type References = ReadonlyMap<string, string>;

/** How a statement is rewritten. */
export interface RewriteOptions {
  /** What is to go is taken away from a list that is not written there. */
  readonly subtract: boolean;
  readonly references: References;
}

/** A list on one line, with names for what has one. */
export function writeReferences(values: readonly string[], references: References): string {
  return `[${values.map((value) => references.get(value) ?? quoted(value)).join(', ')}]`;
}

/** A list on one line. */
export function writeList(values: readonly string[]): string {
  return `[${values.map(quoted).join(', ')}]`;
}

function isList(value: Writable): value is readonly string[] {
  return Array.isArray(value);
}

/** A name of a member. */
export function writeName(name: string, style: Style): string {
  return style === 'hcl' && /^[A-Za-z_][\w-]*$/.test(name) ? name : quoted(name);
}
