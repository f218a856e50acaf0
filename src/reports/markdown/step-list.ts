import type { Finding } from '../../schemas/report.generated.js';
import type { Namer } from '../names.js';
import type { StepPlacer } from '../finding-place.js';
import { type StepDetail, stepDetails, stepEnds, stepHeading } from '../path-text.js';
import { codeSpan, markdownText } from './text.js';

/** The shown path of a finding as a numbered list, with what each step rests on; empty without a path. */
export function stepList(
  { paths: [path], entry }: Pick<Finding, 'paths' | 'entry'>,
  name: Namer,
  placeOf: StepPlacer,
): string {
  if (path === undefined) return '';
  const ends = stepEnds(path, entry, name);
  return path.steps
    .map((step, index) =>
      [
        `${index + 1}. ${codeSpan(ends[index]?.from ?? '')} → ${codeSpan(ends[index]?.to ?? '')}: ${inMarkdown(stepHeading(step, placeOf))}`,
        ...stepDetails(step, placeOf).map((one) => `   - ${inMarkdown(one)}`),
      ].join('\n'),
    )
    .join('\n');
}

function inMarkdown({ text, place }: StepDetail): string {
  return place === null ? markdownText(text) : `${markdownText(text)} at ${codeSpan(place)}`;
}
