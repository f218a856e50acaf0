import type { FindingEntry, FindingPath } from '../../schemas/report.generated.js';
import type { Namer } from '../names.js';
import { stepEnds } from '../path-text.js';

/** Longest label of a node or an edge. */
const LONGEST = 60;

/** Longer paths are cut in their middle. */
const MOST_STEPS = 12;

/** A path as a Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html), which GitHub and GitLab draw. */
export function mermaid(path: FindingPath, entry: FindingEntry, name: Namer): string {
  const ends = stepEnds(path, entry, name);
  const steps = path.steps.map((step, index) => ({ label: step.description, to: ends[index]?.to ?? '' }));
  const rest = steps.length - MOST_STEPS;
  const shown =
    rest > 0
      ? [...steps.slice(0, MOST_STEPS / 2), { label: `${rest} more steps`, to: '…' }, ...steps.slice(-MOST_STEPS / 2)]
      : steps;
  const last = shown.length;
  return [
    'flowchart LR',
    `  n0(["${label(ends[0]?.from ?? '')}"]):::outsider`,
    ...shown.map(({ label: how, to }, index) => {
      const node = index + 1 === last ? `n${index + 1}{{"${label(to)}"}}:::compute` : `n${index + 1}["${label(to)}"]`;
      return `  n${index} -->|"${label(how)}"| ${node}`;
    }),
    '  classDef outsider stroke:#cf222e,stroke-width:2px',
    '  classDef compute stroke:#9a6700,stroke-width:2px',
  ].join('\n');
}

/** Mermaid reads `#` and a number as a character, so everything but letters, digits and a few marks is written so. */
function label(text: string): string {
  const characters = Array.from(text);
  const kept = characters.length <= LONGEST ? characters : [...characters.slice(0, LONGEST - 1), '…'];
  return kept
    .map((character) =>
      /^[A-Za-z0-9 _.,:/-]$/.test(character) ? character : `#${String(character.codePointAt(0) ?? 0)};`,
    )
    .join('');
}
