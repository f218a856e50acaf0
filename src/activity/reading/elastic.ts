import { isObject, type JsonObject } from '../records/paths.js';

/** True for a document of Elastic's AWS integration or of Filebeat (https://www.elastic.co/docs/reference/integrations/aws/cloudtrail). */
export function isElastic(document: JsonObject): boolean {
  return typeof at(document, 'event.action') === 'string' && isObject(at(document, 'aws.cloudtrail'));
}

/** The record that such a document was made of, as far as it keeps it; without its parameters where these were not kept as JSON. */
export function recordOfElastic(document: JsonObject): JsonObject {
  const trail = (path: string): unknown => at(document, `aws.cloudtrail.${path}`);
  const session = (path: string): unknown => trail(`user_identity.session_context.${path}`);
  return {
    eventID: at(document, 'event.id'),
    eventTime: at(document, '@timestamp'),
    eventSource: at(document, 'event.provider'),
    eventName: at(document, 'event.action'),
    awsRegion: at(document, 'cloud.region'),
    recipientAccountId: trail('recipient_account_id') ?? at(document, 'cloud.account.id'),
    sharedEventID: trail('shared_event_id'),
    sourceIPAddress: at(document, 'source.address') ?? at(document, 'source.ip'),
    userAgent: at(document, 'user_agent.original'),
    errorCode: trail('error_code'),
    requestParameters: trail('flattened.request_parameters'),
    responseElements: trail('flattened.response_elements'),
    userIdentity: {
      type: trail('user_identity.type'),
      arn: trail('user_identity.arn'),
      accessKeyId: trail('user_identity.access_key_id'),
      invokedBy: trail('user_identity.invoked_by'),
      principalId: at(document, 'user.id'),
      userName: at(document, 'user.name'),
      accountId: at(document, 'cloud.account.id'),
      sessionContext: {
        attributes: { creationDate: session('creation_date') },
        sessionIssuer: {
          type: session('session_issuer.type'),
          arn: session('session_issuer.arn'),
          principalId: session('session_issuer.principal_id'),
        },
      },
    },
  };
}

/** A field of a document: nested, or named by its whole path as exports name it. */
function at(document: JsonObject, path: string): unknown {
  if (Object.hasOwn(document, path)) return document[path];
  let value: unknown = document;
  for (const part of path.split('.')) value = isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  return value;
}
