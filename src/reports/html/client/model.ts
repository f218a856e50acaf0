import type { PageData, PageFinding } from '../page-data.js';
import type { State } from './state.js';

/** Outsiders by kind, in words. */
export const ENTRY_KINDS: Readonly<Record<string, string>> = {
  'any-aws-account': 'any AWS account',
  'foreign-account': 'a foreign AWS account',
  federated: 'a federated identity',
  anonymous: 'anyone, without credentials',
  service: 'an AWS service',
  credential: 'a leaked credential',
  principal: 'an insider',
};

/** What the service filter names findings by that reach an administrator. */
export const ADMINISTRATOR = 'administrator';

/** A finding with what the filters look at. */
export interface Row {
  readonly finding: PageFinding;
  readonly text: string;
  readonly services: readonly string[];
  /** The services as the picture shows them: one box for whoever reaches an administrator, and so all of them. */
  readonly targets: readonly string[];
}

/** The findings of a report, ready to be filtered. */
export class Model {
  readonly rows: readonly Row[];

  constructor(readonly data: PageData) {
    this.rows = data.findings.map((finding) => {
      const own = [...new Set(finding.compute.map((id) => data.primitives[id]?.service ?? id))];
      const services = finding.administrator === null ? own : [...own, ADMINISTRATOR];
      const targets = finding.administrator?.surely === true ? [ADMINISTRATOR] : own;
      const words = [
        ...[finding.message, finding.rule, finding.outsider, finding.principal, finding.account, finding.place],
        ...finding.principals,
        ...finding.compute,
        ...finding.remarks.map(({ text }) => text),
        ...services,
        data.rules[finding.rule]?.title ?? '',
        finding.id,
      ];
      return { finding, services, targets, text: words.join('\n').toLowerCase() };
    });
  }

  /** The rows that the filters keep; `but` names one filter that is not applied, for the numbers beside its choices. */
  filter(state: State, but: keyof State | null = null): readonly Row[] {
    const words = state.query
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    return this.rows.filter(
      ({ finding, text, services }) =>
        (but === 'severities' || state.severities.size === 0 || state.severities.has(finding.severity)) &&
        (but === 'account' || state.account === '' || finding.account === state.account) &&
        (but === 'entry' || state.entry === '' || finding.entry === state.entry) &&
        (but === 'service' || state.service === '' || services.includes(state.service)) &&
        (state.principal === '' || finding.principal === state.principal) &&
        (!state.opened || finding.status !== 'existing') &&
        (!state.used || finding.activity !== null) &&
        words.every((word) => text.includes(word)),
    );
  }

  /** Values of one property over all findings with their numbers, the most frequent first. */
  values(of: (row: Row) => readonly string[]): readonly (readonly [string, number])[] {
    const counts = new Map<string, number>();
    for (const row of this.rows) for (const value of of(row)) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts].filter(([value]) => value !== '').sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  }
}
