import type { FindingPath, PathStep, ReportLocation } from '../schemas/report.generated.js';
import type { Gutter, Span } from './layout.js';
import { type Pen, place } from './pen.js';
import { statementText } from './statement-text.js';

/** A path from top to bottom: who starts, then for each step how, by which statement and on which condition, and where it leads. */
export function pathLines(path: FindingPath, start: string, pen: Pen): string[] {
  const lines = pen.write([{ text: start, style: pen.bold }], 2, 2);
  path.steps.forEach((step, index) => {
    const last = index === path.steps.length - 1;
    const to = last
      ? [{ text: 'compute: ' }, { text: path.compute, style: pen.bold }]
      : [{ text: pen.name(step.to), style: pen.bold }];
    lines.push(...stepLines(step, pen), '  ▼', ...pen.write(to, 2, 2));
  });
  return lines;
}

function stepLines(step: PathStep, pen: Pen): string[] {
  const { draw, dim, options } = pen;
  const how: Gutter = { first: '  │ ', rest: '  │   ', style: dim };
  const detail: Gutter = { first: '  │   ', rest: '  │     ', style: dim };
  const where = step.statements.some(({ location }) => location !== null) ? null : step.location;
  return [
    ...draw([{ text: step.description }, ...at(where)], how),
    ...step.statements.flatMap((statement) =>
      draw([{ text: statementText(statement) }, ...at(statement.location)], detail),
    ),
    ...step.assumptions.flatMap((text) => draw([{ text: `if ${text}`, style: dim }], detail)),
    ...step.bounds.flatMap((text) => draw([{ text: `only ${text}`, style: dim }], detail)),
    ...(options.verbose ? verboseLines(step, pen, detail) : []),
  ];
}

function at(location: ReportLocation | null): Span[] {
  return location === null ? [] : [{ text: ' at ' }, place(location)];
}

function verboseLines({ address, witness }: PathStep, { draw, dim }: Pen, detail: Gutter): string[] {
  return [
    ...(address === null ? [] : draw([{ text: `in ${address}`, style: dim }], detail)),
    ...witness.flatMap(({ principal, action, resource, context }) => {
      const keys = Object.entries(context).map(([key, values]) => `${key}=${values.join(',')}`);
      const text = [`e.g. ${principal} calls ${action} on ${resource}`, ...keys].join(' ');
      return draw([{ text, style: dim }], detail);
    }),
  ];
}
