import { number, shortName, svg } from './dom.js';
import { SEVERITIES } from '../../../schemas/report-values.generated.js';
import { ADMINISTRATOR, ENTRY_KINDS, type Model, type Row } from './model.js';

/** A box of the picture, and what it filters on. */
interface Node {
  readonly key: string;
  readonly label: string;
  readonly rows: readonly Row[];
  readonly filter: (() => void) | null;
  top: number;
  height: number;
}

/** Short for where there is little room. */
const SHORT_KINDS: Readonly<Record<string, string>> = {
  'any-aws-account': 'any account',
  'foreign-account': 'foreign account',
  federated: 'federated',
  anonymous: 'anyone',
  service: 'AWS service',
  credential: 'credential',
  principal: 'insider',
};

/** What a click on a box filters on. */
export interface FlowFilters {
  readonly entry: (kind: string) => void;
  readonly principal: (name: string) => void;
  readonly service: (service: string) => void;
}

const MOST = 9;
const GAP = 8;
const BOX = 12;
const LEAST = 20;
const TITLE = 30;

/**
 * Who reaches which compute, in one picture: kinds of outsiders at the left, the principals that they enter by, the
 * services at the right, or everything where an administrator is reached; a band is as thick as the number of findings, in the colours of their severities.
 */
export function flow(model: Model, rows: readonly Row[], width: number, filters: FlowFilters): SVGElement {
  const narrow = width < 620;
  const columns = [
    column(
      rows,
      ({ finding }) => [finding.entry],
      (key) => (narrow ? SHORT_KINDS : ENTRY_KINDS)[key] ?? key,
      filters.entry,
    ),
    ...(narrow
      ? []
      : [
          column(
            rows,
            ({ finding }) => [finding.principal],
            (key) => key,
            filters.principal,
          ),
        ]),
    column(
      rows,
      ({ targets }) => targets,
      (key) => (key === ADMINISTRATOR ? 'everything' : key),
      filters.service,
    ),
  ];
  const height = Math.max(150, ...columns.map((nodes) => nodes.length * (LEAST + 16)));
  for (const nodes of columns) layOut(nodes, height);
  const labelWidth = narrow ? width * 0.36 : Math.min(230, width * 0.25);
  const titles = narrow ? ['Outsider', 'Compute'] : ['Outsider', 'Enters by', 'Compute'];
  const left = columns.map((_, index) => labelWidth + (index * (width - 2 * labelWidth - BOX)) / (columns.length - 1));
  const bands = columns
    .slice(1)
    .flatMap((nodes, index) => bandsBetween(columns[index] ?? [], nodes, left[index] ?? 0, left[index + 1] ?? 0));
  const boxes = columns.flatMap((nodes, index) =>
    nodes.map((node) =>
      box(
        node,
        left[index] ?? 0,
        index,
        columns.length,
        index > 0 && index < columns.length - 1 ? (left[1] ?? 0) - (left[0] ?? 0) - 90 : labelWidth - 36,
      ),
    ),
  );
  return svg(
    'svg',
    {
      viewBox: `0 ${-TITLE} ${width} ${height + TITLE}`,
      width,
      height: height + TITLE,
      role: 'group',
      'aria-label': 'Who reaches which compute',
      class: 'flow',
    },
    svg(
      'g',
      { 'aria-hidden': 'true' },
      ...titles.map((title, index) =>
        svg(
          'text',
          {
            x: (left[index] ?? 0) + (index === 0 ? BOX : 0),
            y: 14 - TITLE,
            'text-anchor': index === 0 ? 'end' : 'start',
            class: 'title',
          },
          title,
        ),
      ),
      ...bands,
    ),
    ...boxes,
  );
}

function column(
  rows: readonly Row[],
  keysOf: (row: Row) => readonly string[],
  label: (key: string) => string,
  filter: (key: string) => void,
): Node[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    for (const key of keysOf(row)) {
      const known = groups.get(key);
      if (known === undefined) groups.set(key, [row]);
      else known.push(row);
    }
  }
  const sorted = [...groups].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
  const named = sorted.length > MOST + 1 ? sorted.slice(0, MOST) : sorted;
  const rest = sorted.slice(named.length);
  return [
    ...named.map(([key, group]): Node => ({
      key,
      label: label(key),
      rows: group,
      filter: () => {
        filter(key);
      },
      top: 0,
      height: 0,
    })),
    ...(rest.length === 0
      ? []
      : [
          {
            key: '',
            label: `${rest.length} more`,
            rows: [...new Set(rest.flatMap(([, group]) => group))],
            filter: null,
            top: 0,
            height: 0,
          },
        ]),
  ];
}

/** Heights by number, each at least as high as its label. */
function layOut(nodes: readonly Node[], height: number): void {
  const total = nodes.reduce((sum, { rows }) => sum + rows.length, 0);
  const room = height - GAP * (nodes.length - 1) - LEAST * nodes.length;
  let top = 0;
  for (const node of nodes) {
    node.top = top;
    node.height = LEAST + (room * node.rows.length) / Math.max(1, total);
    top += node.height + GAP;
  }
}

function bandsBetween(from: readonly Node[], to: readonly Node[], x1: number, x2: number): SVGElement[] {
  const used = new Map<Node, number>();
  const pairs = from.flatMap((source) => {
    const own = new Set(source.rows);
    return to.flatMap((target) => {
      const shared = target.rows.filter((row) => own.has(row));
      return shared.length === 0 ? [] : [{ source, target, shared }];
    });
  });
  const links = (node: Node): number =>
    pairs
      .filter(({ source, target }) => source === node || target === node)
      .reduce((sum, { shared }) => sum + shared.length, 0);
  const totals = new Map([...from, ...to].map((node) => [node, links(node)]));
  const part = (node: Node, count: number): readonly [number, number] => {
    const thick = (node.height * count) / Math.max(1, totals.get(node) ?? 1);
    const start = used.get(node) ?? 0;
    used.set(node, start + thick);
    return [node.top + start, node.top + start + thick];
  };
  const middle = (x1 + BOX + x2) / 2;
  return pairs.flatMap(({ source, target, shared }) => {
    const title = `${source.label} → ${target.label}: ${number(shared.length, 'finding')}`;
    return bySeverity(shared).map(([severity, count]) => {
      const [a1, a2] = part(source, count);
      const [b1, b2] = part(target, count);
      const d = `M${x1 + BOX},${a1} C${middle},${a1} ${middle},${b1} ${x2},${b1} L${x2},${b2} C${middle},${b2} ${middle},${a2} ${x1 + BOX},${a2} Z`;
      return svg('path', { d, class: `band ${severity}` }, svg('title', {}, title));
    });
  });
}

function box(node: Node, x: number, index: number, columns: number, room: number): SVGElement {
  const { label, rows, filter, top, height } = node;
  const atEnd = index === columns - 1;
  const inside = index > 0 && !atEnd;
  const count = number(rows.length, 'finding');
  const activate = (event: Event): void => {
    if (event instanceof KeyboardEvent && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    filter?.();
  };
  const middle = top + height / 2;
  const textX = index === 0 ? x - 8 : x + BOX + 8;
  const most = Math.floor(room / 7);
  return svg(
    'g',
    {
      class: `box${filter === null ? '' : ' active'}`,
      ...(filter === null ? {} : { tabindex: 0, role: 'button', click: activate, keydown: activate }),
    },
    svg('g', {}, svg('title', {}, `${label}: ${count}`), ...stack(node, x)),
    svg(
      'text',
      {
        x: textX,
        y: middle,
        'text-anchor': index === 0 ? 'end' : 'start',
        'dominant-baseline': 'central',
        class: inside ? 'inside' : '',
      },
      `${shortName(label, most)} `,
      svg('tspan', { class: 'count', dx: 3 }, rows.length.toLocaleString('en')),
    ),
  );
}

/** The box in the colours of its findings. */
function stack({ rows, top, height }: Node, x: number): SVGElement[] {
  let y = top;
  return bySeverity(rows).map(([severity, count]) => {
    const part = (height * count) / Math.max(1, rows.length);
    const rect = svg('rect', { x, y, width: BOX, height: part, class: severity });
    y += part;
    return rect;
  });
}

/** Numbers of findings by severity, the worst first. */
function bySeverity(rows: readonly Row[]): readonly (readonly [string, number])[] {
  return SEVERITIES.map(
    (severity) => [severity, rows.filter(({ finding }) => finding.severity === severity).length] as const,
  ).filter(([, count]) => count > 0);
}
