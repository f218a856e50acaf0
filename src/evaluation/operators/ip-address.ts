import { isIP } from 'node:net';
import type { CompiledPattern } from '../wildcard.js';
import { asText } from './as-text.js';
import type { ConditionOperator, ValueTest } from './operator.js';

const WORD = 16;

interface Network {
  readonly address: string;
  /** 16 bits each: two of IPv4, eight of IPv6. */
  readonly words: readonly number[];
  readonly prefix: number;
}

function parseNetwork(text: string): Network | null {
  const [address = '', prefixText, ...rest] = text.split('/');
  const words = wordsOf(address);
  if (words === null || rest.length > 0) return null;
  const longest = words.length * WORD;
  const prefix = prefixText === undefined ? longest : /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : -1;
  return prefix < 0 || prefix > longest ? null : { address, words, prefix };
}

function wordsOf(address: string): readonly number[] | null {
  const version = isIP(address);
  if (version === 0 || address.includes('%')) return null;
  if (version === 4) return ipv4Words(address);
  const [head = '', tail] = address.split('::');
  const [before, after] = [ipv6Words(head), ipv6Words(tail ?? '')];
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function ipv4Words(address: string): readonly number[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return [a * 256 + b, c * 256 + d];
}

/** An IPv6 address may end in the form of IPv4. */
function ipv6Words(part: string): readonly number[] {
  if (part === '') return [];
  return part.split(':').flatMap((word) => (word.includes('.') ? ipv4Words(word) : [parseInt(word, 16)]));
}

/** An address of the other family is in no network of this one. */
function holds({ words, prefix }: Network, address: readonly number[]): boolean {
  if (address.length !== words.length) return false;
  return words.every((word, index) => {
    const bits = Math.min(Math.max(prefix - index * WORD, 0), WORD);
    return word >>> (WORD - bits) === (address[index] ?? 0) >>> (WORD - bits);
  });
}

function compile(expected: CompiledPattern): ValueTest | null {
  const network = parseNetwork(asText(expected));
  if (network === null) return null;
  return (actual) => {
    const words = wordsOf(actual);
    return words === null ? null : holds(network, words);
  };
}

/** Blocks from which nobody calls over the internet (https://www.rfc-editor.org/rfc/rfc6890). */
const PRIVATE = [
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['fc00::/7', 'fe80::/10', '::1/128'],
].flatMap((block) => parseNetwork(block) ?? []);

/** False for an address that no caller over the internet has; what is no address is none. */
export function isPublicAddress(address: string): boolean {
  const words = wordsOf(address);
  return words !== null && !PRIVATE.some((network) => holds(network, words));
}

/** The first and the last address of the network, and one of a documentation range, which hardly ever is in it. */
function samples(expected: string): readonly string[] {
  const network = parseNetwork(expected);
  if (network === null) return [];
  return [network.address, lastAddress(network), network.words.length === 2 ? '203.0.113.77' : '2001:db8:ffff::77'];
}

function lastAddress({ words, prefix }: Network): string {
  const last = words.map((word, index) => word | (0xffff >>> Math.min(Math.max(prefix - index * WORD, 0), WORD)));
  if (last.length === 2) return last.flatMap((word) => [word >>> 8, word & 0xff]).join('.');
  return last.map((word) => word.toString(16)).join(':');
}

/** `IpAddress` and `NotIpAddress`, IPv4 and IPv6, with or without a prefix length. */
export const ipAddressOperators: readonly ConditionOperator[] = [
  { name: 'IpAddress', negated: false, wildcards: false, variables: false, compile, samples },
  { name: 'NotIpAddress', negated: true, wildcards: false, variables: false, compile, samples },
];
