import { athena, airflow, emr, emrContainers, flink, glue, sageMaker } from './analytics.js';
import { apiGateway, apiGatewayV2 } from './apis.js';
import { amplify, cloudFormation, codeBuild, codePipeline, imageBuilder } from './builds.js';
import type { Service } from './call.js';
import { batch, ecs, eks } from './containers.js';
import { dynamoDb, eventBridge, kinesis, logs, pipes, ses, sns, sqs } from './events.js';
import { cognitoIdentity, cognitoUserPools, rolesAnywhere } from './federation.js';
import { lambda, stepFunctions } from './functions.js';
import { iam } from './identity.js';
import { applicationAutoScaling, autoScaling, ec2 } from './instances.js';
import { loadBalancing } from './network.js';
import { agentCore, appRunner, appStream, beanstalk, lightsail, synthetics } from './platforms.js';
import { ecr, s3, s3Control, secretsManager } from './stores.js';

export type { Call, Item, Service } from './call.js';
export { ASSUME_ROLE, CALLER_IDENTITY, organizations, OWN_ORGANIZATION, REGIONS, sts } from './identity.js';
export { ec2 } from './instances.js';

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
  rolesAnywhere,
  stepFunctions,
  loadBalancing,
  emr,
  emrContainers,
  appRunner,
  beanstalk,
  lightsail,
  agentCore,
  applicationAutoScaling,
  airflow,
  athena,
  flink,
  kinesis,
  pipes,
  codePipeline,
  amplify,
  imageBuilder,
  appStream,
  synthetics,
  dynamoDb,
  logs,
  ses,
];
