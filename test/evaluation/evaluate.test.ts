import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/evaluation/evaluate.js';
import { policiesOf, readTables, requestOf } from './case-reader.js';

const tables = readTables();

test('each table follows a page of AWS, and no row has the name of another', () => {
  expect(tables.length).toBeGreaterThan(0);
  for (const { title, page, cases } of tables) {
    const names = cases.map(({ name }) => name);
    expect([title, new Set(names).size]).toEqual([title, names.length]);
    for (const row of cases) expect(row.page ?? page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/);
  }
});

describe.each(tables)('$title', ({ defaults, cases }) => {
  test.each(cases)('$name: $expected', (row) => {
    const { decision, lean, statements, unresolved } = evaluate(requestOf(row, defaults), policiesOf(row));
    expect(lean === null ? decision : `${decision}, leaning to ${lean}`).toBe(row.expected);
    expect(unresolved.length > 0).toBe(decision === 'unresolved');
    if (decision === 'explicitDeny') expect(statements.map(({ statement }) => statement.effect)).toContain('Deny');
    else expect(statements.filter(({ statement }) => statement.effect === 'Deny')).toEqual([]);
  });
});
