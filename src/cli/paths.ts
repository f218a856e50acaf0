import { UnknownNameError } from '../questions/find-principal.js';
import { answerPaths, type PathsAnswer } from '../questions/paths.js';
import { drawPath } from '../reports/index.js';
import { HELP } from './help.js';
import { reportOptions } from './print-reports.js';
import { EXIT, type Terminal } from './terminal.js';
import { INPUT_OPTIONS, oneOf, parseOptions } from './options.js';
import { openSession } from './session.js';
import { UsageError } from './usage-error.js';

/** Options of `paths`. */
export const PATHS_OPTIONS = {
  ...INPUT_OPTIONS,
  from: { type: 'string' },
  to: { type: 'string' },
  format: { type: 'string' },
} as const;

/** `iam-miner-lint paths`: exits 0 whether there is a path or not, since both are answers. */
export async function pathsCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, PATHS_OPTIONS);
  if (values.help === true) {
    terminal.stdout.write(HELP.paths);
    return EXIT.clean;
  }
  if (values.from === undefined) throw new UsageError('paths: expected --from NAME_OR_ARN');
  const format = oneOf('format', values.format ?? 'terminal', ['terminal', 'json'] as const);
  const session = await openSession(positionals, values, terminal);
  const question = { from: values.from, to: values.to ?? 'compute' };
  const { trust } = session.configuration;
  const { threatModel, catalogue } = session;
  let answer: PathsAnswer;
  try {
    answer = answerPaths(session.inputs, question, { trust, threatModel, catalogue, now: Date.now() });
  } catch (error) {
    if (error instanceof UnknownNameError) throw new UsageError(error.message);
    throw error;
  }
  const options = reportOptions(terminal, { verbose: values.verbose === true, catalogue });
  terminal.stdout.write(
    format === 'json'
      ? `${JSON.stringify(answer, null, 2)}\n`
      : [
          ...(answer.reason === null ? [] : [`${answer.reason}\n`]),
          ...answer.paths.map((path) => drawPath(path, options)),
        ].join('\n'),
  );
  return EXIT.clean;
}
