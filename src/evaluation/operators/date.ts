import { orderedOperators } from './compare.js';

const EPOCH = /^\d{1,12}(?:\.\d+)?$/;
/** The forms of https://www.w3.org/TR/NOTE-datetime, and a time of whole hours. A year alone reads as an epoch time. */
const ISO = /^(\d{4}-\d{2}(?:-\d{2})?)(?:T(\d{2})(:\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Milliseconds since 1970 of a date, or of a number of seconds since 1970; null for anything else. */
function read(text: string): number | null {
  if (EPOCH.test(text)) return Number(text) * 1000;
  const parts = ISO.exec(text);
  if (parts === null) return null;
  const [, day = '', hour = '00', minute = ':00', zone = 'Z'] = parts;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const value = Date.parse(`${day}T${hour}${minute}${offset}`);
  return Number.isNaN(value) ? null : value;
}

function samples(expected: string): readonly string[] {
  const value = read(expected);
  if (value === null) return [];
  return [expected, ...[-1000, 1000].map((shift) => new Date(value + shift).toISOString())];
}

/** `Date…` operators. */
export const dateOperators = orderedOperators('Date', read, samples);
