import type { BinaryOperator, Unary } from '../hcl/ast.js';
import type { Range } from '../hcl/source-text.js';
import { equals, toBoolean, toNumber } from './convert.js';
import { boolean, number, unknown, type Value } from './value.js';

/** https://developer.hashicorp.com/terraform/language/expressions/operators */
export function unary(operator: Unary['operator'], operand: Value, range: Range): Value {
  if (operator === '!') {
    const value = toBoolean(operand);
    return typeof value === 'boolean' ? boolean(!value, range) : value;
  }
  const value = toNumber(operand);
  return typeof value === 'number' ? number(-value, range) : value;
}

/** https://developer.hashicorp.com/terraform/language/expressions/operators */
export function binary(operator: BinaryOperator, left: Value, right: Value, range: Range): Value {
  switch (operator) {
    case '==':
    case '!=': {
      const equal = equals(left, right);
      if (equal === null) return unknown('what is compared is known only after apply', range);
      return boolean(equal === (operator === '=='), range);
    }
    case '&&':
    case '||': {
      const decisive = operator === '||';
      const first = toBoolean(left);
      const second = toBoolean(right);
      if (first === decisive || second === decisive) return boolean(decisive, range);
      if (typeof first !== 'boolean') return first;
      return typeof second === 'boolean' ? boolean(!decisive, range) : second;
    }
    default: {
      const first = toNumber(left);
      const second = toNumber(right);
      if (typeof first !== 'number') return first;
      if (typeof second !== 'number') return second;
      return calculate(operator, first, second, range);
    }
  }
}

function calculate(
  operator: Exclude<BinaryOperator, '==' | '!=' | '&&' | '||'>,
  a: number,
  b: number,
  range: Range,
): Value {
  switch (operator) {
    case '<':
      return boolean(a < b, range);
    case '<=':
      return boolean(a <= b, range);
    case '>':
      return boolean(a > b, range);
    case '>=':
      return boolean(a >= b, range);
    case '+':
      return number(decimal(a + b), range);
    case '-':
      return number(decimal(a - b), range);
    case '*':
      return number(decimal(a * b), range);
    case '/':
    case '%':
      if (b === 0) return unknown('it is a division by zero', range);
      return number(decimal(operator === '/' ? a / b : a % b), range);
  }
}

/** Terraform calculates with so many digits that decimal fractions stay what they are. */
function decimal(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(15));
}
