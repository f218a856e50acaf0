import type { Finding } from '../../schemas/report.generated.js';
import type { Namer } from '../names.js';
import { stepDetails, stepEnds } from '../path-text.js';
import { codeSpan, markdownText } from './text.js';

/** The shown path of a finding as a numbered list, with what each step rests on; empty without a path. */
export function stepList({ paths: [path], entry }: Pick<Finding, 'paths' | 'entry'>, name: Namer): string {
  if (path === undefined) return '';
  const ends = stepEnds(path, entry, name);
  return path.steps
    .map((step, index) =>
      [
        `${index + 1}. ${codeSpan(ends[index]?.from ?? '')} → ${codeSpan(ends[index]?.to ?? '')}: ${markdownText(step.description)}`,
        ...stepDetails(step).map((text) => `   - ${markdownText(text)}`),
      ].join('\n'),
    )
    .join('\n');
}
