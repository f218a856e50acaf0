import type { CodeSource } from '../../model/code-source.js';
import type { Resource } from '../../model/resource.js';
import type {
  AutoScalingGroup,
  Instance,
  LaunchTemplate,
  LaunchTemplateSpecification,
  LaunchTemplateVersion,
  MetadataOptions,
} from '../../schemas/snapshot.generated.js';
import { exposuresOf, type SecurityGroups } from './exposure.js';
import type { LoadBalancers } from './load-balancers.js';
import type { Row, Sections } from './sections.js';

/** Instances, and what starts them: launch templates and configurations, Auto Scaling groups, fleets. */
export function readInstances(
  sections: Sections,
  groups: SecurityGroups,
  balancers: LoadBalancers,
): readonly Resource[] {
  const templates = new Templates(sections);
  return [
    ...sections.rows('ec2', 'Instances').map((row) => instance(row, groups, balancers, sections)),
    ...templates.resources(),
    ...launchConfigurations(sections),
    ...sections.rows('autoscaling', 'AutoScalingGroups').map((row) => autoScalingGroup(row, templates, sections)),
    ...sections.rows('ec2', 'SpotFleetRequests').map(({ row, region, location }) => {
      const id = row.SpotFleetRequestId;
      return sections.resource('spot-fleet', sections.arn('ec2', region, `spot-fleet-request/${id}`), id, location, {});
    }),
    ...sections.rows('ec2', 'Fleets').map(({ row, region, location }) => {
      const arn = sections.arn('ec2', region, `fleet/${row.FleetId}`);
      return sections.resource('ec2-fleet', arn, row.FleetId, location, {});
    }),
    ...sections.rows('application-autoscaling', 'ScalableTargets').map(({ row, region, location }) => {
      const id = row.ResourceId;
      const arn = sections.arn('application-autoscaling', region, 'scalable-target/*');
      return sections.resource('scalable-target', arn, id, location, {});
    }),
  ];
}

function instance(
  { row, region, location }: Row<Instance>,
  groups: SecurityGroups,
  balancers: LoadBalancers,
  sections: Sections,
): Resource {
  const { InstanceId, IamInstanceProfile, ImageId, PublicIpAddress, NetworkInterfaces = [] } = row;
  // Those of the instance are those of its first interface.
  const attached = [...(row.SecurityGroups ?? []), ...NetworkInterfaces.flatMap(({ Groups = [] }) => Groups)];
  const isPublic = PublicIpAddress !== undefined || row.Ipv6Address !== undefined;
  const rules = isPublic ? groups.rules(region, [...new Set(attached.flatMap(({ GroupId }) => GroupId ?? []))]) : [];
  return sections.resource('instance', sections.arn('ec2', region, `instance/${InstanceId}`), InstanceId, location, {
    roles: sections.profileRoles(IamInstanceProfile),
    code: machineImage(ImageId),
    exposures: [...exposuresOf(rules, 'public-address'), ...balancers.beforeInstance(InstanceId)],
    tokensOptional: tokensOptional(row.MetadataOptions),
  });
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceMetadataOptionsResponse.html */
function tokensOptional(options: MetadataOptions | undefined): boolean {
  return options?.HttpEndpoint !== 'disabled' && options?.HttpTokens !== 'required';
}

function machineImage(id: string | undefined): readonly CodeSource[] {
  return id === undefined ? [] : [{ kind: 'machine-image', id, lookup: null, readAt: 'start' }];
}

/** Launch templates by id and name; each has its default and its latest version. */
class Templates {
  readonly #rows: readonly Row<LaunchTemplate>[];
  readonly #byName = new Map<string, Row<LaunchTemplate>>();

  constructor(readonly sections: Sections) {
    this.#rows = sections.rows('ec2', 'LaunchTemplates');
    for (const row of this.#rows) {
      for (const name of [row.row.LaunchTemplateId, row.row.LaunchTemplateName])
        if (name !== undefined) this.#byName.set(`${row.region} ${name}`, row);
    }
  }

  resources(): readonly Resource[] {
    return this.#rows.map(({ row, region, location }) => {
      const { LaunchTemplateId: id, LaunchTemplateName: name = id, Versions = [] } = row;
      const data = Versions.map(({ LaunchTemplateData }) => LaunchTemplateData ?? {});
      return this.sections.resource(
        'launch-template',
        this.sections.arn('ec2', region, `launch-template/${id}`),
        name,
        location,
        {
          roles: this.#roles(Versions),
          code: data.flatMap(({ ImageId }) => machineImage(ImageId)).slice(-1),
          tokensOptional: data.some(({ MetadataOptions }) => tokensOptional(MetadataOptions)),
        },
      );
    });
  }

  roles(region: string, specification: LaunchTemplateSpecification | undefined): readonly string[] {
    const name = specification?.LaunchTemplateId ?? specification?.LaunchTemplateName;
    const template = name === undefined ? undefined : this.#byName.get(`${region} ${name}`);
    return template === undefined ? [] : this.#roles(template.row.Versions ?? []);
  }

  #roles(versions: readonly LaunchTemplateVersion[]): readonly string[] {
    const roles = versions.flatMap(({ LaunchTemplateData }) =>
      this.sections.profileRoles(LaunchTemplateData?.IamInstanceProfile),
    );
    return [...new Set(roles)];
  }
}

function launchConfigurations(sections: Sections): readonly Resource[] {
  return sections.rows('autoscaling', 'LaunchConfigurations').map(({ row, region, location }) => {
    const { LaunchConfigurationName: name, LaunchConfigurationARN, IamInstanceProfile, ImageId } = row;
    const arn =
      LaunchConfigurationARN ??
      sections.arn('autoscaling', region, `launchConfiguration:*:launchConfigurationName/${name}`);
    return sections.resource('launch-configuration', arn, name, location, {
      roles: sections.profileRoles(IamInstanceProfile),
      code: machineImage(ImageId),
      tokensOptional: tokensOptional(row.MetadataOptions),
    });
  });
}

function autoScalingGroup(
  { row, region, location }: Row<AutoScalingGroup>,
  templates: Templates,
  sections: Sections,
): Resource {
  const { AutoScalingGroupARN: arn, AutoScalingGroupName: name, LaunchConfigurationName } = row;
  const configuration = sections
    .rows('autoscaling', 'LaunchConfigurations')
    .find((one) => one.region === region && one.row.LaunchConfigurationName === LaunchConfigurationName);
  const roles = [
    ...templates.roles(region, row.LaunchTemplate),
    ...templates.roles(region, row.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification),
    ...sections.profileRoles(configuration?.row.IamInstanceProfile),
  ];
  return sections.resource('auto-scaling-group', arn, name, location, { roles: [...new Set(roles)] });
}
