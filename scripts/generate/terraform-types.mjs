// The table of resource types in docs/terraform.md, from docs/terraform-types.json.

const START = '<!-- types: from terraform-types.json by `npm run generate` -->';
const END = '<!-- /types -->';
/** More attributes than this say nothing to a reader. */
const MAX_ATTRIBUTES = 4;

/** The page with the table between its two marks made anew. */
export function withTypeTable(page, { reasons, groups }) {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start < 0 || end < start) throw new Error('docs/terraform.md: the marks of the table are missing');
  const rows = groups.flatMap(({ types }) => types);
  const modelled = rows.filter(({ test }) => test !== undefined).length;
  const sections = groups.map(({ title, types }) =>
    [
      `### ${title}`,
      '',
      '| type | attributes | modelled |',
      '| --- | --- | --- |',
      ...types.map((row) => `| ${nameOf(row)} | ${attributesOf(row)} | ${stateOf(row, reasons)} |`),
    ].join('\n'),
  );
  const count = `${modelled} of ${rows.length} types are modelled.`;
  return [page.slice(0, start + START.length), '', count, '', sections.join('\n\n'), '', page.slice(end)].join('\n');
}

function nameOf({ type, since, until }) {
  const version = since === undefined ? '' : ` (from version ${since})`;
  return `\`${type}\`${until === undefined ? version : ` (to version ${until})`}`;
}

function attributesOf({ attributes = [] }) {
  const shown = attributes.slice(0, MAX_ATTRIBUTES).map((name) => `\`${name}\``);
  return attributes.length > shown.length ? `${shown.join(', ')}, …` : shown.join(', ');
}

function stateOf({ type, test, why }, reasons) {
  if (test !== undefined) return `[yes](../${test})`;
  if (reasons[why] === undefined) throw new Error(`docs/terraform-types.json: ${type} has no reason \`${why}\``);
  return `no: ${reasons[why]}`;
}
