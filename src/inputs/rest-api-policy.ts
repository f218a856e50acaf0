import type { Policy } from '../model/policy.js';

const SHORT = 'execute-api:/';

/**
 * The policy of a REST API with its resources written out: `execute-api:/stage/GET/pets` stands for the API's own ARN and
 * what follows (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html).
 * `arn` is the API's `arn:aws:execute-api:…`.
 */
export function writtenOut(policy: Policy, arn: string): Policy {
  const expand = <Element extends { readonly values: readonly string[] }>(element: Element): Element => ({
    ...element,
    values: element.values.map((value) => (value.startsWith(SHORT) ? `${arn}/${value.slice(SHORT.length)}` : value)),
  });
  return {
    ...policy,
    statements: policy.statements.map(({ resources, notResources, ...statement }) => ({
      ...statement,
      ...(resources === undefined ? {} : { resources: expand(resources) }),
      ...(notResources === undefined ? {} : { notResources: expand(notResources) }),
    })),
  };
}
