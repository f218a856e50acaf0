import type { ReportingDescriptor, Result } from 'sarif';
import type { Finding, Severity } from '../../schemas/report.generated.js';
import { lookUp, type RuleText } from '../options.js';
import { SEVERITIES } from '../../schemas/report-values.generated.js';

/** SARIF's level for each severity. */
export const LEVELS: Readonly<Record<Severity, NonNullable<Result['level']>>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  note: 'note',
};

/**
 * Numbers in the bands of code scanning: above 9 critical, from 7 high, from 4 medium, below low. It takes them as strings
 * and refuses a file that has a number.
 */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  note: '0.1',
};

/** What code scanning takes of a description, and of the tags of a rule. */
const LONGEST_DESCRIPTION = 1024;
const MOST_TAGS = 10;

/** The rules of the run: those of the catalogue in its order, then any other that a finding names. */
export function sarifRules(
  findings: readonly Finding[],
  rules: Readonly<Record<string, RuleText>>,
): ReportingDescriptor[] {
  const worst = new Map<string, Severity>();
  for (const { ruleId, severity } of findings) {
    const known = worst.get(ruleId);
    if (known === undefined || SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(known)) worst.set(ruleId, severity);
  }
  const ids = new Set([...Object.keys(rules), ...worst.keys()]);
  return [...ids].map((id) => descriptor(id, lookUp(rules, id), worst.get(id) ?? 'medium'));
}

function descriptor(id: string, rule: RuleText | undefined, severity: Severity): ReportingDescriptor {
  const base = {
    id,
    name: id.replace(/(?:^|-)([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase()),
    defaultConfiguration: { level: LEVELS[severity] },
  };
  const properties = { 'security-severity': SECURITY_SEVERITY[severity] };
  if (rule === undefined) {
    const text = { text: id };
    return {
      ...base,
      shortDescription: text,
      fullDescription: text,
      help: text,
      properties: { ...properties, tags: ['security'] },
    };
  }
  const [summary = ''] = rule.why.trim().split(/\n\s*\n/);
  const [reference] = rule.references;
  return {
    ...base,
    shortDescription: { text: atMost(rule.title, LONGEST_DESCRIPTION) },
    fullDescription: { text: atMost(summary.replace(/\s+/g, ' '), LONGEST_DESCRIPTION) },
    ...(reference === undefined ? {} : { helpUri: reference }),
    help: {
      text: [rule.why.trim(), `Fix:\n\n${rule.fix.trim()}`, ...rule.references].join('\n\n'),
      markdown: [
        rule.why.trim(),
        `**Fix**\n\n${rule.fix.trim()}`,
        ...(reference === undefined ? [] : [rule.references.map((url) => `- <${url}>`).join('\n')]),
      ].join('\n\n'),
    },
    properties: { ...properties, precision: rule.precision, tags: ['security', ...rule.tags].slice(0, MOST_TAGS) },
  };
}

function atMost(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
