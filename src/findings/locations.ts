import type { Path, Step } from '../graph/types.js';
import { isAttackersPolicy } from '../graph/state.js';
import type { StatementReference } from '../evaluation/request.js';
import type { SourceLocation } from '../model/location.js';
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
