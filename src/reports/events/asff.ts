import type { Finding, Report, Severity } from '../../schemas/report.generated.js';
import { cleanText } from '../clean-text.js';
import { fixText } from '../fix-text.js';
import { jsonLine } from '../json-text.js';
import { lookUp, type Reporter, type ReportOptions } from '../options.js';
import { mostSevereFirst } from '../severity.js';
import { accountOf, resourceType, UNKNOWN_ACCOUNT } from './resource.js';

/** Bounds of the AWS Security Finding Format. */
const LONGEST = { title: 256, description: 1024, recommendation: 512, field: 2048, original: 64 } as const;
const MOST_RESOURCES = 32;

const CONFIDENCE: Readonly<Record<Finding['confidence'], number>> = { certain: 100, conditional: 60, unresolved: 30 };

/**
 * Findings for Security Hub, one a line (https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html);
 * `BatchImportFindings` takes a hundred at once.
 */
export const asff: Reporter = (report, options) =>
  mostSevereFirst(report.findings)
    .map((finding) => jsonLine(securityFinding(finding, report, options)))
    .join('');

function securityFinding(finding: Finding, report: Report, { rules, region, time }: ReportOptions): unknown {
  const account =
    accountOf(finding) ??
    report.inputs.flatMap(({ accounts }) => accounts).find((id) => /^\d{12}$/.test(id)) ??
    UNKNOWN_ACCOUNT;
  const rule = lookUp(rules, finding.ruleId);
  const [reference] = rule?.references ?? [];
  const partition = /^arn:([a-z-]+):/.exec(finding.reaches[0] ?? '')?.[1] ?? 'aws';
  const severity = { Label: label(finding.severity), Original: atMost(finding.severity, LONGEST.original) };
  const types = ['Software and Configuration Checks/AWS Security Best Practices', 'Effects/Resource Consumption'];
  const now = new Date(time).toISOString();
  const resources = finding.reaches.length === 0 ? [finding.entry.id] : finding.reaches.slice(0, MOST_RESOURCES);
  return {
    SchemaVersion: '2018-10-08',
    Id: `${report.tool.name}/${account}/${atMost(finding.fingerprint, 128)}`,
    ProductArn: `arn:${partition}:securityhub:${region ?? 'us-east-1'}:${account}:product/${account}/default`,
    ProductName: report.tool.name,
    GeneratorId: `${report.tool.name}/${atMost(finding.ruleId, 256)}`,
    AwsAccountId: account,
    Types: types,
    CreatedAt: now,
    UpdatedAt: now,
    Severity: severity,
    Confidence: CONFIDENCE[finding.confidence],
    Title: atMost(rule?.title ?? finding.ruleId, LONGEST.title),
    Description: atMost(finding.message, LONGEST.description),
    Remediation: {
      Recommendation: {
        Text: atMost(fixText(finding.fix), LONGEST.recommendation),
        ...(reference === undefined ? {} : { Url: reference }),
      },
    },
    ProductFields: {
      [`${report.tool.name}/entry`]: atMost(`${finding.entry.kind} ${finding.entry.id}`, LONGEST.field),
      [`${report.tool.name}/compute`]: listed(finding.compute, LONGEST.field) || 'none',
      [`${report.tool.name}/status`]: finding.status,
      ...optional(
        report,
        'entries',
        (finding.entries ?? []).map(({ id }) => id),
      ),
      ...optional(
        report,
        'administrator',
        finding.administrator === undefined ? [] : [finding.administrator.principal],
      ),
      ...optional(report, 'notes', finding.notes ?? []),
    },
    Resources: resources.map((arn) => ({
      Type: resourceType(arn).replaceAll('::', '').replace(/^AWS/, 'Aws').replace('IAM', 'Iam'),
      Id: atMost(arn, LONGEST.field),
      Partition: partition,
    })),
    FindingProviderFields: { Severity: severity, Types: types, Confidence: CONFIDENCE[finding.confidence] },
    RecordState: 'ACTIVE',
    Workflow: { Status: 'NEW' },
  };
}

function optional({ tool }: Report, name: string, texts: readonly string[]): Record<string, string> {
  return texts.length === 0 ? {} : { [`${tool.name}/${name}`]: listed(texts, LONGEST.field) };
}

/** As many texts as a field holds, and how many more there are. */
function listed(texts: readonly string[], length: number): string {
  const room = length - ' and 10000 more'.length;
  const kept: string[] = [];
  let used = 0;
  for (const text of texts.map(cleanText)) {
    used += text.length + 1;
    if (used > room) return `${kept.join(' ')} and ${texts.length - kept.length} more`.trim();
    kept.push(text);
  }
  return kept.join(' ');
}

function label(severity: Severity): string {
  return severity === 'note' ? 'INFORMATIONAL' : severity.toUpperCase();
}

/** Security Hub refuses a text that is too long, and one without a character. */
function atMost(text: string, length: number): string {
  const clean = cleanText(text).trim();
  const kept = clean.length <= length ? clean : `${clean.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
  return kept === '' ? '-' : kept;
}
