import { BlockList, isIP } from 'node:net';
import type { NetworkExposure, PortRange } from '../../model/entry-point.js';
import type { SourceLocation } from '../../model/location.js';
import type { Sections } from './sections.js';

/** What one rule of a security group lets in from addresses that are not private. */
export interface OpenRule {
  readonly ranges: readonly string[];
  readonly ports: PortRange;
  readonly location: SourceLocation;
}

/** Addresses that nobody on the internet has: https://www.iana.org/assignments/iana-ipv4-special-registry, `…-ipv6-special-registry`. */
const PRIVATE = new BlockList();
for (const [network, length] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['127.0.0.0', 8],
] as const)
  PRIVATE.addSubnet(network, length, 'ipv4');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

/** The security groups of every region. */
export class SecurityGroups {
  readonly #rules = new Map<string, readonly OpenRule[]>();

  constructor(sections: Sections) {
    for (const { row, region, location } of sections.rows('ec2', 'SecurityGroups')) {
      const rules = (row.IpPermissions ?? []).flatMap((rule, index): OpenRule[] => {
        const ranges = [
          ...(rule.IpRanges ?? []).flatMap(({ CidrIp }) => CidrIp ?? []),
          ...(rule.Ipv6Ranges ?? []).flatMap(({ CidrIpv6 }) => CidrIpv6 ?? []),
        ].filter(isPublicRange);
        if (ranges.length === 0) return [];
        const protocol = rule.IpProtocol ?? '-1';
        // Without ports the rule is for all of them; ICMP gives its types there.
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

/** True for a CIDR range that holds addresses of the internet. */
export function isPublicRange(range: string): boolean {
  const [address = '', length = ''] = range.split('/');
  const family = isIP(address);
  if (family === 0) return false;
  // A range that is wider than a private one holds others too.
  return Number(length) < 7 || !PRIVATE.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
