/** A page of the documentation as it is read at a terminal: without the marks of Markdown, code indented. */
export function plainPage(markdown: string): string {
  let inCode = false;
  const lines = markdown.split('\n').flatMap((line): readonly string[] => {
    if (line.startsWith('```')) {
      inCode = !inCode;
      return [];
    }
    if (inCode) return [`    ${line}`.trimEnd()];
    if (/^\|[ |-]*\|$/.test(line)) return [];
    const [, name, value] = /^\| ([^|]+) \| (.+) \|$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) return [`${plainText(name)}: ${plainText(value)}`];
    const heading = /^#+ (.+)$/.exec(line)?.[1];
    return [heading === undefined ? plainText(line) : heading.toUpperCase()];
  });
  return lines.join('\n').trim();
}

/** Links as what they lead to, where that is not what they say; an emphasized word stands for a name, as in the help. */
function plainText(line: string): string {
  return line
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, '$1 ($2)')
    .replace(/\[([^\]]+)\]\([^)\s]+\)/g, '$1')
    .replace(/<(https?:[^>\s]+)>/g, '$1')
    .replace(/(^|\s)_([^_]+)_(?=\W|$)/g, '$1<$2>')
    .replaceAll('`', '')
    .replaceAll('**', '');
}
