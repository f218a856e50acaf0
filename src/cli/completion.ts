import { loadCatalogue } from '../catalogue/catalogue.js';
import { ASSUMPTIONS, INPUT_KINDS } from '../inputs/index.js';
import { formats } from '../reports/index.js';
import { ACTIVITY_COMMAND_OPTIONS } from './activity.js';
import { AUDIT_OPTIONS } from './audit.js';
import { CAN_OPTIONS } from './can.js';
import { RULES_OPTIONS } from './explain.js';
import { HELP } from './help.js';
import { INIT_OPTIONS } from './init.js';
import { REPORT_OPTIONS } from './lint.js';
import { FAIL_ON, parseOptions, THREAT_MODELS } from './options.js';
import { PATHS_OPTIONS } from './paths.js';
import { EXIT, type Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

type OptionTable = Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string }>>;

const SHELLS = { bash, zsh, fish };

/** The options of each command. */
const COMMANDS: Readonly<Record<string, OptionTable>> = {
  lint: REPORT_OPTIONS,
  audit: AUDIT_OPTIONS,
  paths: PATHS_OPTIONS,
  can: CAN_OPTIONS,
  activity: ACTIVITY_COMMAND_OPTIONS,
  explain: {},
  rules: RULES_OPTIONS,
  init: INIT_OPTIONS,
  completion: {},
};

/** The values of options that take one out of a list. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  'assume-unknown': ASSUMPTIONS,
  'fail-on': FAIL_ON,
  format: formats,
  'input-kind': INPUT_KINDS,
  'threat-model': THREAT_MODELS,
  trust: ['organization', 'account'],
};

/** `iam-miner-lint completion SHELL`: a script that the shell reads at its start. */
export async function completionCommand(args: readonly string[], { stdout }: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, {});
  if (values.help === true) {
    stdout.write(HELP.completion);
    return EXIT.clean;
  }
  const [shell = '', ...others] = positionals;
  if (!Object.hasOwn(SHELLS, shell) || others.length > 0)
    throw new UsageError(`completion: expected one of ${Object.keys(SHELLS).join(', ')}`);
  stdout.write(SHELLS[shell as keyof typeof SHELLS]());
  return Promise.resolve(EXIT.clean);
}

/** What stands behind the command: its own words. */
function words(): Readonly<Record<string, readonly string[]>> {
  return { explain: Object.keys(loadCatalogue().rules), completion: Object.keys(SHELLS) };
}

function optionsOf(table: OptionTable): readonly string[] {
  return [...Object.keys(table), 'help'].sort().map((name) => `--${name}`);
}

function bash(): string {
  const values = Object.entries(VALUES).map(([name, list]) => `    --${name}) list='${list.join(' ')}' ;;`);
  const own = Object.entries(words()).map(([command, list]) => `    ${command}) list='${list.join(' ')}' ;;`);
  const options = Object.entries(COMMANDS).map(
    ([command, table]) => `    ${command}) list='${optionsOf(table).join(' ')}' ;;`,
  );
  const commands = Object.keys(COMMANDS);
  return `# bash completion of iam-miner-lint
_iam_miner_lint() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command=lint list=
  case \${COMP_WORDS[1]} in ${commands.join('|')}) command=\${COMP_WORDS[1]} ;; esac
  case $prev in
${values.join('\n')}
  esac
  if [[ -z $list && $cur == -* ]]; then
    case $command in
${options.join('\n')}
    esac
  elif [[ -z $list && $COMP_CWORD -eq 1 ]]; then
    list='${commands.join(' ')}'
  elif [[ -z $list && $COMP_CWORD -eq 2 ]]; then
    case $command in
${own.join('\n')}
    esac
  fi
  COMPREPLY=()
  [[ -z $list ]] || mapfile -t COMPREPLY < <(compgen -W "$list" -- "$cur")
}
complete -o default -F _iam_miner_lint iam-miner-lint
`;
}

/** Zsh reads completions of bash. */
function zsh(): string {
  const body = bash()
    .replace('# bash completion', '# zsh completion')
    .replace('mapfile -t COMPREPLY < <(compgen -W "$list" -- "$cur")', 'COMPREPLY=($(compgen -W "$list" -- "$cur"))');
  return `autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n${body}`;
}

function fish(): string {
  const commands = Object.keys(COMMANDS).join(' ');
  const lines = Object.entries(COMMANDS).flatMap(([command, table]) => {
    const when =
      command === 'lint'
        ? `not __fish_seen_subcommand_from ${commands.replace('lint ', '')}`
        : `__fish_seen_subcommand_from ${command}`;
    const own = words()[command];
    return [
      ...(own === undefined ? [] : [`complete -c iam-miner-lint -n '${when}' -f -a '${own.join(' ')}'`]),
      ...Object.entries(table).map(([name, { type, short }]) => {
        const list = VALUES[name];
        const value = type === 'boolean' ? '' : list === undefined ? ' -r' : ` -x -a '${list.join(' ')}'`;
        return `complete -c iam-miner-lint -n '${when}' -l ${name}${short === undefined ? '' : ` -s ${short}`}${value}`;
      }),
    ];
  });
  return [
    '# fish completion of iam-miner-lint',
    `complete -c iam-miner-lint -n __fish_use_subcommand -a '${commands}'`,
    'complete -c iam-miner-lint -l help -s h',
    ...lines,
    '',
  ].join('\n');
}
