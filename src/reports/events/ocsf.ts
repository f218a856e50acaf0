import type { Finding, FixedFinding, Report, Severity } from '../../schemas/report.generated.js';
import { cleanText } from '../clean-text.js';
import { fixText } from '../fix-text.js';
import { jsonLine } from '../json-text.js';
import { lookUp, type Reporter, type ReportOptions } from '../options.js';
import { mostSevereFirst } from '../severity.js';
import { accountOf, resourceType } from './resource.js';

const VERSION = '1.5.0';
const CATEGORY = 2;
const CLASS = 2004;

const SEVERITY: Readonly<Record<Severity, readonly [number, string]>> = {
  critical: [5, 'Critical'],
  high: [4, 'High'],
  medium: [3, 'Medium'],
  low: [2, 'Low'],
  note: [1, 'Informational'],
};

const CONFIDENCE: Readonly<Record<Finding['confidence'], readonly [number, string]>> = {
  certain: [3, 'High'],
  conditional: [2, 'Medium'],
  unresolved: [1, 'Low'],
};

const ACTIVITY = { create: [1, 'Create'], update: [2, 'Update'], close: [3, 'Close'] } as const;

/**
 * Detection Findings of the Open Cybersecurity Schema Framework, one JSON object a line
 * (https://schema.ocsf.io/1.5.0/classes/detection_finding). What a plan fixes is closed.
 */
export const ocsf: Reporter = (report, options) =>
  [
    ...mostSevereFirst(report.findings).map((finding) => jsonLine(openFinding(finding, report, options))),
    ...report.fixed.map((finding) => jsonLine(closedFinding(finding, report, options))),
  ].join('');

function openFinding(finding: Finding, report: Report, options: ReportOptions): unknown {
  const rule = lookUp(options.rules, finding.ruleId);
  const [confidenceId, confidence] = CONFIDENCE[finding.confidence];
  return {
    ...common(finding, finding.status === 'existing' ? 'update' : 'create', accountOf(finding), report, options),
    status_id: 1,
    status: 'New',
    confidence_id: confidenceId,
    confidence,
    resources: finding.reaches.map((arn) => ({
      uid: cleanText(arn),
      type: resourceType(arn),
      cloud_partition: cleanText(arn.split(':')[1] ?? ''),
    })),
    remediation: {
      desc: cleanText(fixText(finding.fix)),
      ...(rule === undefined ? {} : { references: rule.references }),
    },
    unmapped: {
      compute: finding.compute.map(cleanText),
      entry: { kind: finding.entry.kind, id: cleanText(finding.entry.id) },
      status: finding.status,
      ...(finding.entries === undefined ? {} : { entries: finding.entries.map(({ id }) => cleanText(id)) }),
      ...(finding.administrator === undefined ? {} : { administrator: cleanText(finding.administrator.principal) }),
      ...(finding.notes === undefined ? {} : { notes: finding.notes.map(cleanText) }),
    },
  };
}

function closedFinding(finding: FixedFinding, report: Report, options: ReportOptions): unknown {
  const account = report.inputs.flatMap(({ accounts }) => accounts).find((id) => /^\d{12}$/.test(id)) ?? null;
  return { ...common(finding, 'close', account, report, options), status_id: 4, status: 'Resolved' };
}

function common(
  { ruleId, severity, message, fingerprint }: FixedFinding | Finding,
  activity: keyof typeof ACTIVITY,
  account: string | null,
  { tool }: Report,
  { time, rules }: ReportOptions,
): object {
  const rule = lookUp(rules, ruleId);
  const [activityId, activityName] = ACTIVITY[activity];
  const [severityId, severityName] = SEVERITY[severity];
  const attacks = (rule?.tags ?? []).flatMap(attack);
  return {
    category_uid: CATEGORY,
    category_name: 'Findings',
    class_uid: CLASS,
    class_name: 'Detection Finding',
    activity_id: activityId,
    activity_name: activityName,
    type_uid: CLASS * 100 + activityId,
    type_name: `Detection Finding: ${activityName}`,
    time,
    severity_id: severityId,
    severity: severityName,
    message: cleanText(message),
    metadata: {
      version: VERSION,
      profiles: ['cloud'],
      product: { name: tool.name, vendor_name: tool.name, version: tool.version },
    },
    cloud: {
      provider: 'AWS',
      ...(account === null ? {} : { account: { uid: account, type_id: 10, type: 'AWS Account' } }),
    },
    finding_info: {
      uid: cleanText(fingerprint),
      title: cleanText(rule?.title ?? ruleId),
      desc: cleanText(message),
      types: ['Software and Configuration Checks', 'Resource Consumption'],
      analytic: { uid: cleanText(ruleId), name: cleanText(ruleId), type_id: 1, type: 'Rule' },
      ...(attacks.length === 0 ? {} : { attacks }),
    },
  };
}

/** `attack.t1078.004` as the technique and the sub-technique of MITRE ATT&CK. */
function attack(tag: string): object[] {
  const match = /^attack\.(t\d{4})(?:\.(\d{3}))?$/.exec(tag);
  if (match === null) return [];
  const technique = (match[1] ?? '').toUpperCase();
  const sub = match[2] === undefined ? {} : { sub_technique: { uid: `${technique}.${match[2]}` } };
  return [{ technique: { uid: technique }, ...sub }];
}
