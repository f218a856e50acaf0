/** The pages of `docs/rules/`: one for each rule of the catalogue, and an index. Returns texts by file name. */
export function ruleDocs({ rules, severity }) {
  const pages = new Map(
    Object.entries(rules).map(([id, rule]) => [`${id}.md`, rulePage(id, rule, severity[rule.openness])]),
  );
  return pages.set('README.md', indexPage(rules, severity));
}

const MODELS = {
  outsider: 'always',
  'leaked-credential': 'with `--threat-model leaked-credential` or `insider`',
  insider: 'with `--threat-model insider`',
};

function rulePage(id, rule, { unbounded, bounded }) {
  const { title, threatModel, why, abuse, fix, references, tags, controls = [], precision, messages } = rule;
  const facts = [
    `| Severity | ${unbounded}; ${bounded} when what is reached is bounded or of little use to a miner |`,
    `| Runs | ${MODELS[threatModel]} |`,
    `| Precision | ${precision} |`,
    `| MITRE ATT&CK | ${tags.map(attack).join(', ')} |`,
    ...(controls.length === 0 ? [] : [`| Controls | ${controls.join(', ')} |`]),
  ];
  return [
    `# ${id}`,
    `${title}.`,
    ['| | |', '| --- | --- |', ...facts].join('\n'),
    '## What it says',
    Object.values(messages)
      .map((message) => `- ${message.replaceAll(/\{\{(\w+)\}\}/g, '_$1_')}`)
      .join('\n'),
    '## Why it matters',
    why.trim(),
    ...(abuse === undefined ? [] : ['## How it is abused', abuse.trim()]),
    '## How to fix it',
    fix.trim(),
    '## References',
    references.map((url) => `- <${url}>`).join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

function indexPage(rules, severity) {
  const rows = Object.entries(rules).map(([id, { title, threatModel, openness }]) => {
    const { unbounded, bounded } = severity[openness];
    return `| [${id}](${id}.md) | ${title} | ${unbounded} or ${bounded} | ${threatModel} |`;
  });
  return [
    '# Rules',
    'A rule finds entries of one kind. An entry becomes a finding when a path goes from it to compute.',
    ['| rule | finds | severity | least threat model |', '| --- | --- | --- | --- |', ...rows].join('\n'),
    'These pages are written by `npm run generate` from `rules.yaml`.',
  ]
    .join('\n\n')
    .concat('\n');
}

/** `attack.t1078.004` as a link to its page. */
function attack(tag) {
  const [, technique, sub] = /^attack\.(t\d+)(?:\.(\d+))?$/.exec(tag) ?? [];
  if (technique === undefined) return tag;
  const name = technique.toUpperCase();
  return sub === undefined
    ? `[${name}](https://attack.mitre.org/techniques/${name}/)`
    : `[${name}.${sub}](https://attack.mitre.org/techniques/${name}/${sub}/)`;
}
