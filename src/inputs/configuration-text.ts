import type { ConfigurationFile } from '../schemas/configuration.generated.js';

/** What a new configuration says; the rest has its default. */
export interface Settings {
  readonly accounts: readonly string[];
  readonly organization: string | null;
  /** Owners by OIDC platform. */
  readonly owners: Readonly<Record<string, readonly string[]>>;
  readonly threatModel: NonNullable<ConfigurationFile['threatModel']>;
  readonly failOn: NonNullable<ConfigurationFile['failOn']>;
}

const SCHEMA = 'node_modules/iam-miner-lint/dist/schemas/configuration.schema.json';

/** The text of a configuration file that says `settings`, with a comment on each part for whoever edits it next. */
export async function configurationText(settings: Settings): Promise<string> {
  const { Document, isMap } = await import('yaml');
  const { accounts, organization, owners, threatModel, failOn } = settings;
  const trust = {
    accounts,
    ...(organization === null ? {} : { organization }),
    ...Object.fromEntries(Object.entries(owners).filter(([, names]) => names.length > 0)),
  };
  const document = new Document({ trust, threatModel, failOn, suppressions: [] });
  document.commentBefore = ` yaml-language-server: $schema=${SCHEMA}`;
  const comments: Readonly<Record<string, string>> = {
    trust: [
      ' What is yours. What an input shows to be yours (its accounts, its organization) need not be named.',
      ' Once owners of a platform (github, gitlab, terraformCloud, …) are listed, every other owner is an outsider.',
    ].join('\n'),
    threatModel:
      ' Who starts: outsider, leaked-credential (and every access key and password), insider (and every principal).',
    failOn: ' The lowest severity that makes the command exit 1: critical, high, medium, low, note, or never.',
    suppressions: [
      ' Findings that were looked at and accepted, until a day:',
      '   - { rule: oidc-subject-wildcard, principal: "*/role/sandbox-*", reason: sandbox account, owner: platform, expires: 2027-01-31 }',
    ].join('\n'),
  };
  if (isMap(document.contents)) {
    for (const [index, { key }] of document.contents.items.entries()) {
      const node = key as { value?: unknown; commentBefore?: string; spaceBefore?: boolean };
      if (typeof node.value !== 'string') continue;
      const comment = comments[node.value];
      if (comment === undefined) continue;
      node.commentBefore = comment;
      node.spaceBefore = index > 0;
    }
  }
  return document.toString({ lineWidth: 0, singleQuote: true });
}
