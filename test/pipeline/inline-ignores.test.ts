import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadInput } from '../../src/inputs/index.js';
import { lint } from '../../src/pipeline/lint.js';

const trust = { accounts: [], organization: null, owners: {}, oidc: [] };
const now = Date.parse('2026-11-23T12:00:00Z');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ignores-'));
  cpSync('examples/public-role-ec2', folder, { recursive: true });
  mkdirSync(join(folder, '.git'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Lints the example with a text in the place of another one. */
async function lintWith(replaced: string, by: string) {
  const file = join(folder, 'main.tf');
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(replaced);
  writeFileSync(file, text.replace(replaced, by));
  const options = { trust, threatModel: 'outsider', suppressions: [], now, version: '1.0.0' } as const;
  const { report, suppressed, problems } = lint([await loadInput(join(folder, 'plan.json'))], options);
  return { findings: report.findings.length, unused: suppressed.unused.length, problems };
}

const GOOD = 'iam-miner-lint:ignore public-role-trust a honeypot';
const DATA = 'data "aws_iam_policy_document"';

describe('a comment that accepts findings of a rule', () => {
  test.each([
    ['before the block', DATA, `# ${GOOD}\n${DATA}`, 0, 0],
    ['before the block, with another comment between', DATA, `# ${GOOD}\n# See the wiki.\n\n${DATA}`, 0, 0],
    ['before the statement', '  statement {', `  // ${GOOD}\n  statement {`, 0, 0],
    ['behind the first line of the statement', '  statement {', `  statement { # ${GOOD}`, 0, 0],
    ['between slashes and stars', '  statement {', `  /* ${GOOD} */\n  statement {`, 0, 0],
    ['of another rule', '  statement {', '  # iam-miner-lint:ignore public-function a honeypot\n  statement {', 1, 1],
    ['before another line of the statement', '      type ', `      # ${GOOD}\n      type `, 1, 1],
    ['before the role that is entered', 'resource "aws_iam_role"', `# ${GOOD}\nresource "aws_iam_role"`, 0, 0],
    ['before another block', DATA, `# ${GOOD}\nlocals {}\n\n${DATA}`, 1, 1],
    ['no comment at all', '  statement {', '  statement {', 1, 0],
  ])('%s', async (_, replaced, by, findings, unused) => {
    expect(await lintWith(replaced, by)).toEqual({ findings, unused, problems: [] });
  });

  test.each([
    [
      'without a reason',
      'public-role-trust',
      'main.tf:1: iam-miner-lint:ignore public-role-trust gives no reason, so it ignores nothing',
    ],
    [
      'of an unknown rule',
      'public-rule why not',
      'main.tf:1: iam-miner-lint:ignore names `public-rule`, which is no rule',
    ],
    ['without a rule', '', 'main.tf:1: iam-miner-lint:ignore names no rule'],
  ])('%s does nothing and is named', async (_, rest, problem) => {
    writeFileSync(
      join(folder, 'main.tf'),
      `# iam-miner-lint:ignore ${rest}\n${readFileSync(join(folder, 'main.tf'), 'utf8')}`,
    );
    expect(await lintWith(DATA, DATA)).toEqual({ findings: 1, unused: 0, problems: [problem] });
  });

  test('in a heredoc is text', async () => {
    const heredoc = `locals {\n  note = <<-EOT\n    # ${GOOD}\n  EOT\n}\n${DATA}`;
    expect(await lintWith(DATA, heredoc)).toEqual({ findings: 1, unused: 0, problems: [] });
  });
});
