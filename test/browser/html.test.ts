/// <reference lib="dom" />
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cleanText, reports } from '../../src/reports/index.js';
import type { Report } from '../../src/schemas/report.generated.js';
import { hostileReports } from '../reports/hostile-names.js';
import { finding, options, report, sample } from '../reports/report-sample.js';
import { largeReport } from './large-report.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'iam-miner-lint-html-'));
let browser: Browser;

beforeAll(async () => {
  const executablePath = process.env['CHROMIUM'] ?? '';
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Opened {
  readonly page: Page;
  /** Whatever went wrong: violations of the policy, errors, requests, dialogs. */
  readonly trouble: string[];
  /** Milliseconds that the page has spent in scripts so far. */
  readonly scripting: () => Promise<number>;
  /** Bytes of the file. */
  readonly size: number;
}

/** Opens a report from the disk. */
async function open(one: Report, hash = '', context: BrowserContextOptions = {}): Promise<Opened> {
  const file = join(folder, 'report.html');
  const text = reports.html(one, options);
  writeFileSync(file, text);
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, ...context })).newPage();
  const trouble: string[] = [];
  page.on('console', (message) => trouble.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith('file:') && !request.url().startsWith('data:'))
      trouble.push(`request: ${request.url()}`);
  });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.log('policy', violatedDirective, blockedURI);
    });
  });
  const session = await page.context().newCDPSession(page);
  // The time of the page's own thread, which does not count what else the machine does.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const scripting = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? Number.NaN);
  };
  await page.goto(pathToFileURL(file).href + hash);
  return { page, trouble, scripting, size: Buffer.byteLength(text) };
}

const rows = (page: Page): Promise<number> => page.locator('.rows > li').count();
const FINDING = `#/finding/${sample.findings[1]?.fingerprint ?? ''}`;

describe('the list', () => {
  test('search, filters and their place in the address', async () => {
    const { page, trouble } = await open(largeReport(500));
    expect(await page.locator('h1').textContent()).toBe('500 ways for an outsider to reach compute');
    expect(await rows(page)).toBe(50);
    await page.fill('#filter-query', 'team-7/');
    expect(page.url()).toContain('q=team-7');
    const found = Number(/^(\d+) of 500/.exec((await page.locator('.shown').textContent()) ?? '')?.[1]);
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(500);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('filter-query');

    await page.selectOption('#filter-account', '222222222222');
    await page.locator('.tile.critical').click();
    await page.check('#filter-opened');
    for (const part of ['account=222222222222', 'severity=critical', 'new=1']) expect(page.url()).toContain(part);
    const kept = await page.locator('.rows .badge').allTextContents();
    expect(new Set(kept)).toEqual(new Set(kept.length === 0 ? [] : ['critical']));

    const again = await open(largeReport(500), new URL(page.url()).hash);
    expect(await rows(again.page)).toBe(kept.length);
    expect(await again.page.inputValue('#filter-query')).toBe('team-7/');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    expect(await rows(page)).toBe(50);
    expect([...trouble, ...again.trouble]).toEqual([]);
  });

  test('a box of the picture shows only its findings', async () => {
    const { page } = await open(largeReport(500));
    await page.locator('.flow .box').first().focus();
    await page.keyboard.press('Enter');
    expect(page.url()).toMatch(/entry=/);
  });

  test('pages', async () => {
    const { page } = await open(largeReport(500));
    await page.getByRole('button', { name: /Next/ }).click();
    expect(page.url()).toContain('page=2');
    expect(await page.locator('.pages span').textContent()).toBe('Page 2 of 10');
    await page.goBack();
    expect(await page.locator('.pages span').textContent()).toBe('Page 1 of 10');
  });

  test('whoever reaches an administrator reaches one box, which filters', async () => {
    const { page } = await open(
      report([
        finding({
          fingerprint: 'a',
          administrator: { principal: 'arn:aws:iam::1:role/a', steps: 1, confidence: 'certain' },
        }),
        finding({ fingerprint: 'b', compute: ['ec2-run-instances'] }),
      ]),
    );
    const box = page.locator('.flow .box', { hasText: 'everything' });
    expect(await box.count()).toBe(1);
    await box.focus();
    await page.keyboard.press('Enter');
    expect(page.url()).toContain('service=administrator');
    expect(await rows(page)).toBe(1);
    expect(await page.locator('.rows .meta').textContent()).toContain('everything, as administrator');
  });

  test('print has every finding, and the screen its page again', async () => {
    const { page } = await open(largeReport(120));
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    expect(await rows(page)).toBe(120);
    expect(await page.locator('.flow .box').count()).toBeGreaterThan(0);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    expect(await rows(page)).toBe(50);
  });

  test('nothing found is said', async () => {
    const { page } = await open(report([]));
    expect(await page.locator('h1').textContent()).toBe('No path from an outsider to compute');
  });
});

describe('a finding', () => {
  test('is opened from the list, and left again', async () => {
    const { page } = await open(sample);
    await page.locator('.rows a').first().click();
    expect(page.url()).toContain(FINDING);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('title');
    await page.goBack();
    expect(await rows(page)).toBe(2);
  });

  test('shows what a step of the graph rests on', async () => {
    const { page, trouble } = await open(sample, FINDING);
    const edges = page.locator('.graph .edge');
    expect(await edges.count()).toBe(6);
    await edges.nth(1).focus();
    await page.keyboard.press('Enter');
    const selected = page.locator('.steps .selected');
    expect(await selected.textContent()).toContain('AssumeDeploy');
    expect(await selected.textContent()).toContain('aws:MultiFactorAuthPresent is true');
    expect(await selected.locator('details').getAttribute('open')).not.toBeNull();
    expect(await page.locator('.graph .edge.selected').count()).toBe(1);
    expect(trouble).toEqual([]);
  });

  test('shows the other path when it is chosen', async () => {
    const { page } = await open(sample, FINDING);
    await page.locator('.tabs button').nth(1).click();
    expect(await page.locator('.steps > li').count()).toBe(3);
    expect(await page.locator('.tabs [aria-pressed=true]').textContent()).toBe('launches EC2 instances');
  });

  test('folds what an administrator may start, and lists the other identities', async () => {
    const { page } = await open(sample, `#/finding/${sample.findings[0]?.fingerprint ?? ''}`);
    const facts = page.locator('.facts');
    expect(await facts.locator('summary').allTextContents()).toContain('every kind of compute');
    expect(await facts.textContent()).toContain('111111111111:user/d');
    expect(await facts.textContent()).toContain('Becomes administrator');
  });

  test('a patch is copied whole', async () => {
    const patch = '--- a/main.tf\n+++ b/main.tf\n@@ -1 +1 @@\n-a\n+b\n';
    const closing = { kind: 'remove-statement' as const, summary: 'Remove it.', takes: 0, edits: [], patch };
    const one = finding({ fix: { summary: 'Remove it.', change: '', closing } });
    const { page } = await open(report([one]), `#/finding/${one.fingerprint}`);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(patch);
  });

  test('an address that names no finding shows the list', async () => {
    const { page } = await open(sample, '#/finding/%E0%A4%A');
    expect(await rows(page)).toBe(2);
  });
});

describe('accessibility', () => {
  const views: readonly (readonly [string, Report, string, BrowserContextOptions])[] = [
    ['the list', largeReport(60), '', { colorScheme: 'light' }],
    ['the list, dark', largeReport(60), '', { colorScheme: 'dark' }],
    ['a finding', sample, FINDING, { colorScheme: 'light' }],
    ['a finding, dark', sample, FINDING, { colorScheme: 'dark' }],
    ['a narrow list', largeReport(60), '', { viewport: { width: 360, height: 800 } }],
    ['a narrow finding', sample, FINDING, { viewport: { width: 360, height: 800 } }],
    ['nothing found', report([]), '', {}],
    ['gaps', sample, '', {}],
  ];

  test.each(views)('%s has no violation', async (_name, one, hash, context) => {
    const { page } = await open(one, hash, context);
    await page.waitForTimeout(100);
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => {
      const { axe: runner } = globalThis as unknown as {
        axe: {
          run: () => Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
        };
      };
      const { violations: found } = await runner.run();
      return found.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary ?? ''}`).join(' | ')}`,
      );
    });
    expect(violations).toEqual([]);
  });

  test.each([360, 768, 1280])('nothing runs out of a page of %i pixels', async (width) => {
    for (const hash of ['', FINDING]) {
      const { page } = await open(sample, hash, { viewport: { width, height: 800 } });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  });

  test('the scheme can be changed', async () => {
    const { page } = await open(sample, '', { colorScheme: 'light' });
    const colour = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const before = await colour();
    await page.getByRole('button', { name: /light and dark/ }).click();
    expect(await colour()).not.toBe(before);
  });
});

describe('names from outside', () => {
  test.each(hostileReports)('are text: %s', async (_name, one) => {
    for (const hash of ['', `#/finding/${encodeURIComponent(cleanText(one.findings[1]?.fingerprint ?? ''))}`]) {
      const { page, trouble } = await open(one, hash);
      await page.waitForTimeout(50);
      const foreign = await page.evaluate(
        () =>
          [...document.querySelectorAll('img, iframe, object, embed, link:not([rel=icon]), a')].filter(
            (element) => !/^(#|https:\/\/docs\.aws\.amazon\.com\/)/.test(element.getAttribute('href') ?? ''),
          ).length + document.querySelectorAll('script').length,
      );
      expect(foreign).toBe(2);
      expect(trouble).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1280);
      await page.context().close();
    }
  });

  test('a script that got in would not run', async () => {
    const { page, trouble } = await open(sample);
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      try {
        script.textContent = 'globalThis.ran = true';
        document.body.append(script);
      } catch {
        // The policy refuses the text already.
      }
      return 'ran' in globalThis;
    });
    expect(ran).toBe(false);
    expect(trouble.join()).toMatch(/policy|Content Security Policy|TrustedScript/);
  });
});

describe('10,000 principals', () => {
  test.each([500, 5_000])('%i findings open and filter', async (findings) => {
    const { page, trouble, scripting, size } = await open(largeReport(findings));
    await page.waitForTimeout(300);
    const opened = await scripting();
    await page.fill('#filter-query', 'team-7');
    await page.selectOption('#filter-account', '222222222222');
    await page.waitForTimeout(300);
    const filtered = await scripting();
    console.log(
      `${findings} findings: ${(size / 1e6).toFixed(2)} MB, ${opened.toFixed(0)} ms of scripting to open, ${(filtered - opened).toFixed(0)} ms to filter twice`,
    );
    expect(opened).toBeGreaterThan(0);
    expect(await rows(page)).toBeLessThanOrEqual(50);
    expect(trouble).toEqual([]);
  });
});
