import { Graph, layout } from '@dagrejs/dagre';
import type { PageFinding, PageStep } from '../page-data.js';
import { short, shortName, svg } from './dom.js';

/** A step as the graph draws it. */
interface Edge {
  readonly from: string;
  readonly to: string;
  /** Steps that look alike and rest on different statements are one edge; the one of the chosen path comes first. */
  readonly steps: number[];
}

const LONGEST = 40;
/** A graph is made this much smaller before it is scrolled. */
const LEAST_SCALE = 0.8;
const NARROW = 520;
const NODE_FONT = '600 13px system-ui, sans-serif';
const EDGE_FONT = '12px system-ui, sans-serif';

const pen = document.createElement('canvas').getContext('2d');

/** Room that a text takes, with some on both sides. */
function widthOf(label: string, font: string): number {
  if (pen === null) return label.length * 8 + 28;
  pen.font = font;
  return Math.ceil(pen.measureText(label).width * 1.06) + 26;
}

/** What the graph of a finding tells its page. */
export interface GraphEvents {
  readonly select: (step: number) => void;
}

/**
 * The paths of a finding as one graph, laid out by dagre: principals are nodes, steps are edges, the chosen path stands out.
 *
 * Read by a screen reader it is a group of buttons, one a step; the steps stand below it as a list, too.
 */
export function graph(
  finding: PageFinding,
  steps: readonly PageStep[],
  { chosen, selected, width }: { chosen: number; selected: number | null; width: number },
  events: GraphEvents,
): SVGElement {
  const edges = new Map<string, Edge>();
  const compute = new Set<string>();
  // Where there is little room, the chosen path alone.
  const others = width > 0 && width < NARROW ? [] : finding.paths;
  const order = [finding.paths[chosen], ...others].filter((path) => path !== undefined);
  for (const path of order) {
    path.steps.forEach((index, position) => {
      const step = steps[index];
      if (step === undefined) return;
      const last = position === path.steps.length - 1;
      if (last) compute.add(step.to);
      const key = `${step.from}\n${step.to}\n${step.text}`;
      const known = edges.get(key);
      if (known === undefined) edges.set(key, { from: step.from, to: step.to, steps: [index] });
      else known.steps.push(index);
    });
  }
  const onPath = new Set(finding.paths[chosen]?.steps ?? []);
  const placed = place([...edges.values()], width, (index) => steps[index]?.text ?? '');
  const scale = width === 0 ? 1 : Math.min(1, Math.max(LEAST_SCALE, width / placed.width));
  const start = steps[finding.paths[0]?.steps[0] ?? -1]?.from;
  const ofPath = new Set([...onPath].flatMap((index) => [steps[index]?.from, steps[index]?.to]));
  const drawn = [...edges.values()].map((edge) =>
    drawEdge(
      edge,
      placed,
      steps,
      edge.steps.some((step) => onPath.has(step)),
      selected !== null && edge.steps.includes(selected),
      events,
    ),
  );
  const nodes = placed.nodes.map(({ id, x, y, width: wide, height }) => {
    const kind = id === start ? 'outsider' : compute.has(id) ? 'compute' : 'principal';
    return svg(
      'g',
      {
        class: `node ${kind}${ofPath.has(id) ? ' chosen' : ''}`,
        transform: `translate(${x - wide / 2},${y - height / 2})`,
      },
      svg('title', {}, id),
      svg('rect', { width: wide, height, rx: kind === 'principal' ? 6 : height / 2 }),
      svg(
        'text',
        { x: wide / 2, y: height / 2, 'text-anchor': 'middle', 'dominant-baseline': 'central' },
        shortName(id, LONGEST),
      ),
    );
  });
  return svg(
    'svg',
    {
      viewBox: `0 0 ${placed.width} ${placed.height}`,
      width: placed.width * scale,
      height: placed.height * scale,
      class: 'graph',
      role: 'group',
      'aria-label': 'The paths as a graph; each step is a button that shows what it rests on',
    },
    svg('defs', {}, arrow('arrow'), arrow('arrow-chosen')),
    ...drawn,
    svg('g', { 'aria-hidden': 'true' }, ...nodes),
  );
}

function arrow(id: string): SVGElement {
  return svg(
    'marker',
    { id, viewBox: '0 0 10 10', refX: 9, refY: 5, markerWidth: 7, markerHeight: 7, orient: 'auto-start-reverse' },
    svg('path', { d: 'M0,1 L9,5 L0,9 z' }),
  );
}

interface Placed {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly {
    readonly id: string;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  }[];
  readonly edges: ReadonlyMap<
    string,
    { readonly points: readonly { readonly x: number; readonly y: number }[]; readonly x: number; readonly y: number }
  >;
}

/** From left to right where that fits the width, otherwise from top to bottom. */
function place(edges: readonly Edge[], width: number, textOf: (step: number) => string): Placed {
  const across = run(edges, 'LR', textOf);
  return across.width * LEAST_SCALE <= width ? across : run(edges, 'TB', textOf);
}

function run(edges: readonly Edge[], rankdir: 'LR' | 'TB', textOf: (step: number) => string): Placed {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir, nodesep: 28, ranksep: rankdir === 'LR' ? 36 : 30, edgesep: 18, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of new Set(edges.flatMap(({ from, to }) => [from, to]))) {
    graph.setNode(id, { width: widthOf(shortName(id, LONGEST), NODE_FONT), height: 36 });
  }
  for (const {
    from,
    to,
    steps: [step = 0],
  } of edges) {
    graph.setEdge(
      from,
      to,
      { width: widthOf(short(textOf(step), LONGEST), EDGE_FONT), height: 24, labelpos: 'c' },
      String(step),
    );
  }
  layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
    nodes: graph
      .nodes()
      .map((id) => ({ id, ...(graph.node(id) as { x: number; y: number; width: number; height: number }) })),
    edges: new Map(
      graph
        .edges()
        .map((edge) => [
          edge.name ?? '',
          graph.edge(edge) as { points: { x: number; y: number }[]; x: number; y: number },
        ]),
    ),
  };
}

function drawEdge(
  edge: Edge,
  placed: Placed,
  steps: readonly PageStep[],
  onPath: boolean,
  selected: boolean,
  events: GraphEvents,
): SVGElement {
  const [own = 0] = edge.steps;
  const at = placed.edges.get(String(own));
  const text = steps[own]?.text ?? '';
  const label = short(text, LONGEST);
  const activate = (event: Event): void => {
    if (event instanceof KeyboardEvent && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    events.select(own);
  };
  const wide = widthOf(label, EDGE_FONT) - 6;
  return svg(
    'g',
    {
      class: `edge${onPath ? ' chosen' : ''}${selected ? ' selected' : ''}`,
      tabindex: 0,
      role: 'button',
      'aria-pressed': selected ? 'true' : 'false',
      'aria-label': `${label}: ${edge.from} to ${edge.to}`,
      'data-step': own,
      click: activate,
      keydown: activate,
    },
    svg('path', { d: curve(at?.points ?? []), 'marker-end': `url(#${onPath ? 'arrow-chosen' : 'arrow'})` }),
    svg('rect', { x: (at?.x ?? 0) - wide / 2, y: (at?.y ?? 0) - 12, width: wide, height: 24, rx: 12 }),
    svg('text', { x: at?.x ?? 0, y: at?.y ?? 0, 'text-anchor': 'middle', 'dominant-baseline': 'central' }, label),
  );
}

/** A line through the points that bends smoothly. */
function curve(points: readonly { readonly x: number; readonly y: number }[]): string {
  const [first, ...rest] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return '';
  const bends = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? last;
    const end = index === rest.length - 2 ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${point.x},${point.y} ${end.x},${end.y}`;
  });
  return bends.length === 0
    ? `M${first.x},${first.y} L${last.x},${last.y}`
    : `M${first.x},${first.y} ${bends.join(' ')}`;
}
