import type { ApiAuthorization, ApiRoute } from '../../model/entry-point.js';
import { unqualified } from '../../model/arn.js';
import type { Resource } from '../../model/resource.js';
import type { HttpApi, RestApi } from '../../schemas/snapshot.generated.js';
import { writtenOut } from '../rest-api-policy.js';
import { below, type Row, type Sections } from './sections.js';

/** APIs with their routes, and what calls go to. */
export function readApis(sections: Sections): readonly Resource[] {
  return [
    ...sections.rows('apigateway', 'RestApis').map((row) => restApi(row, sections)),
    ...sections.rows('apigatewayv2', 'Apis').map((row) => httpApi(row, sections)),
  ];
}

const REST_AUTHORIZATIONS: ReadonlyMap<string | undefined, ApiAuthorization> = new Map([
  ['NONE', 'none'],
  ['AWS_IAM', 'iam'],
  ['CUSTOM', 'authorizer'],
  ['COGNITO_USER_POOLS', 'authorizer'],
  ['JWT', 'authorizer'],
]);

function restApi({ row, region, location }: Row<RestApi>, sections: Sections): Resource {
  const { id, name = id, Resources = [] } = row;
  const arn = sections.arn('execute-api', region, id);
  // Nobody outside its VPCs reaches a private API, and one that is not deployed answers nobody.
  const inside = row.endpointConfiguration?.types?.includes('PRIVATE') === true || row.Stages?.length === 0;
  const routes = Resources.flatMap(({ path = '/', resourceMethods = {} }, index) =>
    Object.entries(resourceMethods).map(
      ([method, { authorizationType, apiKeyRequired, methodIntegration }]): ApiRoute => {
        const authorization = REST_AUTHORIZATIONS.get(authorizationType) ?? null;
        return {
          name: `${method} ${path}`,
          authorization: authorization === 'none' && apiKeyRequired === true ? 'api-key' : authorization,
          targets: targetsOf(methodIntegration?.uri),
          address: null,
          location: below(location, `Resources/${String(index)}/resourceMethods/${method}`),
        };
      },
    ),
  );
  const policy = sections.policy(row.policy, arn, name, below(location, 'policy'));
  return sections.resource('rest-api', arn, name, location, {
    policy: policy === null ? null : writtenOut(policy, arn),
    routes: inside ? [] : routes,
  });
}

function httpApi({ row, region, location }: Row<HttpApi>, sections: Sections): Resource {
  const { ApiId: id, Name: name = id, ProtocolType, Routes = [], Integrations = [], Stages } = row;
  const integrations = new Map(Integrations.map((integration) => [integration.IntegrationId, integration]));
  const routes = Routes.map((route, index): ApiRoute => {
    const integration = integrations.get((route.Target ?? '').replace(/^integrations\//, ''));
    const authorization = REST_AUTHORIZATIONS.get(route.AuthorizationType ?? 'NONE') ?? null;
    return {
      name: route.RouteKey ?? route.RouteId,
      authorization: authorization === 'none' && route.ApiKeyRequired === true ? 'api-key' : authorization,
      targets: targetsOf(integration?.IntegrationUri),
      address: null,
      location: below(location, `Routes/${String(index)}`),
    };
  });
  const kind = ProtocolType === 'WEBSOCKET' ? 'websocket-api' : 'http-api';
  return sections.resource(kind, sections.arn('execute-api', region, id), name, location, {
    routes: Stages?.length === 0 ? [] : routes,
  });
}

/** What an integration calls: its URI is an ARN, or names one within an ARN of the gateway (https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#apigw-Type-Integration-uri). */
function targetsOf(uri: string | undefined): readonly string[] {
  if (uri?.startsWith('arn:') !== true) return [];
  const inner = /\/functions\/(arn:[^/]+)\/invocations/.exec(uri)?.[1] ?? uri;
  return [unqualified(inner)];
}
