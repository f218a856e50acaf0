import type { Report, ReportLocation } from '../schemas/report.generated.js';

/** Every file that the report names as a place, each once, by the name that it gives it. */
export function fileNames({ findings, gaps }: Report): readonly string[] {
  const locations: readonly (ReportLocation | null)[] = [
    ...gaps.map(({ location }) => location),
    ...findings.flatMap(({ location, opened, paths }) => [
      location,
      ...(opened?.by ?? []).map((change) => change.location),
      ...paths.flatMap(({ steps }) =>
        steps.flatMap((step) => [step.location, ...step.statements.map((statement) => statement.location)]),
      ),
    ]),
  ];
  return [...new Set(locations.flatMap((location) => location?.uri ?? []))].filter((uri) => uri !== '');
}
