import { InputError } from '../inputs/input-error.js';
import { EXIT, type Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

type Command = (args: readonly string[], terminal: Terminal) => Promise<number>;

const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  lint: async () => (await import('./lint.js')).lintCommand,
  audit: async () => (await import('./audit.js')).auditCommand,
  paths: async () => (await import('./paths.js')).pathsCommand,
  can: async () => (await import('./can.js')).canCommand,
  activity: async () => (await import('./activity.js')).activityCommand,
  explain: async () => (await import('./explain.js')).explainCommand,
  init: async () => (await import('./init.js')).initCommand,
  completion: async () => (await import('./completion.js')).completionCommand,
  rules: async () => (await import('./explain.js')).rulesCommand,
};

/** Runs the command that `args` name, `lint` when they name none, and returns the exit code. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const [first, ...rest] = args;
    if (first === undefined || first === '--help' || first === '-h') {
      const { HELP } = await import('./help.js');
      (first === undefined ? terminal.stderr : terminal.stdout).write(HELP.main);
      return first === undefined ? EXIT.usage : EXIT.clean;
    }
    if (args.includes('--version')) return await printVersion(terminal);
    const command = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
    if (command !== undefined) return await (await command())(rest, terminal);
    const lint = COMMANDS['lint'];
    return lint === undefined ? EXIT.internal : await (await lint())(args, terminal);
  } catch (error) {
    if (error instanceof InputError) terminal.stderr.write(`${error.toString()}\n`);
    else if (error instanceof UsageError) terminal.stderr.write(`iam-miner-lint: ${error.message}; see --help\n`);
    else {
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
      terminal.stderr.write(`internal error, please report it:\n${stack}\n`);
      return EXIT.internal;
    }
    return EXIT.usage;
  }
}

async function printVersion({ stdout }: Terminal): Promise<number> {
  const [{ version }, { openManagedPolicies }, { loadCatalogue }] = await Promise.all([
    import('./version.js'),
    import('../inputs/managed-policies.js'),
    import('../catalogue/catalogue.js'),
  ]);
  const { count, date } = openManagedPolicies();
  stdout.write(`iam-miner-lint ${version()}\n`);
  stdout.write(`catalogue checked ${loadCatalogue().checked}\n`);
  stdout.write(`AWS managed policies: ${String(count)}, copy of ${date.slice(0, 10)}\n`);
  stdout.write(`node ${process.version}\n`);
  return EXIT.clean;
}
