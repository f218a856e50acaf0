import type { CodeSource } from '../../model/code-source.js';
import type { Resource } from '../../model/resource.js';
import type { FlinkApplication } from '../../schemas/snapshot.generated.js';
import { objectAt } from './objects.js';
import { last, type Sections } from './sections.js';

/** Services that run somebody's code over data: EMR, Athena for Spark, Managed Service for Apache Flink. */
export function readAnalytics(sections: Sections): readonly Resource[] {
  return [
    ...sections.rows('elasticmapreduce', 'Clusters').map(({ row, location }) => {
      const { ClusterArn: arn, Name: name = last(arn), Ec2InstanceAttributes, BootstrapActions = [] } = row;
      const { partition } = sections.snapshot;
      return sections.resource('emr-cluster', arn, name, location, {
        roles: sections.profileRoles(Ec2InstanceAttributes?.IamInstanceProfile),
        // Each new node runs them (https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-bootstrap.html).
        code: BootstrapActions.flatMap(({ ScriptPath = '' }) => objectAt(ScriptPath, partition, 'deployment')),
      });
    }),
    ...sections
      .rows('emr-containers', 'VirtualClusters')
      .map(({ row, location }) =>
        sections.resource('virtual-cluster', row.arn, row.name ?? last(row.arn), location, {}),
      ),
    ...sections.rows('athena', 'WorkGroups').flatMap(({ row, region, location }) => {
      const { Name: name, Configuration } = row;
      // Without a role it answers queries only.
      if (Configuration?.ExecutionRole === undefined) return [];
      const roles = sections.roles(Configuration.ExecutionRole);
      return [
        sections.resource('spark-workgroup', sections.arn('athena', region, `workgroup/${name}`), name, location, {
          roles,
        }),
      ];
    }),
    ...sections.rows('kinesisanalytics', 'Applications').map(({ row, location }) => {
      const { ApplicationARN: arn, ApplicationName: name = last(arn), ServiceExecutionRole } = row;
      return sections.resource('flink-application', arn, name, location, {
        roles: sections.roles(ServiceExecutionRole),
        code: flinkCode(row),
      });
    }),
  ];
}

/** https://docs.aws.amazon.com/managed-flink/latest/apiv2/API_S3ApplicationCodeLocationDescription.html */
function flinkCode({ ApplicationConfigurationDescription: configuration }: FlinkApplication): readonly CodeSource[] {
  const content = configuration?.ApplicationCodeConfigurationDescription?.CodeContentDescription;
  const { BucketARN: bucket, FileKey: key } = content?.S3ApplicationCodeLocationDescription ?? {};
  if (bucket === undefined || key === undefined) return [];
  return [{ kind: 'object', arn: `${bucket}/${key}`, readAt: 'deployment' }];
}
