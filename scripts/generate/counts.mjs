// The counts of the catalogue in README.md.

const START = '<!-- counts: from rules.yaml by `npm run generate` -->';
const END = '<!-- /counts -->';
const KINDS = {
  launch: 'starts new compute',
  scale: 'gets more of what runs already',
  hijack: 'changes what existing compute runs',
  exec: 'runs a command in existing compute',
  delegate: 'has a service act with a role',
  enable: 'lifts a limit; ends no path',
};
const CATEGORIES = {
  'self-escalation': 'changes policies, or makes a principal with policies of its choice',
  'principal-access': 'acts as another principal',
  'new-passrole': 'passes a role to new compute',
  'existing-passrole': 'takes over compute that holds a role',
};

/** The page with the counts between its two marks made anew. */
export function withCounts(page, { computePrimitives, hops }) {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start < 0 || end < start) throw new Error('README.md: the marks of the counts are missing');
  const passing = computePrimitives.filter(({ passRole }) => passRole?.required === true).length;
  const lines = [
    `${computePrimitives.length} compute primitives, of which ${passing} need a role to pass, and ${hops.length} hops:`,
    '',
    '| kind | what it does | rows |',
    '| --- | --- | --- |',
    ...rowsOf(KINDS, computePrimitives, ({ kind }) => kind),
    ...rowsOf(CATEGORIES, hops, ({ category }) => category),
  ];
  return [page.slice(0, start + START.length), '', ...lines, '', page.slice(end)].join('\n');
}

function rowsOf(words, rows, kindOf) {
  return Object.entries(words).map(
    ([kind, text]) => `| ${kind} | ${text} | ${rows.filter((row) => kindOf(row) === kind).length} |`,
  );
}
