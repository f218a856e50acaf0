import type { NetworkExposure, PortRange } from '../../model/entry-point.js';
import type { SourceLocation } from '../../model/location.js';
import { isWorld } from '../internet.js';
import type { Sections } from './sections.js';

/** What one rule of a security group lets in from the internet. */
export interface OpenRule {
  readonly ranges: readonly string[];
  readonly ports: PortRange;
  readonly location: SourceLocation;
}

/** The security groups of every region. */
export class SecurityGroups {
  readonly #rules = new Map<string, readonly OpenRule[]>();

  constructor(sections: Sections) {
    for (const { row, region, location } of sections.rows('ec2', 'SecurityGroups')) {
      const rules = (row.IpPermissions ?? []).flatMap((rule, index): OpenRule[] => {
        const ranges = [
          ...(rule.IpRanges ?? []).flatMap(({ CidrIp }) => CidrIp ?? []),
          ...(rule.Ipv6Ranges ?? []).flatMap(({ CidrIpv6 }) => CidrIpv6 ?? []),
        ].filter(isWorld);
        const protocol = rule.IpProtocol ?? '-1';
        // Nothing listens on ICMP.
        if (ranges.length === 0 || protocol.startsWith('icmp')) return [];
        // Without ports the rule is for all of them.
        const all = rule.FromPort === undefined || rule.FromPort < 0 || protocol === '-1';
        const ports = all
          ? { protocol, from: 0, to: 65535 }
          : { protocol, from: rule.FromPort ?? 0, to: rule.ToPort ?? 65535 };
        return [
          {
            ranges,
            ports,
            location: { ...location, pointer: `${location.pointer ?? ''}/IpPermissions/${String(index)}` },
          },
        ];
      });
      this.#rules.set(`${region} ${row.GroupId}`, rules);
    }
  }

  rules(region: string, groups: readonly string[]): readonly OpenRule[] {
    return groups.flatMap((group) => this.#rules.get(`${region} ${group}`) ?? []);
  }
}

/** What rules that let somebody in mean for a resource that has an address of its own or an endpoint. */
export function exposuresOf(
  rules: readonly OpenRule[],
  via: NetworkExposure['via'],
  assumptions: readonly string[] = [],
): readonly NetworkExposure[] {
  return rules.map(({ ranges, ports, location }) => ({
    via,
    ranges,
    ports: [ports],
    assumptions,
    address: null,
    location,
  }));
}
