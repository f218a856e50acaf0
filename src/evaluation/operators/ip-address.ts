import { BlockList, isIP } from 'node:net';
import type { CompiledPattern } from '../wildcard.js';
import { asText } from './as-text.js';
import type { ConditionOperator } from './operator.js';

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

const lists = new Map<string, BlockList | null>();
const MAX_LISTS = 1_000;

function listOf(text: string): BlockList | null {
  const known = lists.get(text);
  if (known !== undefined) return known;
  const network = parseNetwork(text);
  const list = network === null ? null : new BlockList();
  if (network !== null) list?.addSubnet(network.address, network.prefix, network.family);
  if (lists.size < MAX_LISTS) lists.set(text, list);
  return list;
}

function matches(actual: string, expected: CompiledPattern): boolean {
  const version = isIP(actual);
  if (version === 0) return false;
  return listOf(asText(expected))?.check(actual, version === 4 ? 'ipv4' : 'ipv6') === true;
}

/** The network's own address, which is in it, and one of a documentation range, which hardly ever is. */
function samples(expected: string): readonly string[] {
  const network = parseNetwork(expected);
  if (network === null) return [];
  return [network.address, network.family === 'ipv4' ? '203.0.113.77' : '2001:db8:ffff::77'];
}

/** `IpAddress` and `NotIpAddress`, IPv4 and IPv6, with or without a prefix length. */
export const ipAddressOperators: readonly ConditionOperator[] = [
  { name: 'IpAddress', negated: false, variables: false, matches, samples },
  { name: 'NotIpAddress', negated: true, variables: false, matches, samples },
];
