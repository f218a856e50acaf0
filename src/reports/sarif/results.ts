import type { CodeFlow, Result } from 'sarif';
import type { Finding } from '../../schemas/report.generated.js';
import type { Namer } from '../names.js';
import { fixText } from '../fix-text.js';
import { openingText } from '../opening-text.js';
import { codeFlow, relatedLocations } from './code-flow.js';
import { capital, driftRemark, remarks } from '../remarks.js';
import type { Places, ResultPlace } from './places.js';
import { plain } from './plain.js';
import { LEVELS } from './rules.js';

/** Code scanning keeps this many locations of a result, and this many on its code flows. */
const MOST_LOCATIONS = 100;
const MOST_FLOW_LOCATIONS = 1000;

/** Findings of one rule at one line: code scanning would take them for one alert, so they are one result. */
interface Group {
  readonly place: ResultPlace;
  readonly findings: Finding[];
}

/** Findings as results, in their order; those of one rule at one line of a file are one result with all their paths. */
export function resultsOf(
  findings: readonly Finding[],
  ruleIndex: ReadonlyMap<string, number>,
  name: Namer,
  places: Places,
): Result[] {
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    const place = places.ofFinding(finding);
    const { artifactLocation, region } = place.physical;
    const here = place.hash === null ? finding.fingerprint : String(region?.startLine);
    const key = [finding.ruleId, artifactLocation?.uri, here].join('\n');
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { place, findings: [finding] });
    else known.findings.push(finding);
  }
  return [...groups.values()].map((group) => result(group, ruleIndex, name, places));
}

function result(
  { place, findings }: Group,
  ruleIndex: ReadonlyMap<string, number>,
  name: Namer,
  places: Places,
): Result {
  const [first] = findings;
  if (first === undefined) throw new Error('a group of findings has at least one');
  const related = relatedLocations(findings, places, MOST_LOCATIONS);
  const flows = codeFlows(findings, name, places);
  return {
    ruleId: first.ruleId,
    ruleIndex: ruleIndex.get(first.ruleId) ?? -1,
    level: LEVELS[first.severity],
    message: { text: messageText(first, findings.slice(1), name) },
    locations: [{ physicalLocation: place.physical }],
    ...(flows.length > 0 ? { codeFlows: flows } : {}),
    ...(related.length > 0 ? { relatedLocations: related } : {}),
    partialFingerprints: {
      // Where there is no line to hash, the upload action computes none, and the path names the alert.
      primaryLocationLineHash: place.hash ?? first.fingerprint,
      'pathFingerprint/v1': first.fingerprint,
    },
    properties: {
      severity: first.severity,
      confidence: first.confidence,
      status: first.status,
      reaches: [...new Set(findings.flatMap(({ reaches }) => reaches))],
      compute: [...new Set(findings.flatMap(({ compute }) => compute))].sort(),
      ...optional(
        'entries',
        findings.flatMap(({ entries = [] }) => entries.map(({ id }) => id)),
      ),
      ...optional(
        'administrators',
        findings.flatMap(({ administrator }) => administrator?.principal ?? []),
      ),
      ...optional(
        'notes',
        findings.flatMap(({ notes = [] }) => notes),
      ),
      ...(findings.length > 1 ? { fingerprints: findings.map(({ fingerprint }) => fingerprint) } : {}),
    },
  };
}

/** A property with each value once; none without a value. */
function optional(name: string, values: readonly string[]): Record<string, readonly string[]> {
  return values.length === 0 ? {} : { [name]: [...new Set(values)] };
}

/** Each finding's first path before any second one, so that a bound cuts the least telling ones. */
function codeFlows(findings: readonly Finding[], name: Namer, places: Places): CodeFlow[] {
  const most = Math.max(...findings.map(({ paths }) => paths.length));
  const flows: CodeFlow[] = [];
  let used = 0;
  for (let rank = 0; rank < most; rank += 1) {
    for (const finding of findings) {
      const path = finding.paths[rank];
      if (path === undefined) continue;
      const flow = codeFlow(path, finding, name, places);
      used += flow.threadFlows[0]?.locations.length ?? 0;
      if (used > MOST_FLOW_LOCATIONS) return flows;
      flows.push(flow);
    }
  }
  return flows;
}

function messageText(finding: Finding, others: readonly Finding[], name: Namer): string {
  const opening = openingText(finding);
  return [
    plain(finding.message),
    ...(opening === null ? [] : [`Why ${finding.status}: ${plain(opening)}.`]),
    ...[...driftRemark(finding), ...remarks(finding, name)].map(({ label, text }) =>
      plain(`${capital(label)}: ${text}.`),
    ),
    ...(others.length === 0 ? [] : [`Also at this line: ${others.map(({ message }) => plain(message)).join(' ')}`]),
    `Fix: ${plain(fixText(finding.fix))}`,
  ].join('\n\n');
}
