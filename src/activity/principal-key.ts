import { parseArn, UNKNOWN_ACCOUNT } from '../model/arn.js';

/** Principals by account and name: names are unique in an account, and a session's ARN has no path. */
export class PrincipalSet {
  readonly #keys = new Set<string>();

  constructor(arns: Iterable<string>) {
    for (const arn of arns) {
      const key = keyOf(arn);
      if (key !== null) this.#keys.add(`${key.account} ${key.name}`);
    }
  }

  /** True for a principal of the set; one whose account the inputs do not show fits in any account. */
  has(arn: string): boolean {
    const key = keyOf(arn);
    if (key === null) return false;
    return this.#keys.has(`${key.account} ${key.name}`) || this.#keys.has(`${UNKNOWN_ACCOUNT} ${key.name}`);
  }
}

function keyOf(arn: string): { readonly account: string; readonly name: string } | null {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'iam') return null;
  const [kind = '', ...path] = parsed.resource.split('/');
  return { account: parsed.account, name: `${kind}/${path.at(-1) ?? ''}` };
}
