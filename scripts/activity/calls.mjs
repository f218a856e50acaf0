// Calls of attackers, and what they ask for.
import { record } from './record.mjs';

export const MINUTE = 60_000;
export const BOTO = 'Boto3/1.28.0 md/Botocore#1.31.0 ua/2.0 os/linux#5.15.0 lang/python#3.10.12';

/** Puts the fields that all calls of a campaign share into each. */
export function calls(identity, sourceIPAddress, userAgent, start) {
  return (minutes, source, name, region, changes = {}) =>
    record({ time: start + minutes * MINUTE, source, name, region, identity, sourceIPAddress, userAgent, ...changes });
}

export const fargate = (family, image, memory = '32768') => ({
  requestParameters: {
    family,
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '16384',
    memory,
    containerDefinitions: [{ name: family, image, essential: true }],
  },
  responseElements: {
    taskDefinition: { taskDefinitionArn: `arn:aws:ecs:us-east-1:111111111111:task-definition/${family}:1`, family },
  },
});

export const ecsService = (cluster, service, count) => ({
  requestParameters: {
    cluster,
    serviceName: service,
    taskDefinition: service,
    desiredCount: count,
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { assignPublicIp: 'ENABLED', subnets: ['subnet-1'] } },
  },
  responseElements: {
    service: { serviceArn: `arn:aws:ecs:us-east-1:111111111111:service/${cluster}/${service}`, serviceName: service },
  },
});

export const group = (name, min, max) => ({
  requestParameters: {
    autoScalingGroupName: name,
    minSize: min,
    maxSize: max,
    launchTemplate: { launchTemplateName: name, version: '1' },
  },
});

export const protection = (id) => ({
  requestParameters: { instanceId: id, disableApiTermination: { value: true } },
  responseElements: { _return: true },
});

export function ingress(cidrIp) {
  return {
    requestParameters: {
      groupId: 'sg-1',
      ipPermissions: { items: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp }] } }] },
    },
  };
}
