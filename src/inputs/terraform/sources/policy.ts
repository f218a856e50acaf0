import type { SourceLocation } from '../../../model/location.js';
import { UnknownValue } from '../../../model/policy-document.js';
import { decodeJson, flat, keyOf, knownText } from './evaluate/json.js';
import {
  holeText,
  type ListValue,
  type ObjectValue,
  type StringValue,
  type Unknown,
  unknown,
  type Value,
} from './evaluate/value.js';
import { locationOf, type Range } from './hcl/source-text.js';

/** Why a part of a document is not known, and where it is written. */
export interface UnknownPart {
  readonly reason: string;
  readonly location: SourceLocation | null;
}

/** A policy document out of the sources. */
export type EvaluatedPolicy =
  | {
      readonly known: true;
      /** For `parsePolicyDocument`: texts that are not known are `UnknownValue`s, a hole is its id in parentheses. */
      readonly document: unknown;
      readonly location: SourceLocation | null;
      /** Where each statement is written. */
      readonly statements: readonly (SourceLocation | null)[];
      readonly unknowns: readonly UnknownPart[];
    }
  | ({ readonly known: false } & UnknownPart);

/** Ends the conversion where an unknown leaves nothing of the document to rely on. */
class Unreadable extends Error {
  constructor(readonly part: Unknown) {
    super(part.reason);
  }
}

/**
 * Turns the value of an attribute that holds a policy into what `parsePolicyDocument` reads; null when it is not set. Only
 * the values of a statement may be unknown: an unknown statement, effect or condition makes the document unknown, since it
 * could deny what another one allows, or allow anything.
 */
export function policyOf(value: Value): EvaluatedPolicy | null {
  if (value.kind === 'null') return null;
  try {
    return new PolicyWriter().policy(value);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { known: false, reason: error.part.reason, location: placeOf(error.part.range ?? value.range) };
  }
}

class PolicyWriter {
  readonly #unknowns: UnknownPart[] = [];

  policy(value: Value): EvaluatedPolicy {
    const document = value.kind === 'string' ? decodeJson(value) : value;
    if (document === null) {
      const content = value.kind === 'string' ? knownText(value) : null;
      if (content === null) throw new Unreadable(unknown('a part of the document is not known', value.range));
      return { known: true, document: content, location: placeOf(value.range), statements: [], unknowns: [] };
    }
    const object = this.#object(document, 'the document');
    const statement = object.members.get('Statement')?.value;
    const statements = statement?.kind === 'list' ? statement.items : statement === undefined ? [] : [statement];
    if (statement?.kind === 'list' && statement.rest !== null) throw new Unreadable(statement.rest);
    const written = statements.map((entry) => this.#statement(entry));
    const others = [...object.members]
      .filter(([key]) => key !== 'Statement')
      .map(([key, member]) => [key, this.#whole(member.value)] as const);
    const list =
      statement === undefined ? [] : [['Statement', statement.kind === 'list' ? written : written[0]] as const];
    return {
      known: true,
      document: Object.fromEntries([...others, ...list]),
      location: placeOf(document.range ?? value.range),
      statements: statements.map(({ range }) => placeOf(range)),
      unknowns: this.#unknowns,
    };
  }

  #statement(value: Value): unknown {
    const statement = this.#object(value, 'a statement');
    return fromMembers(statement, (key, member) => {
      switch (key) {
        case 'Principal':
        case 'NotPrincipal':
          return member.kind === 'object'
            ? fromMembers(member, (_, values) => this.#values(values))
            : this.#values(member);
        case 'Sid':
          return member.kind === 'unknown' ? null : this.#values(member);
        case 'Condition':
          if (member.kind === 'null') return null;
          return fromMembers(this.#object(member, 'a condition'), (_, block) =>
            fromMembers(this.#object(block, 'a condition'), (_key, values) => this.#values(values)),
          );
        case 'Effect':
          return this.#whole(member);
        default:
          return this.#values(member);
      }
    });
  }

  #object(value: Value, what: string): ObjectValue {
    if (value.kind === 'object') return value;
    if (value.kind === 'unknown') throw new Unreadable(value);
    throw new Unreadable(unknown(`${what} is not an object`, value.range));
  }

  /** A value that must be known. */
  #whole(value: Value): unknown {
    if (value.kind === 'unknown') throw new Unreadable(value);
    if (value.kind !== 'string') return this.#values(value);
    const key = keyOf(value);
    if (typeof key !== 'string') throw new Unreadable(key);
    return key;
  }

  #values(value: Value): unknown {
    switch (value.kind) {
      case 'null':
        return null;
      case 'boolean':
      case 'number':
        return value.value;
      case 'string':
        return this.#text(value);
      case 'list':
        return this.#list(value);
      case 'object':
        return fromMembers(value, (_, member) => this.#values(member));
      case 'instance':
        return this.#unknown(unknown(`all of \`${value.address}\` is used as a value`, value.range));
      case 'unknown':
        return this.#unknown(value);
    }
  }

  #list({ items, rest }: ListValue): readonly unknown[] {
    const written = items.map((item) => this.#values(item));
    return rest === null ? written : [...written, this.#unknown(rest)];
  }

  #text(value: StringValue): unknown {
    const parts = flat(value.parts);
    const open = parts.find((part) => part.kind === 'unknown');
    if (open?.kind === 'unknown') return this.#unknown(unknown(open.reason, open.range ?? value.range));
    return parts
      .map((part) => (part.kind === 'text' ? part.text : part.kind === 'hole' ? holeText(part) : ''))
      .join('');
  }

  #unknown({ reason, range }: Unknown): UnknownValue {
    this.#unknowns.push({ reason, location: placeOf(range) });
    return new UnknownValue(reason);
  }
}

function fromMembers(value: ObjectValue, write: (key: string, member: Value) => unknown): unknown {
  return Object.fromEntries([...value.members].map(([key, member]) => [key, write(key, member.value)]));
}

function placeOf(range: Range | null): SourceLocation | null {
  return range === null ? null : locationOf(range);
}
