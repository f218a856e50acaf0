import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { reports } from '../../src/reports/index.js';
import type { Report } from '../../src/schemas/report.generated.js';
import { findingActivity, reportActivity } from './activity-sample.js';
import { finding, options, report, sample } from './report-sample.js';

interface ObjectSchema {
  properties: Record<string, unknown>;
}

interface ReportSchema extends ObjectSchema {
  definitions: Record<string, Partial<ObjectSchema>>;
}

const schema = JSON.parse(
  readFileSync(new URL('../../src/schemas/report.schema.json', import.meta.url), 'utf8'),
) as ReportSchema;
const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
const print = (one: Report): string => reports.json(one, options);

test.each([
  { name: 'the sample', report: sample },
  { name: 'an empty report', report: report([]) },
  {
    name: 'a report with activity',
    report: report([finding({ activity: findingActivity() })], [], { activity: reportActivity() }),
  },
])('$name fits the schema', ({ report: one }) => {
  const text = print(one);
  expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
  expect(JSON.parse(text)).toEqual(one);
  expect(text.endsWith('}\n')).toBe(true);
  expect(text).toContain('\n  "schemaVersion": "1"');
});

test('the schema refuses a report that lacks a field', () => {
  expect(validate({ ...sample, gaps: undefined })).toBe(false);
});

describe('the order of fields', () => {
  const shapes = [['report', schema] as const, ...Object.entries(schema.definitions)].flatMap(
    ([name, { properties }]) => (properties === undefined ? [] : [{ name, fields: Object.keys(properties) }]),
  );

  test.each(shapes)('of $name is the order of the schema', ({ fields }) => {
    const shuffled = Object.fromEntries([...fields].sort().map((field) => [field, null]));
    const printed: unknown = JSON.parse(print({ ...sample, findings: shuffled as never }));
    expect(Object.keys((printed as { findings: object }).findings)).toEqual(fields);
  });

  test('does not depend on the order of the report', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, item]) => [key, reversed(item)]),
      );
    };
    expect(print(reversed(sample) as Report)).toBe(print(sample));
  });
});

test('a context key is kept whatever its name', () => {
  const odd = structuredClone(sample);
  const [request] = odd.findings[1]?.paths[0]?.steps[0]?.witness ?? [];
  expect(request).toBeDefined();
  if (request === undefined) return;
  request.context = JSON.parse('{"__proto__": ["a"], "location": ["b"], "aws:x": ["c"]}') as Record<string, string[]>;
  expect(print(odd)).toMatch(/"location": \[\s*"b"\s*\],\s*"__proto__": \[\s*"a"\s*\],\s*"aws:x"/);
});
