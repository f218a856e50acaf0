import type { Item, Service } from './call.js';

const UPPER = ['NextToken', 'NextToken'] as const;

const byRestApi = (api: Item): Record<string, unknown> => ({ restApiId: api['id'], limit: 500 });
const POSITION = ['position', 'position'] as const;

export const apiGateway: Service = {
  name: 'apigateway',
  package: '@aws-sdk/client-api-gateway',
  load: () => import('@aws-sdk/client-api-gateway'),
  client: 'APIGatewayClient',
  scope: 'regional',
  calls: [
    {
      command: 'GetRestApis',
      permission: 'apigateway:GET',
      input: () => ({ limit: 500 }),
      page: POSITION,
      items: ['items'],
      // The service escapes the quotes of a policy's text once more.
      reshape: (api) => ({ ...api, policy: unescaped(api['policy']) }),
      shape: 'RestApi',
      into: { service: 'RestApis' },
      then: [
        {
          command: 'GetResources',
          permission: 'apigateway:GET',
          input: (api) => ({ ...byRestApi(api), embed: ['methods'] }),
          page: POSITION,
          items: ['items'],
          shape: 'RestResource',
          into: { parent: 'Resources' },
        },
        {
          command: 'GetAuthorizers',
          permission: 'apigateway:GET',
          input: byRestApi,
          page: POSITION,
          items: ['items'],
          shape: 'RestAuthorizer',
          into: { parent: 'Authorizers' },
        },
        {
          command: 'GetStages',
          permission: 'apigateway:GET',
          input: (api) => ({ restApiId: api['id'] }),
          items: ['item'],
          shape: 'RestStage',
          into: { parent: 'Stages' },
        },
      ],
    },
  ],
};

function unescaped(policy: unknown): unknown {
  return typeof policy === 'string' && policy.startsWith('{\\"') ? policy.replaceAll('\\"', '"') : policy;
}

const byApi = (api: Item): Record<string, unknown> => ({ ApiId: api['ApiId'] });

export const apiGatewayV2: Service = {
  name: 'apigatewayv2',
  package: '@aws-sdk/client-apigatewayv2',
  load: () => import('@aws-sdk/client-apigatewayv2'),
  client: 'ApiGatewayV2Client',
  scope: 'regional',
  calls: [
    {
      command: 'GetApis',
      permission: 'apigateway:GET',
      page: UPPER,
      items: ['Items'],
      shape: 'HttpApi',
      into: { service: 'Apis' },
      then: [
        {
          command: 'GetRoutes',
          permission: 'apigateway:GET',
          input: byApi,
          page: UPPER,
          items: ['Items'],
          shape: 'HttpRoute',
          into: { parent: 'Routes' },
        },
        {
          command: 'GetIntegrations',
          permission: 'apigateway:GET',
          input: byApi,
          page: UPPER,
          items: ['Items'],
          shape: 'HttpIntegration',
          into: { parent: 'Integrations' },
        },
        {
          command: 'GetAuthorizers',
          permission: 'apigateway:GET',
          input: byApi,
          page: UPPER,
          items: ['Items'],
          shape: 'HttpAuthorizer',
          into: { parent: 'Authorizers' },
        },
        {
          command: 'GetStages',
          permission: 'apigateway:GET',
          input: byApi,
          page: UPPER,
          items: ['Items'],
          shape: 'HttpStage',
          into: { parent: 'Stages' },
        },
      ],
    },
  ],
};
