import { apiGateway, apiGatewayV2, cognitoIdentity, cognitoUserPools, eventBridge } from './access.js';
import { s3, s3Control, secretsManager, sns, sqs } from './access.js';
import { cloudFormation, codeBuild, ecr, glue, sageMaker } from './builds.js';
import type { Service } from './call.js';
import { autoScaling, batch, ec2, ecs, eks, lambda } from './compute.js';
import { iam } from './identity.js';

export type { Call, Item, Service } from './call.js';
export { ASSUME_ROLE, CALLER_IDENTITY, organizations, OWN_ORGANIZATION, REGIONS, sts } from './identity.js';
export { ec2 } from './compute.js';

/** Every service that an audit reads of an account. */
export const SERVICES: readonly Service[] = [
  iam,
  s3,
  s3Control,
  lambda,
  ecs,
  ec2,
  autoScaling,
  ecr,
  codeBuild,
  sageMaker,
  glue,
  eks,
  batch,
  apiGateway,
  apiGatewayV2,
  cognitoIdentity,
  cognitoUserPools,
  sqs,
  sns,
  eventBridge,
  secretsManager,
  cloudFormation,
];
