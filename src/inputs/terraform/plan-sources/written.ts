import { keyOf } from '../sources/evaluate/json.js';
import type { ListValue, Value } from '../sources/evaluate/value.js';
import { policyOf } from '../sources/policy.js';
import type { Written, WrittenRow } from '../written.js';

/** A value of the sources in the form that a plan gives values. */
export function writtenOf(value: Value): Written {
  const { value: plain, unknown } = plainOf(value);
  return {
    value: plain,
    unknown,
    list: () => (value.kind === 'list' ? listOf(value) : null),
    rows: () => rowsOf(value),
    policy: () => policyOf(value),
  };
}

interface Plain {
  readonly value: unknown;
  /** `true` for what is not known, false where all is, otherwise of the shape of the value. */
  readonly unknown: unknown;
}

const UNKNOWN: Plain = { value: null, unknown: true };

function plainOf(value: Value): Plain {
  switch (value.kind) {
    case 'null':
      return { value: null, unknown: false };
    case 'boolean':
    case 'number':
      return { value: value.value, unknown: false };
    case 'string': {
      const text = keyOf(value);
      return typeof text === 'string' ? { value: text, unknown: false } : UNKNOWN;
    }
    case 'list': {
      if (value.rest !== null) return UNKNOWN;
      const items = value.items.map(plainOf);
      return {
        value: items.map((item) => item.value),
        unknown: items.some(({ unknown }) => unknown !== false) && items.map(({ unknown }) => unknown),
      };
    }
    case 'object': {
      const members = [...value.members].map(([name, member]) => [name, plainOf(member.value)] as const);
      return {
        value: Object.fromEntries(members.map(([name, member]) => [name, member.value])),
        unknown:
          members.some(([, { unknown }]) => unknown !== false) &&
          Object.fromEntries(members.map(([name, { unknown }]) => [name, unknown])),
      };
    }
    case 'instance':
    case 'unknown':
      return UNKNOWN;
  }
}

function listOf({ items, rest }: ListValue): ReturnType<Written['list']> {
  const texts = items.flatMap((item) => {
    const { value } = plainOf(item);
    return typeof value === 'string' ? [value] : [];
  });
  return { values: texts, unknown: rest === null ? items.length - texts.length : null };
}

function rowsOf(value: Value): readonly WrittenRow[] | null {
  if (value.kind !== 'list' || value.rest !== null) return null;
  const rows = value.items.map((item): WrittenRow | null => {
    if (item.kind !== 'object') return null;
    const { value: values, unknown } = plainOf(item);
    const { members } = item;
    return {
      values: values as WrittenRow['values'],
      unknown: unknown === false ? {} : (unknown as WrittenRow['unknown']),
      written: (name) => {
        const member = members.get(name);
        return member === undefined ? null : writtenOf(member.value);
      },
    };
  });
  return rows.includes(null) ? null : rows.filter((row) => row !== null);
}
