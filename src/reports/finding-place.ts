import type { Finding, Report, ReportLocation } from '../schemas/report.generated.js';
import type { ReportOptions } from './options.js';
import { repositoryPath } from './repository-path.js';

/** Where a finding stands for a reader who knows the repository. */
export interface FindingPlace {
  /** From the root of the repository; `aws/ACCOUNT/role/NAME` for a finding of an account, which is no file. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** Whether it is a line of a file; otherwise the numbers say nothing. */
  readonly inFile: boolean;
}

/** `infra/main.tf:12`, or the path alone for what is no line of a file. */
export function placeText({ path, line, inFile }: FindingPlace): string {
  return inFile ? `${path}:${String(line)}` : path;
}

/** Answers where findings of a report stand. */
export function findingPlaces(report: Report, { repository }: ReportOptions): (finding: Finding) => FindingPlace {
  const isSource = sourceFiles(report);
  const first = report.inputs.find(({ kind }) => kind === 'terraform-plan')?.uri;
  return ({ location, paths, entry }) => {
    if (isSource(location)) {
      const { uri, startLine, startColumn = 1 } = location;
      return { path: repositoryPath(uri, repository), line: startLine, column: startColumn, inFile: true };
    }
    const anyAccount = report.inputs.some(({ kind }) => kind !== 'terraform-plan');
    const path =
      first === undefined || anyAccount
        ? accountPath(paths[0]?.steps[0]?.to ?? entry.id)
        : repositoryPath(first, repository);
    return { path, line: 1, column: 1, inFile: false };
  };
}

/** A place of a step for a reader who knows the repository; null for what is no line of its files. */
export type StepPlacer = (location: ReportLocation | null) => string | null;

/** Answers where steps of a report stand. */
export function stepPlaces(report: Report, { repository }: ReportOptions): StepPlacer {
  const isSource = sourceFiles(report);
  return (location) =>
    isSource(location) ? `${repositoryPath(location.uri, repository)}:${String(location.startLine)}` : null;
}

/**
 * Tells places in files of a repository from places in what was read of an account: such a file comes and goes with the
 * run, and its lines move whenever somebody adds a user.
 */
export function sourceFiles({ inputs }: Report): (location: ReportLocation | null) => location is ReportLocation {
  const accounts = new Set(inputs.filter(({ kind }) => kind !== 'terraform-plan').map(({ uri }) => uri));
  return (location): location is ReportLocation =>
    location !== null && location.uri !== '' && !accounts.has(location.uri);
}

/** `aws/111111111111/role/ci` for an ARN of IAM; for others with the service in front of the resource. */
export function accountPath(id: string): string {
  const [prefix, , service = '', , account = '', ...resource] = id.split(':');
  const segments =
    prefix === 'arn' && resource.length > 0
      ? [account, ...(service === 'iam' || service === 'sts' ? [] : [service]), ...resource]
      : [id];
  return ['aws', ...segments.map((segment) => segment.replace(/^\*?$/, 'any'))].join('/');
}
