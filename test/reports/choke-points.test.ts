import { expect, test } from 'vitest';
import { reports } from '../../src/reports/index.js';
import type { Report } from '../../src/schemas/report.generated.js';
import { options, sample } from './report-sample.js';

const fix = {
  kind: 'remove-action',
  summary: 'Take ec2:RunInstances out of statement Launch.',
  takes: 1,
  edits: [{ summary: 'take it out', address: null, location: null, before: null, after: null }],
  patch: '--- a/main.tf\n+++ b/main.tf\n@@ -1 +1 @@\n-a\n+b\n',
} satisfies NonNullable<Report['chokePoints']>[number]['fix'];
const closes = sample.findings.map(({ fingerprint }) => fingerprint);
const report: Report = { ...sample, chokePoints: [{ fix, closes }] };

test.each(['terminal', 'markdown', 'html', 'json', 'sarif'] as const)('%s shows the change', (format) => {
  expect(reports[format](report, options)).toContain('RunInstances out of statement Launch');
});

test('Markdown counts what it closes before the findings', () => {
  const text = reports.markdown(report, options);
  expect(text).toContain(`- closes ${String(closes.length)} of ${String(sample.findings.length)}: `);
  expect(text.indexOf('would close several')).toBeLessThan(text.indexOf('**Fix:**'));
});

test('SARIF names the findings in the properties of the run', () => {
  const { runs } = JSON.parse(reports.sarif(report, options)) as { runs: [{ properties?: unknown }] };
  expect(runs[0].properties).toEqual({ chokePoints: [{ fix: fix.summary, closes }] });
  expect(reports.sarif(sample, options)).not.toContain('chokePoints');
});
