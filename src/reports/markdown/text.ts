import { cleanText } from '../clean-text.js';

/** Longest text from outside in a comment; the whole stands in the other formats. */
const LONGEST = 400;

/**
 * Text from outside as Markdown text: nothing in it is a link, a mention, an image, HTML or emphasis.
 *
 * Every punctuation mark that Markdown could read is escaped, so that links without brackets are not recognized either. GitHub looks for mentions
 * and issue numbers after that, hence the space without width behind `@` and `#`.
 */
export function markdownText(text: string): string {
  return bounded(text)
    .replace(/[!-$&(-+\--/:<-@[-`{-~]/g, (mark) => (mark === '&' ? '&amp;' : mark === '<' ? '&lt;' : `\\${mark}`))
    .replace(/\\[@#]/g, '$&&#8203;');
}

/** Text from outside as a code span, which the fence around it cannot be broken out of. */
export function codeSpan(text: string): string {
  const clean = bounded(text);
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = clean === '' || /^[` ]|[` ]$/.test(clean) ? ' ' : '';
  return `${fence}${pad}${clean}${pad}${fence}`;
}

/** Lines from outside as a code block. */
export function codeBlock(lines: readonly string[], language: string): string {
  const text = lines.map(cleanText).join('\n');
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, text, fence].join('\n');
}

/** Text from outside inside an HTML element of a comment, where Markdown is not read. */
export function htmlText(text: string): string {
  return bounded(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[@#]/g, '$&&#8203;');
}

function bounded(text: string): string {
  const clean = cleanText(text);
  return clean.length <= LONGEST ? clean : `${clean.slice(0, LONGEST - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
