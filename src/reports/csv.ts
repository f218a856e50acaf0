import type { Finding } from '../schemas/report.generated.js';
import { cleanText } from './clean-text.js';
import { fixText } from './fix-text.js';
import { accountOf } from './events/resource.js';
import { findingPlaces } from './finding-place.js';
import { idsOf, outsiderName, shortNames } from './names.js';
import type { Reporter } from './options.js';
import { pathLine } from './path-text.js';
import { mostSevereFirst } from './severity.js';

/** What a spreadsheet takes for the start of a formula (https://owasp.org/www-community/attacks/CSV_Injection). */
const FORMULA = /^\s*[=+\-@＝＋－＠]/u;

/** One row a finding (RFC 4180), for a spreadsheet. */
export const csv: Reporter = (report, options) => {
  const accounts = report.inputs.flatMap((input) => input.accounts);
  const name = shortNames(idsOf(report.findings), accounts);
  const placeOf = findingPlaces(report, options);
  const columns: Readonly<Record<string, (finding: Finding) => string | number | readonly string[]>> = {
    severity: ({ severity }) => severity,
    status: ({ status }) => status,
    confidence: ({ confidence }) => confidence,
    rule: ({ ruleId }) => ruleId,
    message: ({ message }) => message,
    outsider: ({ entry }) => outsiderName(entry),
    account: (finding) => accountOf(finding) ?? '',
    principal: ({ paths }) => paths[0]?.steps[0]?.to ?? '',
    path: ({ paths: [path], entry }) => (path === undefined ? '' : pathLine(path, entry, name)),
    entries: ({ entries }) => entries?.length ?? 1,
    principals_reached: ({ reaches, reachesMore = 0 }) => reaches.length + reachesMore,
    administrator: ({ administrator }) => administrator?.principal ?? '',
    notes: ({ notes = [] }) => notes,
    compute: ({ compute }) => compute,
    file: (finding) => placeOf(finding).path,
    line: (finding) => placeOf(finding).line,
    address: ({ paths }) => paths[0]?.steps[0]?.address ?? '',
    fix: ({ fix }) => fixText(fix),
    fingerprint: ({ fingerprint }) => fingerprint,
  };
  const rows = mostSevereFirst(report.findings).map((finding) =>
    Object.values(columns).map((value) => cell(value(finding))),
  );
  return [Object.keys(columns), ...rows].map((row) => `${row.join(',')}\r\n`).join('');
};

/** Of a list, each text is bounded, not their number. */
function cell(value: string | number | readonly string[]): string {
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? cleanText(value) : value.map(cleanText).join(' ');
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}
