import { gzipSync } from 'node:zlib';
import type { Log, Notification, Result, Run } from 'sarif';
import type { Report, ReportInput } from '../../schemas/report.generated.js';
import { type GapGroup, gapGroups } from '../gap-groups.js';
import { jsonText } from '../json-text.js';
import { idsOf, shortNames } from '../names.js';
import type { Reporter, Repository } from '../options.js';
import { isAbsolute, repositoryPath } from '../repository-path.js';
import { mostSevereFirst } from '../severity.js';
import { type Places, placesOf } from './places.js';
import { plain } from './plain.js';
import { resultsOf } from './results.js';
import { sarifRules } from './rules.js';

const INFORMATION = 'https://www.npmjs.com/package/iam-miner-lint';

/** Code scanning keeps the most severe ones of more results than these. */
const MOST_RESULTS = 5000;

/** Code scanning refuses a file that takes more bytes when compressed. */
const MOST_BYTES = 10_000_000;

/** Gaps that cannot hide a path: AWS refuses the policy, or only the trust zone is smaller than it could be. */
const HARMLESS_GAPS: ReadonlySet<string> = new Set(['invalid-policy', 'unknown-organization']);

/**
 * SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html) as code scanning reads it
 * (https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning): one result
 * a rule and line, paths as code flows, gaps as notifications, within its limits.
 */
export const sarif: Reporter = (report, options) => {
  const findings = mostSevereFirst(report.findings);
  const rules = sarifRules(findings, options.rules);
  const ruleIndex = new Map(rules.map(({ id }, index) => [id, index]));
  const name = shortNames(
    idsOf(findings),
    report.inputs.flatMap(({ accounts }) => accounts),
  );
  const places = placesOf(report, options);
  const results = resultsOf(findings, ruleIndex, name, places);
  const gaps = gapGroups(report.gaps).map((group) => notification(group, places));

  const write = (kept: number): string => {
    const { version } = report.tool;
    const log: Log = {
      $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: { name: report.tool.name, version, semanticVersion: version, informationUri: INFORMATION, rules },
          },
          automationDetails: { id: automationId(report.inputs, options.repository) },
          columnKind: 'utf16CodeUnits',
          invocations: [
            {
              executionSuccessful: true,
              toolExecutionNotifications: [...leftOut(results, kept), ...gaps],
            },
          ],
          results: results.slice(0, kept),
          ...chokePoints(report),
        },
      ],
    };
    return jsonText(log);
  };
  let kept = Math.min(results.length, MOST_RESULTS);
  let text = write(kept);
  while (text.length > MOST_BYTES && kept > 0 && gzipSync(text).length > MOST_BYTES) {
    kept = Math.floor(kept / 2);
    text = write(kept);
  }
  return text;
};

/** For programs: code scanning shows no properties of a run. */
function chokePoints({ chokePoints: points = [] }: Report): Pick<Run, 'properties'> {
  if (points.length === 0) return {};
  return {
    properties: { chokePoints: points.map(({ fix, closes }) => ({ fix: plain(fix.summary), closes: [...closes] })) },
  };
}

function leftOut(results: readonly Result[], kept: number): Notification[] {
  const number = results.length - kept;
  if (number === 0) return [];
  return [
    {
      descriptor: { id: 'results-left-out' },
      level: 'warning',
      message: {
        text: `${number} of ${results.length} results, the least severe ones, are left out to keep within the limits of code scanning.`,
      },
    },
  ];
}

function notification({ kind, address, reason, gaps }: GapGroup, places: Places): Notification {
  const location = gaps[0]?.location ?? null;
  return {
    descriptor: { id: kind },
    level: HARMLESS_GAPS.has(kind) ? 'note' : 'warning',
    message: { text: plain(`${address}: ${reason}`) },
    locations: [{ physicalLocation: places.ofLocation(location) }],
  };
}

/**
 * Code scanning takes what stands before the last `/` for the category, in which a later upload replaces an earlier one:
 * hence one for each Terraform folder and for each account. An organization has one for all its accounts, which come and go.
 */
function automationId(inputs: readonly ReportInput[], repository: Repository | undefined): string {
  const isWhole = inputs.some(({ scope }) => scope !== undefined);
  const parts = inputs.flatMap(({ kind, uri, accounts, scope }) => {
    if (scope !== undefined) return `organization/${scope}`;
    if (isWhole && kind === 'account-snapshot') return [];
    if (kind !== 'terraform-plan') return ['account', ...[...accounts].sort()].join('/');
    const path = repositoryPath(uri, repository);
    // A path from the root of one machine is another one on the next.
    const folders = isAbsolute(path) ? [] : path.split('/').slice(0, -1);
    return ['plan', ...folders.filter((folder) => folder !== '.' && folder !== '..')].join('/');
  });
  return `iam-miner-lint/${[...new Set(parts)].sort().join('+')}/`;
}
