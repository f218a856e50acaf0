import type { ApiAuthorization } from '../../../model/entry-point.js';
import { isPlainObject, listOf, own, type PlainObject, textOrNull } from '../guards.js';

/** One operation of an OpenAPI document that API Gateway imports. */
export interface Operation {
  /** `GET /orders`. */
  readonly name: string;
  readonly authorization: ApiAuthorization | null;
  /** What it calls, as JSON: ARNs of functions, state machines and queues stand in it. */
  readonly integration: string;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'x-amazon-apigateway-any-method'];

/** A document in JSON, or null for anything else. */
export function parseOpenApi(text: string): PlainObject | null {
  try {
    const document: unknown = JSON.parse(text);
    return isPlainObject(document) ? document : null;
  } catch {
    return null;
  }
}

/** The operations of a document, with the extensions of API Gateway (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html). */
export function operationsOf(document: PlainObject): readonly Operation[] {
  const paths = own(document, 'paths');
  return Object.entries(isPlainObject(paths) ? paths : {}).flatMap(([path, operations]) =>
    METHODS.flatMap((method): readonly Operation[] => {
      const operation = isPlainObject(operations) ? own(operations, method) : undefined;
      if (!isPlainObject(operation)) return [];
      const verb = method.startsWith('x-') ? 'ANY' : method.toUpperCase();
      const integration = JSON.stringify(own(operation, 'x-amazon-apigateway-integration') ?? {});
      return [{ name: `${verb} ${path}`, authorization: authorizationOf(operation, document), integration }];
    }),
  );
}

function authorizationOf(operation: PlainObject, document: PlainObject): ApiAuthorization | null {
  const auth = own(operation, 'x-amazon-apigateway-auth');
  if (isPlainObject(auth)) return own(auth, 'type') === 'AWS_IAM' ? 'iam' : 'none';
  const requirements = listOf(own(operation, 'security') ?? own(document, 'security')).filter(isPlainObject);
  const kinds = requirements.flatMap(Object.keys).map((name) => kindOf(schemes(document)[name]));
  if (requirements.some((one) => Object.keys(one).length === 0) || kinds.length === 0) return 'none';
  return (['authorizer', 'iam', null, 'api-key'] as const).find((kind) => kinds.includes(kind)) ?? null;
}

function schemes(document: PlainObject): PlainObject {
  const components = own(document, 'components');
  const found = isPlainObject(components) ? own(components, 'securitySchemes') : own(document, 'securityDefinitions');
  return isPlainObject(found) ? found : {};
}

/** What a security scheme asks for; null for one that the document does not define, or that API Gateway does not know. */
function kindOf(scheme: unknown): ApiAuthorization | null {
  if (!isPlainObject(scheme)) return null;
  if (own(scheme, 'x-amazon-apigateway-authtype') === 'awsSigv4') return 'iam';
  if (own(scheme, 'x-amazon-apigateway-authorizer') !== undefined) return 'authorizer';
  const type = textOrNull(own(scheme, 'type'));
  if (type === 'apiKey') return 'api-key';
  return type === 'openIdConnect' || type === 'oauth2' ? 'authorizer' : null;
}
