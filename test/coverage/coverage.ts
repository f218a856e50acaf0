import { readFileSync } from 'node:fs';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import type { Model } from '../../src/model/model.js';
import { ACCOUNT, account, allow, deny, FOREIGN, type RoleSpec, roleArn, trusts, userArn } from '../builders/account.js';
import { graphOf, violationsOf } from '../builders/lint-model.js';

/** A path that somebody published: permissions as an AND of ORs, and, where we find none, why. */
export interface PublishedPath {
  readonly id: string;
  readonly url?: string;
  readonly permissions: readonly (readonly string[])[];
  /** Who has the permissions, where it is not a user of no group. */
  readonly account?:
    'role' | 'permission-set' | 'member' | 'boundary' | 'assumable' | 'assumable-launcher' | 'bounded-role' | 'tagged';
  /** For a trust policy: the rule that reports it. */
  readonly rule?: string;
  /** Why it leads nowhere. */
  readonly reason?: string;
}

/** How sure it is that a principal with exactly the permissions of a path comes to compute, and by which rows. */
export interface Coverage {
  readonly certainty: string;
  readonly rows: readonly string[];
}

export const PUBLISHED = JSON.parse(
  readFileSync(new URL('published-paths.json', import.meta.url), 'utf8'),
) as readonly PublishedPath[];

const CERTAINTIES = ['certain', 'conditional', 'unresolved'];
const LAUNCH = allow('ec2:RunInstances');
const NOBODY = trusts({ AWS: userArn('nobody') });
const EVERY_ACCOUNT_MEMBER = trusts({ AWS: ACCOUNT });
const { computePrimitives, hops } = loadCatalogue();
const services = [
  ...new Set([
    ...computePrimitives.flatMap(({ passRole, host }) => [...(passRole?.services ?? []), ...(host === undefined ? [] : [host])]),
    ...hops.flatMap((hop) => hop.trusts?.service ?? []),
  ]),
];

/** The first row of each path to compute, found by a search of an account and not by comparing names; null when there is no path. */
export function coverageOf(path: PublishedPath): Coverage | null {
  if (path.rule !== undefined) {
    const principal = path.rule === 'public-role-trust' ? '*' : `arn:aws:iam::${FOREIGN}:root`;
    const model = account({ roles: { door: { trust: [trusts({ AWS: principal })], allow: [LAUNCH] } } });
    const found = violationsOf(model).map(({ entry }) => entry.ruleId);
    return found.length === 0 ? null : { certainty: 'certain', rows: found };
  }
  const graph = graphOf(accountOf(path));
  const alice = graph.principal(startOf(path));
  if (alice === undefined) throw new Error('no alice');
  const found = [...graph.reach(alice, []).paths.values()].sort(
    (a, b) =>
      CERTAINTIES.indexOf(a.certainty) - CERTAINTIES.indexOf(b.certainty) ||
      a.length - b.length ||
      (a.compute < b.compute ? -1 : 1),
  );
  const [best] = found;
  if (best === undefined) return null;
  const rows = found.filter(({ certainty }) => certainty === best.certainty).flatMap(({ steps }) => steps[0]?.via ?? []);
  return { certainty: best.certainty, rows: [...new Set(rows)].slice(0, 4) };
}

function startOf({ account: kind }: PublishedPath): string {
  if (kind === 'permission-set') return `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/alice`;
  return kind === 'role' ? roleArn('alice') : userArn('alice');
}

/** An account in which somebody has exactly the permissions of the path, with what they could be used on. */
function accountOf({ permissions, account: kind }: PublishedPath): Model {
  const ofTeam = { Condition: { StringEquals: { 'aws:ResourceTag/team': 'red' } } };
  const held = permissions.map(([action = '']) =>
    allow(action, kind === 'tagged' && !/:(Create)?Tag/.test(action) ? ofTeam : {}),
  );
  const bounded = kind === 'boundary' ? { boundary: 'narrow' } : {};
  const worker: RoleSpec = {
    trust: [
      ...services.map((service) => trusts({ Service: service })),
      trusts({ Federated: 'cognito-identity.amazonaws.com' }, { Action: 'sts:AssumeRoleWithWebIdentity' }),
    ],
    allow: [LAUNCH],
    profile: true,
  };
  const asRole = kind === 'role' || kind === 'permission-set';
  return account({
    users: {
      bob: { allow: [LAUNCH] },
      carol: {},
      ...(asRole
        ? {}
        : {
            alice: {
              allow: [...held, ...(kind === 'boundary' ? [LAUNCH] : [])],
              managed: ['shared'],
              groups: kind === 'member' ? ['staff'] : [],
              ...bounded,
            },
          }),
    },
    groups: { launchers: [LAUNCH], staff: [allow('s3:ListBucket')] },
    policies: { shared: [allow('s3:ListBucket')], narrow: [allow(['iam:*', 'sts:*'])], wall: [deny('s3:*')] },
    otherVersions: { shared: [[LAUNCH]] },
    roles: {
      worker,
      idle: { trust: [NOBODY], allow: [LAUNCH] },
      ...(asRole
        ? { alice: { trust: [NOBODY], allow: held, ...(kind === 'role' ? {} : { path: '/aws-reserved/sso.amazonaws.com/' }) } }
        : {}),
      ...(kind === 'assumable' ? { reader: { trust: [EVERY_ACCOUNT_MEMBER] } } : {}),
      ...(kind === 'assumable-launcher' ? { launcher: { trust: [EVERY_ACCOUNT_MEMBER], allow: [LAUNCH] } } : {}),
      ...(kind === 'bounded-role' ? { bounded: { trust: [EVERY_ACCOUNT_MEMBER], allow: [LAUNCH], boundary: 'narrow' } } : {}),
    },
  });
}
