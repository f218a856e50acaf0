import { answerCan, type CanAnswer, type CanLayer, type CanStatement } from '../questions/can.js';
import { UnknownNameError } from '../questions/find-principal.js';
import { cleanText, statementText } from '../reports/index.js';
import { HELP } from './help.js';
import { INPUT_OPTIONS, oneOf, parseOptions } from './options.js';
import { openSession } from './session.js';
import { EXIT, type Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

const ACTION = /^[a-z0-9-]+:[A-Za-z0-9]+$/i;

/** Options of `can`. */
export const CAN_OPTIONS = {
  ...INPUT_OPTIONS,
  input: { type: 'string', multiple: true },
  context: { type: 'string', multiple: true },
  format: { type: 'string' },
} as const;

/** `iam-miner-lint can`: exits 0 whatever the decision is, since each is an answer. */
export async function canCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, CAN_OPTIONS);
  if (values.help === true) {
    terminal.stdout.write(HELP.can);
    return EXIT.clean;
  }
  const [principal, action, resource = '*', ...others] = positionals;
  if (principal === undefined || action === undefined || others.length > 0)
    throw new UsageError('can: expected PRINCIPAL ACTION [RESOURCE]');
  if (!ACTION.test(action)) throw new UsageError(`can: expected an action such as ec2:RunInstances, got \`${action}\``);
  if (values.input === undefined) throw new UsageError('can: expected --input FILE');
  const format = oneOf('format', values.format ?? 'terminal', ['terminal', 'json'] as const);
  const context = parseContext(values.context ?? []);
  const { inputs, configuration, threatModel, catalogue } = await openSession(values.input, values, terminal);
  const judgement = { trust: configuration.trust, threatModel, catalogue, now: Date.now() };
  let answer: CanAnswer;
  try {
    answer = answerCan(inputs, { principal, action, resource, context }, judgement);
  } catch (error) {
    if (error instanceof UnknownNameError) throw new UsageError(error.message);
    throw error;
  }
  terminal.stdout.write(format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : inWords(answer));
  return EXIT.clean;
}

/** Several values of one key are given one by one. */
function parseContext(texts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const context = new Map<string, readonly string[]>();
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at < 1) throw new UsageError(`--context: expected KEY=VALUE, got \`${text}\``);
    const key = text.slice(0, at).toLowerCase();
    context.set(key, [...(context.get(key) ?? []), text.slice(at + 1)]);
  }
  return context;
}

const DECISIONS: Readonly<Record<CanAnswer['decision'], string>> = {
  allowed: 'ALLOWED',
  explicitDeny: 'DENIED by a statement',
  implicitDeny: 'DENIED, since nothing allows it',
  unresolved: 'NOT DECIDED',
};

function inWords(answer: CanAnswer): string {
  const { principal, action, resource, decision, layers, opens, closes, unresolved, context } = answer;
  const keys = Object.entries(context).map(([key, values]) => `${key} is ${values.join(', ')}`);
  const absent = layers.filter(({ verdict }) => verdict === 'none').map(({ layer }) => layer);
  const lines = [
    `${DECISIONS[decision]}: ${principal} calls ${action} on ${resource}`,
    ...(keys.length === 0 ? [] : [`  where ${keys.join('; ')}`]),
    '',
    ...layers.flatMap(layerLines),
    ...(absent.length === 0 ? [] : [`  none: ${absent.join(', ')}`]),
    ...section('not known', unresolved),
    ...section('allowed by', decision === 'allowed' ? answer.decidedBy.map(placed) : []),
    ...section('denied by', decision === 'explicitDeny' ? answer.decidedBy.map(placed) : []),
    ...section('would be allowed by', opens),
    ...section(
      'would be denied by',
      closes.length === 0 ? [] : [...closes, `or a deny of ${action} in a policy that applies`],
    ),
  ];
  return `${lines.map(cleanText).join('\n')}\n`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}

function layerLines({ layer, policies, verdict, statements }: CanLayer): readonly string[] {
  if (verdict === 'none') return [];
  const words = { allows: 'allows', denies: 'DENIES', silent: 'says nothing', unknown: 'is not fully known' };
  return [
    `  ${layer} (${String(policies)}): ${words[verdict]}`,
    ...statements.map(
      (one) =>
        `    ${one.why === null ? one.effect.toLowerCase() : `no ${one.effect.toLowerCase()}`}: ${placed(one)}${one.why === null ? '' : `: ${one.why}`}`,
    ),
  ];
}

function placed(statement: CanStatement): string {
  const { location } = statement;
  return `${statementText(statement)}${location === null ? '' : ` at ${location.uri}:${String(location.startLine)}`}`;
}
