import { loadCatalogue } from '../catalogue/catalogue.js';
import { HELP } from './help.js';
import { EXIT, type Terminal } from './terminal.js';
import { oneOf, parseOptions } from './options.js';
import { openCatalogue } from './session.js';
import { UsageError } from './usage-error.js';

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
  stdout.write(
    [
      `${id}: ${rule.title}`,
      `threat model ${rule.threatModel} · ${rule.tags.join(', ')}`,
      '',
      rule.why.trim(),
      '',
      rule.fix.trim(),
      '',
      ...rule.references,
      '',
    ].join('\n'),
  );
  return Promise.resolve(EXIT.clean);
}

/** `iam-miner-lint rules`. */
export async function rulesCommand(args: readonly string[], { stdout }: Terminal): Promise<number> {
  const { values } = parseOptions(args, { format: { type: 'string' }, rules: { type: 'string', multiple: true } });
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
