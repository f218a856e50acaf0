import type { Condition } from '../model/policy.js';

const VERBS: Readonly<Record<string, readonly [holds: string, fails: string]>> = {
  stringequals: ['is', 'is not'],
  stringnotequals: ['is not', 'is'],
  stringequalsignorecase: ['is, in any case,', 'is not, in any case,'],
  stringnotequalsignorecase: ['is not, in any case,', 'is, in any case,'],
  stringlike: ['matches', 'does not match'],
  stringnotlike: ['does not match', 'matches'],
  numericequals: ['is', 'is not'],
  numericnotequals: ['is not', 'is'],
  numericlessthan: ['is less than', 'is at least'],
  numericlessthanequals: ['is at most', 'is more than'],
  numericgreaterthan: ['is more than', 'is at most'],
  numericgreaterthanequals: ['is at least', 'is less than'],
  dateequals: ['is', 'is not'],
  datenotequals: ['is not', 'is'],
  datelessthan: ['is before', 'is not before'],
  datelessthanequals: ['is at or before', 'is after'],
  dategreaterthan: ['is after', 'is not after'],
  dategreaterthanequals: ['is at or after', 'is before'],
  bool: ['is', 'is not'],
  binaryequals: ['is', 'is not'],
  ipaddress: ['is in', 'is not in'],
  notipaddress: ['is not in', 'is in'],
  arnequals: ['matches', 'does not match'],
  arnlike: ['matches', 'does not match'],
  arnnotequals: ['does not match', 'matches'],
  arnnotlike: ['does not match', 'matches'],
};

/** A condition in words: what it says of its key when it holds, or when it fails. */
export function describeCondition(condition: Condition, holds: boolean): string {
  const [, quantifier, name = ''] =
    /^(?:(ForAllValues|ForAnyValue):)?(.*?)(?:IfExists)?$/i.exec(condition.operator) ?? [];
  const operator = name.toLowerCase();
  if (operator === 'null') {
    const absent = condition.values.values.some((value) => value.toLowerCase() === 'true') === holds;
    return `${condition.key} is ${absent ? 'absent' : 'present'}`;
  }
  const verbs = VERBS[operator];
  const verb = verbs === undefined ? `${holds ? '' : 'not '}${condition.operator}` : verbs[holds ? 0 : 1];
  const subject = quantifier === undefined ? condition.key : `${quantifierWords(quantifier, holds)} ${condition.key}`;
  return `${subject} ${verb} ${condition.values.values.join(' or ')}`;
}

function quantifierWords(quantifier: string, holds: boolean): string {
  const every = (quantifier.toLowerCase() === 'forallvalues') === holds;
  return every ? 'every value of' : 'some value of';
}
