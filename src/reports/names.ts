import type { Finding, FindingEntry } from '../schemas/report.generated.js';
import { cleanText } from './clean-text.js';

/** Writes an id (an ARN, or the name of an outsider) as a reader wants it. */
export type Namer = (id: string) => string;

/** Every id that findings show, each once. */
export function idsOf(findings: readonly Finding[]): readonly string[] {
  const ids = new Set<string>();
  for (const { entry, entries = [], administrator, reaches, paths } of findings) {
    for (const one of entries) ids.add(one.id);
    if (administrator !== undefined) ids.add(administrator.principal);
    ids.add(entry.id);
    for (const id of reaches) ids.add(id);
    for (const { from, to } of paths.flatMap(({ steps }) => steps)) ids.add(from).add(to);
  }
  return [...ids];
}

/**
 * Names for ARNs: `role/ci` instead of the whole.
 *
 * A name has its account as soon as the ids and `accounts` show several, and stays a whole ARN where a shorter form would fit two.
 */
export function shortNames(ids: readonly string[], accounts: readonly string[]): Namer {
  const shown = new Set(
    [...accounts, ...ids.map((id) => splitArn(id)?.account ?? '')].filter((account) => account !== ''),
  );
  return uniqueNames(new Set(ids), shown.size > 1);
}

function uniqueNames(ids: ReadonlySet<string>, withAccount: boolean): Namer {
  const owners = new Map<string, Set<string>>();
  for (const id of ids) {
    for (const form of forms(id, withAccount)) {
      const known = owners.get(form);
      if (known === undefined) owners.set(form, new Set([id]));
      else known.add(id);
    }
  }
  const named = new Map<string, string>();
  return (id) => {
    const known = named.get(id);
    if (known !== undefined) return known;
    const name = forms(id, withAccount).find((form) => owners.get(form)?.size === 1) ?? id;
    named.set(id, name);
    return name;
  };
}

/** Ways to write an id, shortest first. */
function forms(id: string, withAccount: boolean): readonly string[] {
  const arn = splitArn(id);
  if (arn === null) return [cleanText(id)];
  const { service, account, resource } = arn;
  const short = service === 'iam' || service === 'sts' ? resource : `${service}:${resource}`;
  const long = account === '' ? [] : [`${account}:${short}`];
  return [...(withAccount && account !== '' ? [] : [short]), ...long, id].map(cleanText);
}

function splitArn(id: string): { service: string; account: string; resource: string } | null {
  const [prefix, , service = '', , account = '', ...resource] = id.split(':');
  return prefix === 'arn' && resource.length > 0 ? { service, account, resource: resource.join(':') } : null;
}

/** The outsider in words. An identity of ours is named by the first step, which leads to it. */
export function outsiderName({ kind, id }: FindingEntry): string {
  switch (kind) {
    case 'any-aws-account':
      return 'any AWS account';
    case 'foreign-account':
      return /^\d{12}$/.test(id) ? `AWS account ${id}` : id;
    case 'federated':
      return `an identity of ${id}`;
    case 'anonymous':
      return 'anyone, without credentials';
    case 'service':
      return `AWS service ${id}`;
    case 'credential':
      return 'a leaked credential';
    case 'principal':
      return 'an insider';
  }
}
