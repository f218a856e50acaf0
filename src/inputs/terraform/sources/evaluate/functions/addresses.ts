import { EvaluationError } from '../errors.js';
import { list, text } from '../value.js';
import { knownInteger, knownString, type TerraformFunction } from './arguments.js';

/** A block of IP addresses: the bits of its first address, of which `prefix` are fixed. */
interface Network {
  readonly bits: bigint;
  readonly prefix: number;
  /** 32 or 128. */
  readonly width: number;
}

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** Reads `10.0.0.0/8` or `2001:db8::/32`; the bits behind the prefix are taken for zero. */
function networkOf(content: string): Network {
  const slash = content.lastIndexOf('/');
  const digits = content.slice(slash + 1);
  const address = slash === -1 ? null : (parseIpv4(content.slice(0, slash)) ?? parseIpv6(content.slice(0, slash)));
  const prefix = Number(digits);
  if (address === null || !/^\d{1,3}$/.test(digits) || prefix > address.width) {
    throw new EvaluationError('the text is not a block of IP addresses');
  }
  const rest = BigInt(address.width - prefix);
  return { bits: (address.bits >> rest) << rest, prefix, width: address.width };
}

type Address = Omit<Network, 'prefix'>;

function parseIpv4(content: string): Address | null {
  const octets = IPV4.exec(content)?.slice(1).map(Number);
  if (octets === undefined || octets.some((octet) => octet > 255)) return null;
  return { bits: octets.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n), width: 32 };
}

function parseIpv6(content: string): Address | null {
  const halves = content.split('::');
  if (halves.length > 2) return null;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return null;
  return { bits: groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n), width: 128 };
}

function addressText(bits: bigint, width: number): string {
  const size = width === 32 ? 8 : 16;
  const parts = Array.from(
    { length: width / size },
    (_, index) => (bits >> BigInt(width - size * (index + 1))) & ((1n << BigInt(size)) - 1n),
  );
  return width === 32 ? parts.join('.') : shortened(parts.map((part) => part.toString(16)));
}

/** IPv6 with its longest run of zeros left out (https://www.rfc-editor.org/rfc/rfc5952#section-4.2). */
function shortened(groups: readonly string[]): string {
  let best = { start: 0, length: 1 };
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === '0') length += 1;
    if (length > best.length) best = { start, length };
  }
  if (best.length === 1) return groups.join(':');
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}

function subnet({ bits, prefix, width }: Network, newBits: number, number: bigint): Network {
  const longer = prefix + newBits;
  if (newBits < 0 || longer > width) throw new EvaluationError('the block has not as many bits');
  if (number < 0n || number >= 1n << BigInt(newBits)) throw new EvaluationError('the block has no such part');
  return { bits: bits | (number << BigInt(width - longer)), prefix: longer, width };
}

function networkText({ bits, prefix, width }: Network): string {
  return `${addressText(bits, width)}/${String(prefix)}`;
}

/** https://developer.hashicorp.com/terraform/language/functions/cidrhost */
const host: TerraformFunction = (args, { range }) => {
  const { bits, prefix, width } = networkOf(knownString(args, 0));
  const number = BigInt(knownInteger(args, 1));
  const size = 1n << BigInt(width - prefix);
  // A negative number counts from the end.
  const offset = number < 0n ? size + number : number;
  if (offset < 0n || offset >= size) throw new EvaluationError('the block has no such address');
  return text(addressText(bits | offset, width), range);
};

/** https://developer.hashicorp.com/terraform/language/functions/cidrnetmask */
const netmask: TerraformFunction = (args, { range }) => {
  const { prefix, width } = networkOf(knownString(args, 0));
  if (width !== 32) throw new EvaluationError('IPv6 has no netmasks');
  const rest = BigInt(width - prefix);
  return text(addressText(((1n << BigInt(width)) - 1n) ^ ((1n << rest) - 1n), width), range);
};

/** https://developer.hashicorp.com/terraform/language/functions/cidrsubnet */
const oneSubnet: TerraformFunction = (args, { range }) =>
  text(
    networkText(subnet(networkOf(knownString(args, 0)), knownInteger(args, 1), BigInt(knownInteger(args, 2)))),
    range,
  );

/** https://developer.hashicorp.com/terraform/language/functions/cidrsubnets */
const subnets: TerraformFunction = (args, { range }) => {
  const whole = networkOf(knownString(args, 0));
  let next = whole.bits;
  const found = args.slice(1).map((_, index) => {
    const part = subnet(whole, knownInteger(args, index + 1), 0n);
    const size = 1n << BigInt(whole.width - part.prefix);
    // Each begins at the first place behind the one before that its size allows.
    const start = ((next - whole.bits + size - 1n) / size) * size;
    if (start + size > 1n << BigInt(whole.width - whole.prefix)) {
      throw new EvaluationError('the block has no room for another part');
    }
    next = whole.bits + start + size;
    return text(networkText({ ...part, bits: whole.bits + start }), range);
  });
  return list(found, range);
};

/** https://developer.hashicorp.com/terraform/language/functions/cidrsubnet */
export const ADDRESS_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['cidrhost', host],
  ['cidrnetmask', netmask],
  ['cidrsubnet', oneSubnet],
  ['cidrsubnets', subnets],
];
