import type { FindingEntry, FindingPath, PathStep } from '../schemas/report.generated.js';
import { cleanText } from './clean-text.js';
import type { StepPlacer } from './finding-place.js';
import { type Namer, outsiderName } from './names.js';
import { statementText } from './statement-text.js';

/** The ends of a step in words. */
export interface StepEnds {
  readonly from: string;
  readonly to: string;
}

/** Names for the ends of each step of a path: the outsider first, the compute primitive last. */
export function stepEnds({ steps, compute }: FindingPath, entry: FindingEntry, name: Namer): readonly StepEnds[] {
  return steps.map(({ from, to }, index) => ({
    from: cleanText(index === 0 ? outsiderName(entry) : name(from)),
    to: cleanText(index === steps.length - 1 ? compute : name(to)),
  }));
}

/** A path on one line: `any AWS account → role/ci → ec2-run-instances`. */
export function pathLine(path: FindingPath, entry: FindingEntry, name: Namer): string {
  const ends = stepEnds(path, entry, name);
  const stops = [ends[0]?.from ?? '', ...ends.map(({ to }) => to)];
  // Who changes what they may do stays who they are.
  return stops.filter((stop, index) => stop !== stops[index - 1]).join(' → ');
}

/** One thing that a step rests on. */
export interface StepDetail {
  readonly text: string;
  /** `infra/main.tf:12`; null for what stands in no file of the repository. */
  readonly place: string | null;
}

/** What a step rests on: its statements, what it assumes and what bounds it. */
export function stepDetails({ statements, assumptions, bounds }: PathStep, placeOf: StepPlacer): readonly StepDetail[] {
  const texts = [...assumptions.map((text) => `if ${text}`), ...bounds.map((text) => `only ${text}`)];
  return [
    ...statements.map((statement) => detail(statementText(statement), placeOf(statement.location))),
    ...texts.map((text) => detail(text, null)),
  ];
}

/** What a step does, and where, if no statement says where. */
export function stepHeading({ description, statements, location }: PathStep, placeOf: StepPlacer): StepDetail {
  return detail(description, statements.some((one) => one.location !== null) ? null : placeOf(location));
}

function detail(text: string, place: string | null): StepDetail {
  return { text: cleanText(text), place: place === null ? null : cleanText(place) };
}

function inOneLine({ text, place }: StepDetail): string {
  return place === null ? text : `${text} at ${place}`;
}

/** A path as plain text, a line a step and a line for each thing that it rests on. */
export function pathBlock(path: FindingPath, entry: FindingEntry, name: Namer, placeOf: StepPlacer): string {
  const ends = stepEnds(path, entry, name);
  return path.steps
    .flatMap((step, index) => [
      `${ends[index]?.from ?? ''} → ${ends[index]?.to ?? ''}: ${inOneLine(stepHeading(step, placeOf))}`,
      ...stepDetails(step, placeOf).map((one) => `    ${inOneLine(one)}`),
    ])
    .join('\n');
}
