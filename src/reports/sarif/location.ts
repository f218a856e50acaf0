import type { ArtifactLocation, Region } from 'sarif';
import type { ReportLocation } from '../../schemas/report.generated.js';

/** All four fields of a region, which code scanning requires; the end is exclusive. */
export interface FullRegion extends Region {
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
}

/** A place as a region. Where the end is not known, it is one character after the start. */
export function region({ startLine, startColumn = 1, endLine = startLine, endColumn }: ReportLocation): FullRegion {
  const fits = endLine > startLine || (endLine === startLine && endColumn !== undefined && endColumn > startColumn);
  if (!fits) return { startLine, startColumn, endLine: startLine, endColumn: startColumn + 1 };
  return { startLine, startColumn, endLine, endColumn: endColumn ?? 1 };
}

/** A region cut to its first line: to the end of that line where its text is given, otherwise to one character. */
export function onOneLine(whole: FullRegion, line = ''): FullRegion {
  if (whole.endLine === whole.startLine && whole.endColumn > whole.startColumn + 1) return whole;
  const end = Math.max(line.trimEnd().length + 1, whole.startColumn + 1);
  return { ...whole, endLine: whole.startLine, endColumn: end };
}

/**
 * A file name as a URI reference: `/` between segments, everything else percent-encoded (RFC 3986).
 *
 * A relative name stays relative to the root of the repository; an absolute one becomes a `file:` URI.
 */
export function artifactUri(path: string): ArtifactLocation {
  const segments = path.replaceAll('\\', '/').split('/');
  const [first = ''] = segments;
  if (/^[A-Za-z]:$/.test(first)) return { uri: `file:///${[first, ...segments.slice(1).map(encode)].join('/')}` };
  if (first === '' && segments.length > 1) return { uri: `file://${segments.map(encode).join('/')}` };
  const relative = segments.filter((segment) => segment !== '.' && segment !== '');
  return { uri: relative.map(encode).join('/') };
}

function encode(segment: string): string {
  return encodeURIComponent(segment.replace(/\p{Cs}/gu, '\uFFFD'));
}
