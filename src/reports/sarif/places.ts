import type { PhysicalLocation } from 'sarif';
import type { Finding, PathStep, Report, ReportLocation, StepStatement } from '../../schemas/report.generated.js';
import type { ReportOptions } from '../options.js';
import { accountPath, sourceFiles } from '../finding-place.js';
import { repositoryPath } from '../repository-path.js';
import { lineHashes } from './line-hash.js';
import { artifactUri, onOneLine, region } from './location.js';

/** A place that code scanning can show or at least keep apart from others. */
export interface ResultPlace {
  readonly physical: PhysicalLocation;
  /** The upload action's hash of the line; null for what stands in no file of the checkout. */
  readonly hash: string | null;
}

/** Turns places of a report into SARIF's. */
export interface Places {
  /** The one line of a finding. */
  readonly ofFinding: (finding: Finding) => ResultPlace;
  /** Of a step of the finding, where none of its statements has a place. */
  readonly ofStep: (step: PathStep, finding: Finding) => PhysicalLocation;
  /** Null for a statement that stands in no file, such as one of AWS's own policies in a plan. */
  readonly ofStatement: (statement: StepStatement, step: PathStep) => PhysicalLocation | null;
  readonly ofLocation: (location: ReportLocation | null) => PhysicalLocation;
}

/**
 * The places of one report.
 *
 * Code scanning refuses a result without a location, and takes another file for another alert. The file of an account
 * comes and goes with the run, so its findings stand at `aws/ACCOUNT/role/NAME`, which is no file but always the same.
 */
export function placesOf(report: Report, { repository, sources }: ReportOptions): Places {
  const inFile = sourceFiles(report);
  const anyAccount = report.inputs.some(({ kind }) => kind !== 'terraform-plan');
  const first = report.inputs.find(({ kind }) => kind === 'terraform-plan')?.uri;
  const physical = (location: ReportLocation): PhysicalLocation => ({
    artifactLocation: artifactUri(repositoryPath(location.uri, repository)),
    region: region(location),
  });
  const orVirtual = (location: ReportLocation | null, owner: string): PhysicalLocation | null => {
    if (inFile(location)) return physical(location);
    return anyAccount || first === undefined ? virtual(owner) : null;
  };
  const anywhere = physical({ uri: first ?? 'aws', startLine: 1 });

  const wanted = new Map<string, Set<number>>();
  for (const { location } of report.findings.filter((finding) => inFile(finding.location))) {
    wanted.set(location.uri, (wanted.get(location.uri) ?? new Set()).add(location.startLine));
  }
  const hashes = new Map(
    [...wanted].flatMap(([uri, lines]) => {
      const text = sources?.get(uri);
      return text === undefined ? [] : [[uri, lineHashes(text, lines)] as const];
    }),
  );
  const lines = new Map([...wanted.keys()].map((uri) => [uri, sources?.get(uri)?.split(/\r\n|\r|\n/) ?? []]));

  return {
    ofFinding: ({ location, paths, entry }) => {
      if (!inFile(location)) {
        return { physical: orVirtual(null, paths[0]?.steps[0]?.to ?? entry.id) ?? anywhere, hash: null };
      }
      const line = lines.get(location.uri)?.[location.startLine - 1];
      return {
        // An alert is shown in a pull request only when each of its lines is changed there, hence one line.
        physical: { ...physical(location), region: onOneLine(region(location), line) },
        hash: hashes.get(location.uri)?.get(location.startLine) ?? null,
      };
    },
    ofStep: (step, { location }) =>
      orVirtual(step.location, target(step)) ?? (inFile(location) ? physical(location) : anywhere),
    ofStatement: ({ location, policyType }, step) =>
      orVirtual(location, policyType === 'trust' || policyType === 'resource-based' ? target(step) : step.from),
    ofLocation: (location) => (inFile(location) ? physical(location) : anywhere),
  };
}

/** What the step leads to; for the last one, who takes it. */
function target({ from, to }: PathStep): string {
  return to.startsWith('arn:') ? to : from;
}

function virtual(id: string): PhysicalLocation {
  return {
    artifactLocation: artifactUri(accountPath(id)),
    region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
  };
}
