// An organization with organizational units, SCPs and roles that trust each other across accounts.
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  AttachPolicyCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  EnablePolicyTypeCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';

export const ROLE_NAME = 'security-audit';
/** An account that is nobody's here. */
export const STRANGER = '999999999999';
const LAUNCH = [{ Effect: 'Allow', Action: 'ec2:RunInstances', Resource: '*' }];

const document = (statements) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const trusts = (principal) => document([{ Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' }]);

/**
 * Makes an organization of `size` accounts with two organizational units; an SCP denies one of them ec2:RunInstances.
 * Three accounts hold a chain of roles that a stranger can walk; one account in each unit has a role that a stranger can
 * assume and that launches instances. Returns the ids of the accounts by what they are for.
 */
export async function makeOrganization(size) {
  const organizations = new OrganizationsClient({});
  const send = (command) => organizations.send(command);
  await send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  const { Roots } = await send(new ListRootsCommand({}));
  const root = Roots[0].Id;
  await send(new EnablePolicyTypeCommand({ RootId: root, PolicyType: 'SERVICE_CONTROL_POLICY' }));
  const unit = async (Name) =>
    (await send(new CreateOrganizationalUnitCommand({ ParentId: root, Name }))).OrganizationalUnit.Id;
  const [free, bound] = [await unit('workloads'), await unit('sandbox')];
  const accounts = [];
  for (let number = 1; number < size; number += 1) {
    const name = `account-${number}`;
    const { CreateAccountStatus } = await send(
      new CreateAccountCommand({ AccountName: name, Email: `${name}@example.com` }),
    );
    const id = CreateAccountStatus.AccountId;
    const DestinationParentId = number % 4 === 0 ? bound : free;
    await send(new MoveAccountCommand({ AccountId: id, SourceParentId: root, DestinationParentId }));
    accounts.push({ id, bound: DestinationParentId === bound });
  }
  const { Policy } = await send(
    new CreatePolicyCommand({
      Name: 'no-instances',
      Description: 'nobody launches instances',
      Type: 'SERVICE_CONTROL_POLICY',
      Content: document([{ Effect: 'Deny', Action: 'ec2:RunInstances', Resource: '*' }]),
    }),
  );
  await send(new AttachPolicyCommand({ PolicyId: Policy.PolicySummary.Id, TargetId: bound }));
  const named = await fill(accounts);
  return { ...named, size };
}

async function fill(accounts) {
  const [first, second, third, launching] = accounts.filter((one) => !one.bound).map(({ id }) => id);
  const [denied] = accounts.filter((one) => one.bound).map(({ id }) => id);
  const role = (account, name) => `arn:aws:iam::${account}:role/${name}`;
  const assumes = (arn) => [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: arn }];
  await makeRole(first, 'vendor', trusts(`arn:aws:iam::${STRANGER}:root`), assumes(role(second, 'middle')));
  await makeRole(second, 'middle', trusts(role(first, 'vendor')), assumes(role(third, 'builder')));
  await makeRole(third, 'builder', trusts(role(second, 'middle')), LAUNCH);
  for (const account of [launching, denied])
    await makeRole(account, 'open', trusts(`arn:aws:iam::${STRANGER}:root`), LAUNCH);
  return { first, second, third, launching, denied };
}

/** Makes a role with one policy in an account. */
async function makeRole(account, name, trust, statements) {
  const iam = await iamOf(account);
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
  await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'own', PolicyDocument: document(statements) }));
}

/** Makes many roles that nobody outside can assume, in the caller's own account. */
export async function makeRoles(count) {
  const iam = new IAMClient({});
  const trust = document([{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }]);
  for (let number = 0; number < count; number += 1) {
    const RoleName = `worker-${number}`;
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: document(LAUNCH) }));
  }
}

const clients = new Map();

async function iamOf(account) {
  const known = clients.get(account);
  if (known !== undefined) return known;
  const { Credentials } = await new STSClient({}).send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/${ROLE_NAME}`, RoleSessionName: 'suite' }),
  );
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = Credentials;
  const client = new IAMClient({ credentials: { accessKeyId, secretAccessKey, sessionToken } });
  clients.set(account, client);
  return client;
}
