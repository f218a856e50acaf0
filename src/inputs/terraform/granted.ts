import type { Policy } from '../../model/policy.js';
import type { Instance } from './instance.js';
import type { Policies, PolicyName } from './policies.js';
import type { Reader } from './reader.js';

/** A statement that a resource of its own adds to the policy of another one. */
export interface Granted {
  readonly by: Instance;
  readonly statement: object;
}

/** The policy that such statements make up; null without any. Each statement keeps its own place. */
export function grantedPolicy(
  holder: Instance,
  name: Omit<PolicyName, 'type'>,
  granted: readonly Granted[],
  { policies, reader }: { readonly policies: Policies; readonly reader: Reader },
): Policy | null {
  const [first, second] = granted;
  if (first === undefined) return null;
  const { address, pointer } = second === undefined ? first.by : holder;
  const source = { type: 'resource-based', ...name, address, location: reader.location(pointer) } as const;
  const document = { Version: '2012-10-17', Statement: granted.map(({ statement }) => statement) };
  const policy = policies.parse(document, source);
  const statements = policy.statements.map((statement) => {
    const by = granted[statement.index]?.by;
    return by === undefined
      ? statement
      : { ...statement, origin: { address: by.address, location: reader.location(by.pointer) } };
  });
  return { ...policy, statements };
}
