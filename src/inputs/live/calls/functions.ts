import type { Service } from './call.js';

const LOWER = ['nextToken', 'nextToken'] as const;

const FUNCTION_GONE = ['ResourceNotFoundException'];

export const lambda: Service = {
  name: 'lambda',
  package: '@aws-sdk/client-lambda',
  load: () => import('@aws-sdk/client-lambda'),
  client: 'LambdaClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListFunctions',
      permission: 'lambda:ListFunctions',
      page: ['Marker', 'NextMarker'],
      items: ['Functions'],
      shape: 'LambdaFunction',
      into: { service: 'Functions' },
      then: [
        {
          command: 'GetPolicy',
          permission: 'lambda:GetPolicy',
          input: (one) => ({ FunctionName: one['FunctionArn'] }),
          shape: 'ResourcePolicy',
          into: 'merge',
          absent: FUNCTION_GONE,
        },
        {
          command: 'ListFunctionUrlConfigs',
          permission: 'lambda:ListFunctionUrlConfigs',
          input: (one) => ({ FunctionName: one['FunctionArn'] }),
          page: ['Marker', 'NextMarker'],
          items: ['FunctionUrlConfigs'],
          shape: 'FunctionUrlConfig',
          into: { parent: 'FunctionUrlConfigs' },
          absent: FUNCTION_GONE,
        },
        {
          command: 'ListAliases',
          permission: 'lambda:ListAliases',
          input: (one) => ({ FunctionName: one['FunctionArn'] }),
          page: ['Marker', 'NextMarker'],
          items: ['Aliases'],
          shape: 'FunctionAlias',
          into: { parent: 'Aliases' },
          absent: FUNCTION_GONE,
          // An alias has a policy of its own (https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html).
          then: [
            {
              command: 'GetPolicy',
              permission: 'lambda:GetPolicy',
              input: (alias, one) => ({ FunctionName: one['FunctionArn'], Qualifier: alias['Name'] }),
              shape: 'ResourcePolicy',
              into: 'merge',
              absent: FUNCTION_GONE,
            },
          ],
        },
      ],
    },
    {
      command: 'ListEventSourceMappings',
      permission: 'lambda:ListEventSourceMappings',
      page: ['Marker', 'NextMarker'],
      items: ['EventSourceMappings'],
      shape: 'EventSourceMapping',
      into: { service: 'EventSourceMappings' },
    },
  ],
};

export const stepFunctions: Service = {
  name: 'states',
  package: '@aws-sdk/client-sfn',
  load: () => import('@aws-sdk/client-sfn'),
  client: 'SFNClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListStateMachines',
      permission: 'states:ListStateMachines',
      input: () => ({ maxResults: 1000 }),
      page: LOWER,
      items: ['stateMachines'],
      shape: 'StateMachine',
      into: { service: 'StateMachines' },
      then: [
        {
          command: 'DescribeStateMachine',
          permission: 'states:DescribeStateMachine',
          // Without the definition, which may hold anything and may be encrypted.
          input: (machine) => ({ stateMachineArn: machine['stateMachineArn'], includedData: 'METADATA_ONLY' }),
          shape: 'StateMachine',
          into: 'merge',
        },
      ],
    },
  ],
};
