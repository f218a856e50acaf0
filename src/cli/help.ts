/** Help texts by command. */
export const HELP = {
  main: `iam-miner-lint: find every path by which an outsider could make an AWS account run compute

Usage
  iam-miner-lint [lint] INPUT...     lint Terraform plan JSON or account authorization details
  iam-miner-lint audit               read a live account or organization, save a snapshot, and lint it
  iam-miner-lint paths INPUT --from NAME --to NAME|compute
  iam-miner-lint can PRINCIPAL ACTION [RESOURCE] --input INPUT     how one request is decided
  iam-miner-lint activity --activity SOURCE    who launched compute, and was it reachable by an outsider
  iam-miner-lint explain RULE        what a rule finds, why it matters, how to fix it
  iam-miner-lint rules               every rule
  iam-miner-lint init                write a configuration
  iam-miner-lint completion SHELL    completion for bash, zsh or fish
  iam-miner-lint COMMAND --help      options and examples of a command
  iam-miner-lint --version [--verbose]

Examples
  terraform show -json tfplan > plan.json && iam-miner-lint plan.json
  aws iam get-account-authorization-details | iam-miner-lint -

Exit codes
  0 clean, 1 findings at or above --fail-on, 2 usage, input or configuration error, 3 internal error, 4 gaps with --strict or --require-complete
`,

  lint: `Usage: iam-miner-lint [lint] INPUT... [options]

INPUT is \`terraform show -json\` output, \`aws iam get-account-authorization-details\` output or a snapshot of
\`iam-miner-lint audit\`, plain or gzipped, a folder of snapshots, or a plan saved by \`terraform plan -out\` if
Terraform is installed; \`-\` is standard input. The kind is detected. Several inputs are read as one account or organization.

Options
  --format FORMAT[=FILE] terminal (default), json, sarif, html, markdown, github, junit, gitlab-code-quality,
                         gitlab-sast, csv, ocsf, asff; to FILE or standard output; may be repeated
  --output FILE, -o      write the report to FILE, in the format of its name; may be repeated
  --threat-model MODEL   outsider (default), leaked-credential, insider
  --fail-on SEVERITY     exit 1 at or above critical, high (default), medium, low, note; or never
  --only-new             leave out what was open before the plan, or in the baseline
  --min-severity SEVERITY leave out what is less severe than critical, high, medium, low or note
  --rule, --exclude RULE report findings of this rule only, or none of it; may be repeated, or a list with commas
  --baseline FILE        report of an earlier run (--format json): marks what is new, worse, existing and fixed since
  --fixes N|all          work out and try a fix of the N most severe findings (default 10)
  --strict               exit 4 when there is nothing to fail on but something could not be decided
  --assume-unknown WHAT  take policies that are not known to allow or deny (allow, deny), instead of saying so alone
  --with FILE            account (authorization details, snapshot or folder of them) that the plan is laid over; may be repeated
  --trust SCOPE          organization (default): the accounts of the inputs trust each other; account: none trusts another
  --account ALIAS=ID     account of the plan's provider with this alias, or \`aws\` for the one without; may be repeated
  --config FILE          configuration (default: iam-miner-lint.config.yaml, here or above)
  --input-kind KIND      terraform-plan, authorization-details, account-snapshot or organization-snapshot, instead of
                         detecting it
  --plan FILE            the saved plan that the JSON was made from; it holds the sources of every module. Without INPUT it is
                         the input
  --rules FILE           rows for the catalogue, in the format of rules.yaml; may be repeated
  --source-root DIR      folder that Terraform ran in (default: the folder of the plan); read for what --plan does not hold
  --activity SOURCE      recorded calls to hold against the findings, see iam-miner-lint activity --help; may be repeated
  --since, --until TIME  when to look: 30d, 12h, 2026-11-24, 2026-11-24T08:00:00Z
  --verbose              full ARNs, every compute primitive, every gap

Examples
  iam-miner-lint plan.json
  iam-miner-lint plan.json --plan tfplan
  iam-miner-lint plan.json --format terminal -o iam.sarif --fail-on never
  iam-miner-lint account.json.gz --threat-model leaked-credential
`,

  audit: `Usage: iam-miner-lint audit [options]

Reads what is configured in AWS with read-only calls, saves it as a snapshot, and lints the snapshot. What could not be
read is a gap of the report. docs/permissions.md has the policy that the audit needs.

What to read
  --profile NAME         profile of the AWS configuration files (default: the SDK's own chain)
  --region REGION        region to read, or all for every enabled one; may be repeated (default: the configured one)
  --role-name NAME       read the accounts of the organization, with this role in each
  --accounts IDS         with --role-name: these accounts only, separated by commas
  --ous IDS              with --role-name: the accounts under these organizational units only
  --snapshot PATH        file of the snapshot, for an organization its folder (default: iam-miner-lint-ID, here)
  --resume               go on from what an interrupted audit read
  --require-complete     exit 4 when there is nothing to fail on but a call was not answered
  --quiet, -q            no progress and no table

What to report
  --trust SCOPE          organization (default): its accounts trust each other; account: none trusts another
  --baseline FILE        report of an earlier run (--format json): marks what is new, worse, existing and fixed since
  --only-new             leave out what the baseline has
  --config, --exclude, --fail-on, --format, --min-severity, --output, --rule, --strict, --threat-model, --verbose   as for lint

Examples
  iam-miner-lint audit --region all
  iam-miner-lint audit --role-name security-audit --region all --snapshot audit/ --format json --output audit.json
  iam-miner-lint audit --baseline last.json --only-new
`,

  paths: `Usage: iam-miner-lint paths INPUT... --from NAME_OR_ARN [--to NAME_OR_ARN|compute] [options]

Answers whether the principal, or an outsider, reaches another principal or compute, and how; or why not.
NAME is the name of a user or role; --from also takes \`outsider\`.

Options
  --from NAME_OR_ARN     where to start
  --to NAME_OR_ARN       a principal, the id of a compute primitive, or compute (default)
  --format FORMAT        terminal (default), json
  --account, --assume-unknown, --config, --input-kind, --plan, --rules, --source-root, --threat-model, --verbose, --with   as for lint

Examples
  iam-miner-lint paths account.json --from ci-deploy --to compute
  iam-miner-lint paths plan.json --from alice --to arn:aws:iam::111111111111:role/admin --format json
`,

  can: `Usage: iam-miner-lint can PRINCIPAL ACTION [RESOURCE] --input INPUT [options]

Explains how one request is decided, layer by layer: which statements are about it, why the others do not apply, which of
them decide, and what would let the request through. PRINCIPAL is the name or ARN of a user or role; RESOURCE is an ARN
(default: *).

Options
  --input INPUT          what lint takes; may be repeated
  --context KEY=VALUE    a context key of the request; may be repeated. Others have the value of an ordinary request
  --format FORMAT        terminal (default), json
  --account, --assume-unknown, --config, --input-kind, --plan, --rules, --source-root, --with   as for lint

Examples
  iam-miner-lint can ci-deploy ec2:RunInstances --input account.json
  iam-miner-lint can alice sts:AssumeRole arn:aws:iam::111111111111:role/admin --input plan.json \\
    --context aws:MultiFactorAuthPresent=true
`,

  activity: `Usage: iam-miner-lint activity [--snapshot INPUT] --activity SOURCE [options]

Answers who launched compute, through what, and whether an outsider could have: findings whose paths were used come first,
then compute of principals with no known path. Without INPUT, which is what lint takes, no path is known.
Exits 1 when something is likely mining.

SOURCE
  FILE, FOLDER, GLOB     CloudTrail logs (.json, .jsonl, .csv; plain or gzipped); beside them VPC flow logs, and cost reports as CSV
  s3://BUCKET/PREFIX     the bucket of a trail, of an account or an organization
  cloudtrail             the event history of 90 days, in every Region; or cloudtrail://REGION,REGION
  athena://WORKGROUP/DATABASE.TABLE[?date=COLUMN]
  lake://ID              an event data store of CloudTrail Lake

Options
  --activity SOURCE      may be repeated
  --since, --until TIME  when to look: 30d, 12h, 2026-11-24, 2026-11-24T08:00:00Z (default: all that files hold, else 30d)
  --principal ARN        only calls of this user or role, and what services did for it; may be repeated
  --resume FILE          keep in FILE what cloudtrail answered, and go on from there
  --snapshot INPUT       account or plan whose paths are held against the calls; may be repeated
  --format, --output     as for lint
  --account, --config, --exclude, --input-kind, --min-severity, --rule, --threat-model, --verbose, --with   as for lint

Examples
  iam-miner-lint activity --snapshot account.json --activity 'logs/**/*.json.gz' --since 7d
  iam-miner-lint activity --activity logs/ --format json
`,

  explain: `Usage: iam-miner-lint explain RULE

Prints what the rule finds, why it matters, how to fix it, and where to read more.

Example
  iam-miner-lint explain public-role-trust
`,

  init: `Usage: iam-miner-lint init [INPUT...] [options]

Writes iam-miner-lint.config.yaml from the options and, on a terminal, from the answers to five questions. With INPUT,
what it already treats as yours is suggested: its accounts, its organization, and the owners that trust policies pin.

Options
  --trust-account ID     an AWS account of yours; may be repeated
  --organization ID      your organization in AWS Organizations
  --owner PLATFORM=NAME  an owner that is yours, such as github=acme; may be repeated
  --threat-model MODEL   outsider (default), leaked-credential, insider
  --fail-on SEVERITY     critical, high (default), medium, low, note, never
  --output FILE, -o      write to FILE
  --force                replace a file that is there
  --yes, -y              ask nothing

Examples
  iam-miner-lint init plan.json
  iam-miner-lint init --yes --trust-account 111111111111 --owner github=acme
`,

  completion: `Usage: iam-miner-lint completion bash|zsh|fish

Prints a script by which the shell completes commands, options, formats and rules.

Examples
  iam-miner-lint completion bash > ~/.local/share/bash-completion/completions/iam-miner-lint
  iam-miner-lint completion zsh >> ~/.zshrc
  iam-miner-lint completion fish > ~/.config/fish/completions/iam-miner-lint.fish
`,

  rules: `Usage: iam-miner-lint rules [--format json|markdown] [--rules FILE]

Lists every rule with its threat model and title.

Example
  iam-miner-lint rules
`,
} as const;
