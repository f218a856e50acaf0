import type { CodeFlow, Location, Log, Notification, Result, Run, ThreadFlowLocation } from 'sarif';
import type {
  Finding,
  FindingPath,
  PathStep,
  ReportGap,
  ReportInput,
  ReportLocation,
} from '../schemas/report.generated.js';
import { cleanText } from './clean-text.js';
import { jsonText } from './json-text.js';
import { idsOf, type Namer, outsiderName, shortNames } from './names.js';
import { openingText } from './opening-text.js';
import type { Reporter } from './options.js';
import { artifactUri, onOneLine, region } from './sarif-location.js';
import { LEVELS, sarifRules } from './sarif-rules.js';
import { statementText } from './statement-text.js';

/** Code scanning keeps this many locations of a result. */
const MOST_LOCATIONS = 100;

/** Gaps that cannot hide a path: AWS refuses the policy, or only the trust zone is smaller than it could be. */
const HARMLESS_GAPS: ReadonlySet<string> = new Set(['invalid-policy', 'unknown-organization']);

/**
 * SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html) as code scanning reads it: one result a
 * finding, its paths as code flows, gaps as notifications.
 */
export const sarif: Reporter = (report, { rules }) => {
  const descriptors = sarifRules(report.findings, rules);
  const ruleIndex = new Map(descriptors.map(({ id }, index) => [id, index]));
  const name = shortNames(
    idsOf(report.findings),
    report.inputs.flatMap(({ accounts }) => accounts),
  );
  const anywhere: ReportLocation = { uri: report.inputs[0]?.uri ?? '', startLine: 1 };
  const run: Run = {
    tool: {
      driver: {
        name: report.tool.name,
        version: report.tool.version,
        semanticVersion: report.tool.version,
        rules: descriptors,
      },
    },
    automationDetails: { id: automationId(report.inputs) },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: true,
        toolExecutionNotifications: report.gaps.map((gap) => notification(gap, anywhere)),
      },
    ],
    results: report.findings.map((finding) => result(finding, ruleIndex, name, anywhere)),
  };
  const log: Log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [run],
  };
  return jsonText(log);
};

function result(
  finding: Finding,
  ruleIndex: ReadonlyMap<string, number>,
  name: Namer,
  anywhere: ReportLocation,
): Result {
  const primary = finding.location.uri === '' ? anywhere : finding.location;
  const related = relatedLocations(finding);
  const flows = finding.paths.map((path) => codeFlow(path, finding, name, primary));
  return {
    ruleId: finding.ruleId,
    ruleIndex: ruleIndex.get(finding.ruleId) ?? -1,
    level: LEVELS[finding.severity],
    message: { text: messageText(finding) },
    // An alert is shown in a pull request only when each of its lines is changed there, hence one line.
    locations: [
      { physicalLocation: { artifactLocation: artifactUri(primary.uri), region: onOneLine(region(primary)) } },
    ],
    ...(flows.length > 0 ? { codeFlows: flows } : {}),
    ...(related.length > 0 ? { relatedLocations: related } : {}),
    partialFingerprints: { 'pathFingerprint/v1': finding.fingerprint },
    properties: {
      severity: finding.severity,
      confidence: finding.confidence,
      status: finding.status,
      reaches: finding.reaches,
      compute: finding.compute,
    },
  };
}

function messageText(finding: Finding): string {
  const opening = openingText(finding);
  const why = opening === null ? [] : [`Why ${finding.status}: ${plain(opening)}.`];
  return [plain(finding.message), ...why, `Fix: ${plain(finding.fix.summary)}`].join('\n\n');
}

function codeFlow(path: FindingPath, { entry }: Finding, name: Namer, primary: ReportLocation): CodeFlow {
  const locations = path.steps.map((step, index): ThreadFlowLocation => {
    const from = index === 0 ? outsiderName(entry, name) : name(step.from);
    const to = index === path.steps.length - 1 ? path.compute : name(step.to);
    const place = step.location ?? step.statements.find(({ location }) => location !== null)?.location ?? primary;
    return {
      location: {
        ...physical(place.uri === '' ? primary : place),
        message: { text: stepText(step, from, to) },
        ...(step.address === null
          ? {}
          : { logicalLocations: [{ fullyQualifiedName: step.address, kind: 'resource' }] }),
      },
      importance: 'essential',
    };
  });
  return { message: { text: plain(`path to ${path.compute}`) }, threadFlows: [{ locations }] };
}

function stepText(step: PathStep, from: string, to: string): string {
  return plain(
    [
      `${from} → ${to}: ${step.description}`,
      ...step.statements.map(statementText),
      ...step.assumptions.map((text) => `if ${text}`),
      ...step.bounds.map((text) => `only ${text}`),
    ].join('; '),
  );
}

/** The statements of every path, each once. */
function relatedLocations({ paths }: Finding): Location[] {
  const locations = new Map<string, Location>();
  for (const statement of paths.flatMap(({ steps }) => steps.flatMap(({ statements }) => statements))) {
    if (statement.location === null || statement.location.uri === '' || locations.size === MOST_LOCATIONS) continue;
    const text = plain(statementText(statement));
    const { uri, startLine, startColumn = 1 } = statement.location;
    const key = [uri, startLine, startColumn, text].join('\n');
    if (!locations.has(key))
      locations.set(key, { id: locations.size, ...physical(statement.location), message: { text } });
  }
  return [...locations.values()];
}

function notification({ kind, address, reason, location }: ReportGap, anywhere: ReportLocation): Notification {
  const place = location === null || location.uri === '' ? anywhere : location;
  return {
    descriptor: { id: kind },
    level: HARMLESS_GAPS.has(kind) ? 'note' : 'warning',
    message: { text: plain(`${address}: ${reason}`) },
    ...(place.uri === '' ? {} : { locations: [physical(place)] }),
  };
}

function physical(location: ReportLocation): Location {
  return { physicalLocation: { artifactLocation: artifactUri(location.uri), region: region(location) } };
}

/**
 * Text from outside must not become a link: SARIF reads `[text](target)` in plain messages, and a backslash escapes the
 * brackets. Brackets that cannot be taken for a link are left alone, since not every viewer removes the backslash.
 */
function plain(text: string): string {
  const clean = cleanText(text);
  return clean.includes('](') ? clean.replace(/[\\[\]]/g, '\\$&') : clean;
}

/**
 * Code scanning takes what stands before the last `/` for the category, in which a later upload replaces an earlier one:
 * hence one for each Terraform folder and for each account.
 */
function automationId(inputs: readonly ReportInput[]): string {
  const parts = inputs.map(({ kind, uri, accounts }) => {
    if (kind === 'authorization-details') return ['account', ...[...accounts].sort()].join('/');
    const segments = uri.replaceAll('\\', '/').split('/').slice(0, -1);
    // A path from the root of one machine is another one on the next.
    const stable = segments[0] === '' || /^[A-Za-z]:$/.test(segments[0] ?? '') ? [] : segments;
    return ['plan', ...stable.filter((segment) => segment !== '.' && segment !== '..')].join('/');
  });
  return `iam-miner-lint/${[...new Set(parts)].sort().join('+')}/`;
}
