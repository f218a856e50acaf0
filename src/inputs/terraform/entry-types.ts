import type { ArnType } from './arn-types.js';

/** Types through which compute is reached, by how AWS forms their ARNs. */
export const ENTRY_TYPES: ReadonlyMap<string, ArnType> = new Map([
  ['aws_sqs_queue', { service: 'sqs', resource: '{name}' }],
  ['aws_sns_topic', { service: 'sns', resource: '{name}', id: 'arn' }],
  ['aws_cloudwatch_event_bus', { service: 'events', resource: 'event-bus/{name}', id: 'name' }],
  ['aws_kinesis_stream', { service: 'kinesis', resource: 'stream/{name}', id: 'arn' }],
  ['aws_cloudwatch_log_destination', { service: 'logs', resource: 'destination:{name}', id: 'name' }],
  ['aws_ses_receipt_rule', { service: 'ses', resource: 'receipt-rule-set/{rule_set_name}:receipt-rule/{name}' }],
  ['aws_api_gateway_rest_api', { service: 'execute-api', resource: '{id}', arn: 'execution_arn' }],
  ['aws_apigatewayv2_api', { service: 'execute-api', resource: '{id}', arn: 'execution_arn' }],
  ['aws_appsync_graphql_api', { service: 'appsync', resource: 'apis/{id}' }],
  [
    'aws_cognito_identity_pool',
    { service: 'cognito-identity', resource: 'identitypool/{id}', name: 'identity_pool_name' },
  ],
  ['aws_rolesanywhere_trust_anchor', { service: 'rolesanywhere', resource: 'trust-anchor/{id}' }],
  ['aws_rolesanywhere_profile', { service: 'rolesanywhere', resource: 'profile/{id}' }],
]);
