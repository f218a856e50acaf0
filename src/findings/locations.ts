import type { Path, Step } from '../graph/types.js';
import { isAttackersPolicy } from '../graph/state.js';
import type { StatementReference } from '../evaluation/request.js';
import { pointerStep } from '../model/json-pointer.js';
import type { SourceLocation } from '../model/location.js';
import type { Violation } from '../rules/check.js';
import type { ReportLocation } from '../schemas/report.generated.js';

/** Turns a place in the model into one with lines, or null for what stands in no file. */
export type Locate = (location: SourceLocation | null) => ReportLocation | null;

/** Where a statement stands: the resource that adds it, inside its document, or, where that is a string in a plan, the string. */
export function statementLocation({ policy, statement }: StatementReference): SourceLocation | null {
  if (isAttackersPolicy(policy) || policy.location.uri === '') return null;
  if (statement.origin !== undefined) return statement.origin.location;
  const { pointer } = policy.location;
  if (pointer === undefined) return policy.location;
  return { ...policy.location, pointer: `${pointer}/Statement/${String(statement.index)}` };
}

/** The Terraform address of the resource that a statement stands in; null outside Terraform. */
export function statementAddress({ policy, statement }: StatementReference): string | null {
  return statement.origin?.address ?? policy.address;
}

/** Every place that a report of these paths shows. */
export function pathLocations(paths: readonly Path[]): readonly SourceLocation[] {
  const of = ({ location, grant }: Step): readonly (SourceLocation | null)[] => [
    location,
    ...grant.statements.map(statementLocation),
  ];
  return paths.flatMap(({ steps }) => steps.flatMap(of)).filter((location) => location !== null);
}

/**
 * Of a role that identities of a provider assume, the condition on the subject, where `place` is its statement or what the
 * statement is in; null for anything else.
 */
export function subjectPlace({ entry }: Pick<Violation, 'entry'>, place: SourceLocation): SourceLocation | null {
  if (entry.kind !== 'federated') return null;
  const name = `${entry.id}:sub`.toLowerCase();
  for (const reference of entry.step.grant.statements) {
    const { statement } = reference;
    const whole = statementLocation(reference);
    const condition = statement.conditions.find(({ key }) => key.toLowerCase() === name);
    if (condition === undefined || statement.origin !== undefined || whole?.pointer === undefined) continue;
    if (place.uri !== whole.uri || !`${whole.pointer}/`.startsWith(`${place.pointer ?? ''}/`)) continue;
    const { operator, key } = condition;
    return {
      ...whole,
      pointer: [whole.pointer, 'Condition', operator, pointerStep(key)].join('/'),
    };
  }
  return null;
}
