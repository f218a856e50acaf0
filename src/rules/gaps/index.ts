import type { Gap } from '../../model/model.js';
import type { RuleContext } from '../rule.js';
import { unknownOperators } from './unknown-operators.js';
import { unknownOrganizations } from './unknown-organizations.js';

/** What the rules could not decide, beside the gaps that the inputs already hold. */
export function findGaps(context: RuleContext): readonly Gap[] {
  return [...unknownOperators(context.model), ...unknownOrganizations(context)];
}
