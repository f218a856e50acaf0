import { readdirSync, readFileSync } from 'node:fs';
import type { Holding } from '../../src/graph/second-factor.js';
import type { Model } from '../../src/model/model.js';
import type { Resource } from '../../src/model/resource.js';
import { account, type AccountSpec, roleArn } from './account.js';
import { resource } from './resources.js';

/** An account in which alice uses a row of the catalogue, or just fails to. */
export interface RowCase {
  readonly name: string;
  readonly account: AccountSpec;
  /** What runs in it, with the names of its roles; without it the input shows identities only. */
  readonly resources?: readonly (Partial<Resource> & Pick<Resource, 'kind' | 'name' | 'roles'>)[];
  /** The credential that is all of her that the outsider holds. */
  readonly holding?: Holding;
  /** How sure she comes to it; null when she does not. */
  readonly reaches: string | null;
  /** Names of the roles that she gains. */
  readonly acts?: readonly string[];
}

const folder = 'test/fixtures/rows';

/** Names of the rows of a kind (`compute`, `hops`) that have a fixture. */
export function rowNames(kind: string): readonly string[] {
  return readdirSync(`${folder}/${kind}`).map((file) => file.replace(/\.json$/, ''));
}

/** Every case of a kind, with the name of its row. */
export function rowCases(kind: string): readonly (readonly [string, RowCase])[] {
  return rowNames(kind).flatMap((row) =>
    (JSON.parse(readFileSync(`${folder}/${kind}/${row}.json`, 'utf8')) as readonly RowCase[]).map(
      (one) => [row, one] as const,
    ),
  );
}

export function rowModel({ account: spec, resources = [] }: RowCase): Model {
  const running = resources.map(({ kind, name, roles, ...facts }) =>
    resource(kind, name, { ...facts, roles: roles.map((role) => roleArn(role)) }),
  );
  return { ...account(spec), resources: running };
}
