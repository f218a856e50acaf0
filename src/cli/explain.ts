import { readFile } from 'node:fs/promises';
import { loadCatalogue } from '../catalogue/catalogue.js';
import type { Catalogue } from '../schemas/rules.generated.js';
import { HELP } from './help.js';
import { EXIT, type Terminal } from './terminal.js';
import { oneOf, parseOptions } from './options.js';
import { plainPage } from './plain-page.js';
import { openCatalogue } from './session.js';
import { UsageError } from './usage-error.js';

type Rule = Catalogue['rules'][string];

/** `iam-miner-lint explain RULE`. */
export async function explainCommand(args: readonly string[], { stdout }: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, {});
  if (values.help === true) {
    stdout.write(HELP.explain);
    return EXIT.clean;
  }
  const [id, ...others] = positionals;
  if (id === undefined || others.length > 0) throw new UsageError('explain takes one rule');
  const { rules } = loadCatalogue();
  const rule = Object.hasOwn(rules, id) ? rules[id] : undefined;
  if (rule === undefined) {
    throw new UsageError(`no rule \`${id}\`; the rules are ${Object.keys(rules).join(', ')}`);
  }
  stdout.write(`${id}: ${rule.title}\n\n${(await pageOf(id)) ?? inShort(rule)}\n`);
  return EXIT.clean;
}

/** The page of the documentation without its first heading and sentence; null for a rule that has none. */
async function pageOf(id: string): Promise<string | null> {
  try {
    const page = await readFile(new URL(`../../docs/rules/${id}.md`, import.meta.url), 'utf8');
    return plainPage(page.slice(page.indexOf('\n| | |')));
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}

function inShort({ threatModel, tags, why, fix, references }: Rule): string {
  return [`threat model ${threatModel} · ${tags.join(', ')}`, '', why.trim(), '', fix.trim(), '', ...references].join(
    '\n',
  );
}

/** Options of `rules`. */
export const RULES_OPTIONS = { format: { type: 'string' }, rules: { type: 'string', multiple: true } } as const;

/** `iam-miner-lint rules`. */
export async function rulesCommand(args: readonly string[], { stdout }: Terminal): Promise<number> {
  const { values } = parseOptions(args, RULES_OPTIONS);
  if (values.help === true) {
    stdout.write(HELP.rules);
    return EXIT.clean;
  }
  const format = oneOf('format', values.format ?? 'terminal', ['terminal', 'json', 'markdown'] as const);
  const catalogue = await openCatalogue(values.rules ?? []);
  const rules = Object.entries(catalogue.rules).map(([id, { title, threatModel, openness }]) => ({
    id,
    title,
    threatModel,
    openness,
  }));
  if (format === 'json') {
    stdout.write(`${JSON.stringify(rules, null, 2)}\n`);
    return EXIT.clean;
  }
  if (format === 'markdown') {
    const rows = rules.map(({ id, title, threatModel }) => `| ${id} | ${title} | ${threatModel} |`);
    stdout.write(['| rule | finds | threat model |', '| --- | --- | --- |', ...rows, ''].join('\n'));
    return EXIT.clean;
  }
  const width = Math.max(...rules.map(({ id }) => id.length));
  for (const { id, title, threatModel } of rules) {
    stdout.write(`${id.padEnd(width)}  ${title}${threatModel === 'outsider' ? '' : ` (${threatModel})`}\n`);
  }
  return EXIT.clean;
}
