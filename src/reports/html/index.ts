import { jsonLine } from '../json-text.js';
import type { Reporter } from '../options.js';
import assets from './assets.generated.json' with { type: 'json' };
import { buildData, headline } from './build-data.js';

/**
 * One file that needs nothing else: style, program and data are in it, and its policy
 * (https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP) allows these two texts and nothing from anywhere.
 */
export const html: Reporter = (report, options) => {
  const policy = [
    "default-src 'none'",
    `script-src '${assets.scriptHash}'`,
    `style-src '${assets.styleHash}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  // No `<` is left in the data, so that nothing in it ends the element; JSON reads the escape as the character.
  const data = jsonLine(buildData(report, options)).trimEnd().replaceAll('<', '\\u003c');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    '<link rel="icon" href="data:,">',
    `<title>${report.tool.name}: ${headline(report.findings)}</title>`,
    `<style>${assets.style}</style>`,
    '</head>',
    '<body>',
    '<noscript>This report draws itself with JavaScript. The same findings are in the text and JSON reports.</noscript>',
    `<script id="report" type="application/json">${data}</script>`,
    `<script>${assets.script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
};
