import type { Item, Service } from './call.js';

const UPPER = ['NextToken', 'NextToken'] as const;
const LOWER = ['nextToken', 'nextToken'] as const;

const byPool = (pool: Item): Record<string, unknown> => ({ IdentityPoolId: pool['IdentityPoolId'] });

export const cognitoIdentity: Service = {
  name: 'cognito-identity',
  package: '@aws-sdk/client-cognito-identity',
  load: () => import('@aws-sdk/client-cognito-identity'),
  client: 'CognitoIdentityClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListIdentityPools',
      permission: 'cognito-identity:ListIdentityPools',
      input: () => ({ MaxResults: 60 }),
      page: UPPER,
      items: ['IdentityPools'],
      shape: 'IdentityPool',
      into: { service: 'IdentityPools' },
      then: [
        {
          command: 'DescribeIdentityPool',
          permission: 'cognito-identity:DescribeIdentityPool',
          input: byPool,
          shape: 'IdentityPool',
          into: 'merge',
        },
        {
          command: 'GetIdentityPoolRoles',
          permission: 'cognito-identity:GetIdentityPoolRoles',
          input: byPool,
          shape: 'IdentityPoolRoles',
          into: 'merge',
        },
      ],
    },
  ],
};

/** Who may sign up to a user pool, which decides who comes to the roles of an identity pool. */
export const cognitoUserPools: Service = {
  name: 'cognito-idp',
  package: '@aws-sdk/client-cognito-identity-provider',
  load: () => import('@aws-sdk/client-cognito-identity-provider'),
  client: 'CognitoIdentityProviderClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListUserPools',
      permission: 'cognito-idp:ListUserPools',
      input: () => ({ MaxResults: 60 }),
      page: UPPER,
      items: ['UserPools'],
      shape: 'UserPool',
      into: { service: 'UserPools' },
      then: [
        {
          command: 'DescribeUserPool',
          permission: 'cognito-idp:DescribeUserPool',
          input: (pool) => ({ UserPoolId: pool['Id'] }),
          items: ['UserPool'],
          shape: 'UserPool',
          into: 'merge',
        },
        {
          command: 'ListGroups',
          permission: 'cognito-idp:ListGroups',
          input: (pool) => ({ UserPoolId: pool['Id'] }),
          page: UPPER,
          items: ['Groups'],
          shape: 'UserPoolGroup',
          into: { parent: 'Groups' },
        },
      ],
    },
  ],
};

/** IAM Roles Anywhere: whose certificates are taken, and for which roles. */
export const rolesAnywhere: Service = {
  name: 'rolesanywhere',
  package: '@aws-sdk/client-pipes',
  load: async () =>
    (await import('./rest-client.js')).restPackage({
      id: 'RolesAnywhere',
      host: 'rolesanywhere',
      signingName: 'rolesanywhere',
      // https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_Operations.html
      operations: {
        ListTrustAnchors: {
          path: '/trustanchors',
          query: ['nextToken'],
          answer: {
            nextToken: 'text',
            trustAnchors: [
              {
                trustAnchorArn: 'text',
                trustAnchorId: 'text',
                name: 'text',
                enabled: 'boolean',
                source: { sourceType: 'text', sourceData: { acmPcaArn: 'text', x509CertificateData: 'text' } },
              },
            ],
          },
        },
        ListProfiles: {
          path: '/profiles',
          query: ['nextToken'],
          answer: {
            nextToken: 'text',
            profiles: [
              {
                profileArn: 'text',
                profileId: 'text',
                name: 'text',
                enabled: 'boolean',
                roleArns: ['text'],
                managedPolicyArns: ['text'],
                sessionPolicy: 'text',
                acceptRoleSessionName: 'boolean',
              },
            ],
          },
        },
      },
    }),
  client: 'RestClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListTrustAnchors',
      permission: 'rolesanywhere:ListTrustAnchors',
      page: LOWER,
      items: ['trustAnchors'],
      shape: 'TrustAnchor',
      into: { service: 'TrustAnchors' },
    },
    {
      command: 'ListProfiles',
      permission: 'rolesanywhere:ListProfiles',
      page: LOWER,
      items: ['profiles'],
      shape: 'RolesAnywhereProfile',
      into: { service: 'Profiles' },
    },
  ],
};
