// The table of resource types in docs/terraform.md, from docs/terraform-types.json.

const START = '<!-- types: from terraform-types.json by `npm run generate` -->';
const END = '<!-- /types -->';
/** More attributes than this say nothing to a reader. */
const MAX_ATTRIBUTES = 4;

/** The page with the table between its two marks made anew. */
export function withTypeTable(page, { reasons, groups, composed }) {
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
      ...types.map((row) => `| ${nameOf(row)} | ${attributesOf(row)} | ${stateOf(row, reasons, composed)} |`),
    ].join('\n'),
  );
  const count = `${modelled} of ${rows.length} types are modelled.`;
  const parts = [count, ...sections, onlyComposed(rows, composed)];
  return [page.slice(0, start + START.length), '', parts.join('\n\n'), '', page.slice(end)].join('\n');
}

function nameOf({ type, since, until }) {
  const version = since === undefined ? '' : ` (from version ${since})`;
  return `\`${type}\`${until === undefined ? version : ` (to version ${until})`}`;
}

function attributesOf({ attributes = [] }) {
  const shown = attributes.slice(0, MAX_ATTRIBUTES).map((name) => `\`${name}\``);
  return attributes.length > shown.length ? `${shown.join(', ')}, …` : shown.join(', ');
}

/** The types that no row tells of, since nothing but their ARN stands in policies. */
function onlyComposed(rows, composed) {
  const told = new Set(rows.map(({ type }) => type));
  const names = composed.filter((type) => !told.has(type)).map((type) => `\`${type}\``);
  return [
    '### Types of which only the ARN is known',
    '',
    'Policies name them before they exist, so that their ARNs are composed; nothing else is read of them, since they hold neither a',
    `policy nor a role: ${names.join(', ')}.`,
  ].join('\n');
}

function stateOf({ type, test, why }, reasons, composed) {
  if (test !== undefined) return `[yes](../${test})`;
  if (reasons[why] === undefined) throw new Error(`docs/terraform-types.json: ${type} has no reason \`${why}\``);
  return `no: ${reasons[why]}${composed.includes(type) ? '; its ARN is known' : ''}`;
}
