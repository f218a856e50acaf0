import { EvaluationError } from '../errors.js';
import { hole, number, text } from '../value.js';
import { knownString, type TerraformFunction } from './arguments.js';

/** A moment with the offset that it is written with. */
interface Timestamp {
  /** Milliseconds since 1970, as the clock of the offset shows them. */
  readonly local: number;
  /** Minutes. */
  readonly offset: number;
}

const RFC3339 =
  /^(?<date>\d{4}-\d{2}-\d{2})[Tt](?<time>\d{2}:\d{2}:\d{2})(?:\.\d+)?(?:[Zz]|(?<sign>[+-])(?<hours>\d{2}):(?<minutes>\d{2}))$/;
const MINUTE = 60_000;
const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

function parseTimestamp(content: string): Timestamp {
  const { date, time, sign, hours, minutes } = RFC3339.exec(content)?.groups ?? {};
  const local = Date.parse(`${date ?? ''}T${time ?? ''}Z`);
  if (Number.isNaN(local)) throw new EvaluationError('the text is not a timestamp');
  const offset = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  return { local, offset };
}

function offsetText(offset: number, colon: string): string {
  const size = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${digits(Math.floor(size / 60))}${colon}${digits(size % 60)}`;
}

function digits(value: number): string {
  return String(value).padStart(2, '0');
}

/** Letters, each run of which stands for a part of the date, and texts in apostrophes. */
const TOKEN = /'(?<quoted>(?:[^']|'')*)'|(?<verb>([A-Za-z])\3*)|(?<plain>[^A-Za-z']+)|(?<open>')/g;

/** https://developer.hashicorp.com/terraform/language/functions/formatdate */
const formatdate: TerraformFunction = (args, { range }) => {
  const format = knownString(args, 0);
  const timestamp = parseTimestamp(knownString(args, 1));
  const parts = [...format.matchAll(TOKEN)].map(({ groups = {} }) => {
    const { quoted, verb, plain } = groups;
    if (quoted !== undefined) return quoted.replaceAll("''", "'");
    if (verb !== undefined) return formatVerb(verb, timestamp);
    if (plain !== undefined) return plain;
    throw new EvaluationError('an apostrophe of the format is not closed');
  });
  return text(parts.join(''), range);
};

function formatVerb(verb: string, { local, offset }: Timestamp): string {
  const date = new Date(local);
  const hour = date.getUTCHours();
  const half = hour % 12 === 0 ? 12 : hour % 12;
  const month = MONTHS[date.getUTCMonth()] ?? '';
  const day = DAYS[date.getUTCDay()] ?? '';
  const noon = hour < 12 ? 'AM' : 'PM';
  const verbs: Readonly<Record<string, string>> = {
    YYYY: String(date.getUTCFullYear()).padStart(4, '0'),
    YY: digits(date.getUTCFullYear() % 100),
    MMMM: month,
    MMM: month.slice(0, 3),
    MM: digits(date.getUTCMonth() + 1),
    M: String(date.getUTCMonth() + 1),
    DD: digits(date.getUTCDate()),
    D: String(date.getUTCDate()),
    EEEE: day,
    EEE: day.slice(0, 3),
    hh: digits(hour),
    h: String(hour),
    HH: digits(half),
    H: String(half),
    AA: noon,
    aa: noon.toLowerCase(),
    mm: digits(date.getUTCMinutes()),
    m: String(date.getUTCMinutes()),
    ss: digits(date.getUTCSeconds()),
    s: String(date.getUTCSeconds()),
    ZZZZZ: offsetText(offset, ':'),
    ZZZZ: offsetText(offset, ''),
    ZZZ: offset === 0 ? 'UTC' : offsetText(offset, ''),
    Z: offset === 0 ? 'Z' : offsetText(offset, ':'),
  };
  const found = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (found === undefined) throw new EvaluationError(`\`${verb}\` is no part of a date`);
  return found;
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: MINUTE,
  h: 60 * MINUTE,
};
const DURATION = /^(?<sign>[+-]?)(?<steps>(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)$/;
const STEP = /(?<count>\d+\.?\d*|\.\d+)(?<unit>ns|us|µs|μs|ms|s|m|h)/g;

/** Milliseconds of a duration as Go writes it: `1h30m`. */
function parseDuration(content: string): number {
  const { sign, steps } = DURATION.exec(content)?.groups ?? {};
  if (steps === undefined) throw new EvaluationError('the text is not a duration');
  let sum = 0;
  for (const { groups } of steps.matchAll(STEP))
    sum += Number(groups?.['count']) * (UNITS[groups?.['unit'] ?? ''] ?? 0);
  return sign === '-' ? -sum : sum;
}

/** https://developer.hashicorp.com/terraform/language/functions/timeadd */
const timeadd: TerraformFunction = (args, { range }) => {
  const { local, offset } = parseTimestamp(knownString(args, 0));
  const sum = new Date(Math.floor((local + parseDuration(knownString(args, 1))) / 1000) * 1000);
  if (Number.isNaN(sum.getTime())) throw new EvaluationError('the duration is too long');
  const clock = sum.toISOString().replace(/\.\d+Z$/, '');
  return text(`${clock}${offset === 0 ? 'Z' : offsetText(offset, ':')}`, range);
};

/** https://developer.hashicorp.com/terraform/language/functions/timecmp */
const timecmp: TerraformFunction = (args, { range }) => {
  const [a, b] = [0, 1].map((index) => {
    const { local, offset } = parseTimestamp(knownString(args, index));
    return local - offset * MINUTE;
  });
  return number(Math.sign((a ?? 0) - (b ?? 0)), range);
};

/** A time that each place has for itself. */
function moment(name: string): TerraformFunction {
  return (_args, { range }) =>
    hole(`${name} ${range.source.uri}:${String(range.start)}`, `\`${name}\` is known only when Terraform runs`, range);
}

/** https://developer.hashicorp.com/terraform/language/functions#date-and-time-functions */
export const TIME_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['formatdate', formatdate],
  ['timeadd', timeadd],
  ['timecmp', timecmp],
  ['timestamp', moment('timestamp')],
  ['plantimestamp', moment('plantimestamp')],
];
