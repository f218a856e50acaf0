import { UnknownValue } from '../model/policy-document.js';

/** Access policies of EKS that let their holder start pods (https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html). */
const STARTING_PODS = ['AmazonEKSClusterAdminPolicy', 'AmazonEKSAdminPolicy', 'AmazonEKSEditPolicy'];

/** What an access policy of an EKS cluster gives to a principal. */
export interface ClusterAccess {
  readonly clusterArn: string;
  /** ARN of the principal. */
  readonly principal: string | UnknownValue;
  /** ARN of the access policy. */
  readonly accessPolicy: string | UnknownValue;
}

/**
 * An access entry lets its principal use the API of Kubernetes, whatever IAM allows it
 * (https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html). It is read as a statement of a policy that the
 * cluster has. Returns null for access that starts nothing.
 */
export function accessStatement({ clusterArn, principal, accessPolicy }: ClusterAccess): object | null {
  const known = !(accessPolicy instanceof UnknownValue);
  if (known && !STARTING_PODS.includes(accessPolicy.slice(accessPolicy.lastIndexOf('/') + 1))) return null;
  return {
    Effect: 'Allow',
    Principal: { AWS: principal },
    Action: known ? 'eks:MutateViaKubernetesApi' : accessPolicy,
    Resource: clusterArn,
  };
}
