import { formatNumber, orderedItems, toList, toString } from '../convert.js';
import { EvaluationError, Undetermined } from '../errors.js';
import { encodeJson } from '../json.js';
import { joined, list, type StringPart, text, type Value } from '../value.js';
import { argument, knownInteger, knownNumber, knownString, type TerraformFunction } from './arguments.js';

/** `%[2]-10.3s`: number of the argument, flags, width, precision and verb. */
const VERB =
  /%(?:\[(?<argument>\d{1,3})\])?(?<flags>[-+ 0#]*)(?<width>\d{0,3})(?:\.(?<precision>\d{1,3}))?(?<verb>[a-zA-Z%])/y;

interface Verb {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | null;
  readonly verb: string;
}

/** https://developer.hashicorp.com/terraform/language/functions/format */
export const format: TerraformFunction = (args, { range, budget }) => {
  const template = knownString(args, 0);
  const parts: StringPart[] = [];
  let at = 0;
  let next = 1;
  while (at < template.length) {
    const percent = template.indexOf('%', at);
    const until = percent === -1 ? template.length : percent;
    if (until > at) parts.push({ kind: 'text', text: template.slice(at, until), range });
    if (percent === -1) break;
    VERB.lastIndex = percent;
    const groups = VERB.exec(template)?.groups;
    if (groups === undefined) throw new EvaluationError('the format is not valid', range);
    at = VERB.lastIndex;
    budget.spend(1);
    const { argument: position = '', flags = '', width = '', precision = null, verb = '' } = groups;
    if (verb === '%') {
      parts.push({ kind: 'text', text: '%', range });
      continue;
    }
    if (position !== '') next = Number(position);
    const value = argument(args, next);
    next += 1;
    const described = { flags, width: Number(width), precision: precision === null ? null : Number(precision), verb };
    parts.push(...formatOne(described, value, args, next - 1));
  }
  return joined(parts, range);
};

function formatOne(verb: Verb, value: Value, args: readonly Value[], index: number): readonly StringPart[] {
  if (/[+ #]/.test(verb.flags)) return notFormatted();
  const plain = verb.width === 0 && verb.precision === null && verb.flags === '';
  const pad = (content: string): readonly StringPart[] => {
    if (verb.flags.includes('-')) return text(content.padEnd(verb.width)).parts;
    return text(content.padStart(verb.width, verb.flags.includes('0') ? '0' : ' ')).parts;
  };
  switch (verb.verb) {
    case 's':
    case 'v':
      if (verb.verb === 'v' && value.kind !== 'string' && value.kind !== 'unknown') {
        if (value.kind === 'number') return pad(formatNumber(value.value));
        return plain ? encodeJson(value) : notFormatted();
      }
      if (plain) return toString(value).parts;
      return pad(knownString(args, index).slice(0, verb.precision ?? undefined));
    case 'd':
      return pad(formatNumber(knownInteger(args, index)));
    case 'q':
      return pad(JSON.stringify(knownString(args, index)));
    case 't':
      return plain ? toString(value).parts : notFormatted();
    case 'x':
    case 'X': {
      const hexadecimal = knownNumber(args, index).toString(16);
      return pad(verb.verb === 'x' ? hexadecimal : hexadecimal.toUpperCase());
    }
    case 'f':
      return pad(knownNumber(args, index).toFixed(verb.precision ?? 6));
    default:
      return notFormatted();
  }
}

function notFormatted(): never {
  throw new Undetermined({ kind: 'unknown', reason: 'the format has a verb that is not evaluated', range: null });
}

/** https://developer.hashicorp.com/terraform/language/functions/formatlist */
export const formatList: TerraformFunction = (args, call) => {
  const lists = args.map((value) => (value.kind === 'list' ? toList(value) : null));
  const known = lists.flatMap((entry) => (entry?.kind === 'list' ? [entry] : []));
  const unknown = args.slice(1).find(({ kind }) => kind === 'unknown');
  if (unknown?.kind === 'unknown') throw new Undetermined(unknown);
  if (known.length === 0) return list([format(args, call)], call.range);
  const length = known[0]?.items.length ?? 0;
  if (known.some(({ items }) => items.length !== length))
    throw new EvaluationError('the lists differ in length', call.range);
  call.budget.spend(length * args.length);
  const rows = Array.from({ length }, (_, row) =>
    format(
      args.map((value, index) => {
        const entry = lists[index];
        return entry?.kind === 'list' ? argument(entry.items, row) : value;
      }),
      call,
    ),
  );
  if (known.length > 1) known.forEach(orderedItems);
  return list(rows, call.range, known);
};
