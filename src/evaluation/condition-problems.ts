import { pointerStep } from '../model/json-pointer.js';
import type { Policy, PolicyProblem } from '../model/policy.js';
import { parseOperator } from './operators/index.js';

/** Conditions that can never hold because AWS does not know their operator; AWS would refuse the document. */
export function conditionProblems({ statements }: Policy): readonly PolicyProblem[] {
  return statements.flatMap(({ index, conditions }) =>
    [...new Set(conditions.map(({ operator }) => operator))]
      .filter((operator) => parseOperator(operator) === null)
      .map((operator) => ({
        pointer: `/Statement/${String(index)}/Condition/${pointerStep(operator)}`,
        message: `unknown condition operator \`${operator}\``,
      })),
  );
}
