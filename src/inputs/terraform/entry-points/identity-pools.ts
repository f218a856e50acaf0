import type { IdentityPool } from '../../../model/identity-provider.js';
import type { Instance } from '../instance.js';
import type { Reader } from '../reader.js';
import { type Block, readBlocks, resolveAttribute, topBlock } from '../values.js';

/** The Cognito identity pools of a plan. Which roles they give out is told by the trust policies of the roles. */
export function readIdentityPools(reader: Reader): readonly IdentityPool[] {
  return reader.managed('aws_cognito_identity_pool').map((instance): IdentityPool => {
    const block = topBlock(instance);
    const { account } = reader.arns.place(instance);
    const name = textOf(instance, 'identity_pool_name') ?? instance.name;
    return {
      kind: 'identity-pool',
      arn: textOf(instance, 'arn') ?? instance.address,
      id: textOf(instance, 'id') ?? instance.address,
      name,
      account,
      guests: instance.values['allow_unauthenticated_identities'] === true,
      classicFlow: instance.values['allow_classic_flow'] === true,
      selfRegistration: selfRegistration(block, reader),
      roles: [],
      address: instance.address,
      location: reader.location(instance.pointer),
    };
  });
}

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUserConfigType.html: unless only administrators create users, whoever asks does. */
function selfRegistration(pool: Block, reader: Reader): boolean | null {
  const providers = readBlocks(pool, 'cognito_identity_providers') ?? [];
  if (providers.length === 0) return null;
  const userPools = providers.flatMap((provider) =>
    [...resolveAttribute(provider, 'provider_name').targets, ...resolveAttribute(provider, 'client_id').targets]
      .flatMap(({ instances }) => instances)
      .filter(({ type }) => type === 'aws_cognito_user_pool'),
  );
  const all = userPools.length > 0 ? userPools : reader.managed('aws_cognito_user_pool');
  if (all.length === 0) return null;
  return all.some((userPool) => !onlyAdministrators(userPool));
}

function onlyAdministrators(userPool: Instance): boolean {
  const [configuration] = readBlocks(topBlock(userPool), 'admin_create_user_config') ?? [];
  return configuration?.values['allow_admin_create_user_only'] === true;
}

function textOf({ values }: Instance, name: string): string | null {
  const value = values[name];
  return typeof value === 'string' ? value : null;
}
