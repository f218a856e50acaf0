import type { CodeFlow, Location, PhysicalLocation, ThreadFlowLocation } from 'sarif';
import type { Finding, FindingPath, PathStep } from '../../schemas/report.generated.js';
import { type Namer, outsiderName } from '../names.js';
import { statementText } from '../statement-text.js';
import type { Places } from './places.js';
import { plain } from './plain.js';

/** A path as code scanning's "Show paths" walks it: step by step, through each statement that makes the step. */
export function codeFlow(path: FindingPath, finding: Finding, name: Namer, places: Places): CodeFlow {
  const locations = path.steps.flatMap((step, index) => {
    const from = index === 0 ? outsiderName(finding.entry) : name(step.from);
    const to = index === path.steps.length - 1 ? path.compute : name(step.to);
    return stepLocations(step, `${from} → ${to}: ${step.description}`, finding, places);
  });
  return { message: { text: plain(`path to ${path.compute}`) }, threadFlows: [{ locations }] };
}

function stepLocations(step: PathStep, sentence: string, finding: Finding, places: Places): ThreadFlowLocation[] {
  const stops = new Map<string, { readonly physical: PhysicalLocation; readonly texts: string[] }>();
  const elsewhere: string[] = [];
  for (const statement of step.statements) {
    const physical = places.ofStatement(statement, step);
    const text = statementText(statement);
    const key = JSON.stringify(physical);
    const known = stops.get(key);
    if (physical === null) elsewhere.push(text);
    else if (known === undefined) stops.set(key, { physical, texts: [text] });
    else known.texts.push(text);
  }
  const [first = { physical: places.ofStep(step, finding), texts: [] }, ...others] = stops.values();
  const whole = [
    sentence,
    ...first.texts,
    ...elsewhere,
    ...step.assumptions.map((text) => `if ${text}`),
    ...step.bounds.map((text) => `only ${text}`),
  ];
  const stop = (physical: PhysicalLocation, text: string): Location => ({
    physicalLocation: physical,
    message: { text: plain(text) },
    ...(step.address === null ? {} : { logicalLocations: [{ fullyQualifiedName: step.address, kind: 'resource' }] }),
  });
  return [
    { location: stop(first.physical, whole.join('; ')), nestingLevel: 0, importance: 'essential' },
    ...others.map(({ physical, texts }): ThreadFlowLocation => ({
      location: stop(physical, `and ${texts.join('; ')}`),
      nestingLevel: 1,
      importance: 'important',
    })),
  ];
}

/** The statements of every path, each once, at most `most`. */
export function relatedLocations(findings: readonly Finding[], places: Places, most: number): Location[] {
  const locations = new Map<string, Location>();
  for (const step of findings.flatMap(({ paths }) => paths.flatMap(({ steps }) => steps))) {
    for (const statement of step.statements) {
      if (locations.size === most) return [...locations.values()];
      const physicalLocation = places.ofStatement(statement, step);
      if (physicalLocation === null) continue;
      const location = { physicalLocation, message: { text: plain(statementText(statement)) } };
      const key = JSON.stringify(location);
      if (!locations.has(key)) locations.set(key, { id: locations.size, ...location });
    }
  }
  return [...locations.values()];
}
