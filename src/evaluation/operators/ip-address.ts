import { BlockList, isIP } from 'node:net';
import type { CompiledPattern } from '../wildcard.js';
import { asText } from './as-text.js';
import type { ConditionOperator, ValueTest } from './operator.js';

interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

function parseNetwork(text: string): Network | null {
  const [address = '', prefixText, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return null;
  const longest = version === 4 ? 32 : 128;
  const prefix = prefixText === undefined ? longest : /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : -1;
  if (prefix < 0 || prefix > longest) return null;
  return { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' };
}

function compile(expected: CompiledPattern): ValueTest | null {
  const network = parseNetwork(asText(expected));
  if (network === null) return null;
  const list = new BlockList();
  list.addSubnet(network.address, network.prefix, network.family);
  return (actual) => {
    const version = isIP(actual);
    return version === 0 ? null : list.check(actual, version === 4 ? 'ipv4' : 'ipv6');
  };
}

/** The network's own address, which is in it, and one of a documentation range, which hardly ever is. */
function samples(expected: string): readonly string[] {
  const network = parseNetwork(expected);
  if (network === null) return [];
  return [network.address, network.family === 'ipv4' ? '203.0.113.77' : '2001:db8:ffff::77'];
}

/** `IpAddress` and `NotIpAddress`, IPv4 and IPv6, with or without a prefix length. */
export const ipAddressOperators: readonly ConditionOperator[] = [
  { name: 'IpAddress', negated: false, variables: false, compile, samples },
  { name: 'NotIpAddress', negated: true, variables: false, compile, samples },
];
