import type { Report } from '../../src/schemas/report.generated.js';
import { sample } from './report-sample.js';

/** Names that somebody may give to a role, a policy or a file in the hope that a report takes them for more than text. */
export const HOSTILE_NAMES: Readonly<Record<string, string>> = {
  'a script': '<script>alert(1)</script>',
  'the end of a script': '</script><img src=x onerror=alert(1)>',
  'the end of a comment': '--><script>alert(1)</script><!--',
  'an attribute': '" onmouseover="alert(1)',
  'a colour of a terminal': '\u001b[31mred\u001b[0m',
  'a title of a terminal': '\u001b]0;title\u0007',
  'a link of a terminal': '\u001b]8;;https://evil.example\u001b\\x\u001b]8;;\u001b\\',
  backticks: '`code` ``` ```js\nx\n```',
  'cells of a table': 'a | b |---|',
  'a right-to-left mark': 'role/\u202eecila\u202c',
  'marks without width': 'a\u200bd\u2060m\ufeffi\u00adn',
  'a link of Markdown': '[click](https://evil.example) ![x](https://evil.example/x.png)',
  'a bare link': 'https://evil.example www.evil.example mail@evil.example',
  'a mention': '@acme/admins #1 acme/repo#2',
  'a reference of Markdown': '[x]: https://evil.example\n[x]',
  'a diagram': '"]; click n0 "https://evil.example" %%{init: {}}%%',
  'an entity': '&lt;script&gt; &#60;',
  'a command of a runner': '::error::x\n::set-output name=x::y ##[add-path]/tmp %0A::debug::x',
  'a formula': '=HYPERLINK("https://evil.example")',
  'the end of CDATA': ']]><x/>',
  'characters that XML does not have': 'a\u0000b\ufffec\uffff',
  'half a character': 'a\ud800b',
  'line ends': 'a\r\n# b\u2028c\u2029d\u0085e',
  'a template': '{{constructor}} ${x} <%= x %>',
  'ten thousand characters': 'ä<'.repeat(5_000),
};

const FIXED = new Set(['schemaVersion', 'threatModel', 'severity', 'confidence', 'status', 'policyType', 'kind']);

/** Names of rules and of compute primitives, and the fix, are our own; everything else of a finding may come from outside. */
const OURS = new Set(['ruleId', 'compute', 'fix', 'action']);

/** The sample with a text in front of and behind everything that comes from outside. */
export function poisoned(text: string): Report {
  const replace = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => replace(item, key));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, item]) => [name, OURS.has(name) ? item : replace(item, name)]),
      );
    }
    return typeof value === 'string' && !FIXED.has(key) ? `${text}${value}${text}` : value;
  };
  const { gaps, inputs, ...rest } = sample;
  const edit = {
    summary: text,
    address: text,
    location: { uri: text, startLine: 1 },
    before: { Sid: text },
    after: { [text]: text },
  };
  const findings = sample.findings.map((finding, index) => ({
    ...finding,
    fix: {
      ...finding.fix,
      closing: {
        kind: 'remove-statement' as const,
        summary: `${text} closes it`,
        takes: 0,
        edits: [edit],
        patch: index % 2 === 0 ? null : `--- a/${text}\n+++ b/${text}\n@@ -1 +1 @@\n-${text}\n+\n`,
      },
    },
  }));
  const chokePoints = findings.map(({ fingerprint, fix: { closing } }) => ({ fix: closing, closes: [fingerprint] }));
  return {
    ...rest,
    chokePoints,
    ...(replace({ findings, gaps, inputs }, '') as Pick<Report, 'findings' | 'gaps' | 'inputs'>),
  };
}

/** A report for each hostile name, with its description. */
export const hostileReports: readonly (readonly [string, Report])[] = Object.entries(HOSTILE_NAMES).map(
  ([name, text]) => [name, poisoned(text)] as const,
);
