import type { Gap } from '../../model/model.js';
import type { RuleContext } from '../rule.js';
import { unknownOperators } from './unknown-operators.js';
import { unknownOrganizations } from './unknown-organizations.js';
import { unknownSignUps } from './unknown-sign-up.js';

/** What the rules could not decide, beside the gaps that the inputs already hold. */
export function findGaps(context: RuleContext): readonly Gap[] {
  return [...unknownOperators(context.model), ...unknownOrganizations(context), ...unknownSignUps(context)];
}
