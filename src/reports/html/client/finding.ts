import type { PageFinding, PageStep, Snippet } from '../page-data.js';
import { episodeList } from './activity.js';
import { type Child, copyButton, drawAtWidth, h, number } from './dom.js';
import { graph } from './graph.js';
import { inline, markdown } from './markdown.js';
import type { Model } from './model.js';
import { type State, writeState } from './state.js';

/** Lines of a diff by their mark. */
const KINDS: Readonly<Record<string, string>> = { '-': 'gone', '+': 'come' };

/** Principals that are named before the others are folded. */
const FEW_PRINCIPALS = 5;
const FEW_PRIMITIVES = 6;

/** The page of one finding: why it matters, its paths as a graph and as a list, the fix, and who has used it. */
export function findingPage(model: Model, finding: PageFinding, state: State): HTMLElement {
  const { data } = model;
  const rule = data.rules[finding.rule];
  return h(
    'article',
    { class: `finding ${finding.severity}`, 'aria-labelledby': 'title' },
    h('p', { class: 'back' }, h('a', { href: writeState({ ...state, finding: null }) }, '← All findings')),
    h(
      'p',
      { class: 'line' },
      h('span', { class: `badge ${finding.severity}` }, finding.severity),
      h('span', { class: 'tag' }, finding.confidence),
      h('span', { class: finding.status === 'existing' ? 'tag' : 'tag new' }, finding.status),
      h('code', {}, finding.rule),
    ),
    h('h1', { id: 'title', tabindex: -1 }, rule?.title ?? finding.rule),
    h('p', { class: 'message' }, finding.message),
    finding.opening === null
      ? null
      : h('p', { class: 'why' }, h('strong', {}, `Why ${finding.status}: `), `${finding.opening}.`),
    h(
      'dl',
      { class: 'facts' },
      ...fact('Where', h('code', {}, finding.place)),
      ...fact('Account', finding.account),
      ...fact('Acts as', actsAs(finding)),
      ...fact('Starts', starts(model, finding)),
      ...finding.remarks.flatMap(({ label, text }) => fact(capital(label), text)),
    ),
    finding.paths.length === 0 ? null : pathSection(model, finding),
    h('section', { class: 'panel', 'aria-labelledby': 'fix' }, h('h2', { id: 'fix' }, 'Fix'), ...fixBody(finding)),
    finding.activity === null
      ? null
      : h(
          'section',
          { class: 'panel', 'aria-labelledby': 'activity' },
          h('h2', { id: 'activity' }, 'Recorded activity'),
          finding.activity.episodes.length === 1 ? null : h('p', { class: 'message' }, finding.activity.summary),
          ...episodeList(finding.activity.episodes),
        ),
    rule === undefined
      ? null
      : h(
          'section',
          { class: 'panel', 'aria-labelledby': 'background' },
          h('h2', { id: 'background' }, 'Why it matters'),
          ...markdown(rule.why),
          rule.references.length === 0
            ? null
            : h(
                'ul',
                { class: 'references' },
                ...rule.references.map((url) => h('li', {}, h('a', { href: url, rel: 'noreferrer noopener' }, url))),
              ),
        ),
    h('p', { class: 'fingerprint' }, 'Fingerprint ', h('code', {}, finding.id)),
  );
}

/** The change that was tried, as a diff, with the general advice folded; without one, the advice. */
function fixBody({ fix: { summary, change, tried } }: PageFinding): readonly Child[] {
  const advice = [h('p', { class: 'message' }, ...inline(summary)), ...markdown(change)];
  if (tried === null) return advice;
  return [
    h('p', { class: 'message' }, tried.summary, h('span', { class: 'tag good' }, 'tried: it closes the path')),
    ...(tried.patch === null
      ? tried.diffs.map(statementDiff)
      : [
          patchBlock(tried.patch),
          tried.also === '' ? null : h('p', {}, tried.also),
          tried.diffs.length === 0
            ? null
            : h('details', {}, h('summary', {}, 'As policy statements'), ...tried.diffs.map(statementDiff)),
        ]),
    h('details', {}, h('summary', {}, 'What to do about findings of this kind'), ...advice),
  ];
}

function statementDiff({ place, lines }: { readonly place: string | null; readonly lines: readonly string[] }): Child {
  return h('div', {}, place === null ? null : h('p', {}, 'At ', h('code', {}, place)), diffBlock(lines));
}

/** A patch of the sources; it is copied whole, as `git apply` takes it. */
export function patchBlock(patch: string): Child {
  return h(
    'div',
    { class: 'patch' },
    h(
      'p',
      { class: 'head' },
      h('span', {}, 'In the Terraform sources, for ', h('code', {}, 'git apply'), ':'),
      copyButton(patch),
    ),
    diffBlock(patch.trimEnd().split('\n')),
  );
}

function diffBlock(lines: readonly string[]): Child {
  return h(
    'pre',
    { class: 'diff', tabindex: 0 },
    ...lines.map((line) =>
      h(
        'span',
        { class: /^(?:--- a|\+\+\+ b)\/|^@@ /.test(line) ? 'where' : (KINDS[line.charAt(0)] ?? '') },
        `${line}\n`,
      ),
    ),
  );
}

/** The first principals, the others folded. */
function actsAs({ principals, reaches }: PageFinding): HTMLElement {
  const rest = reaches - principals.length;
  const folded = principals.slice(FEW_PRINCIPALS);
  return h(
    'span',
    {},
    principals.slice(0, FEW_PRINCIPALS).join(', '),
    reaches <= FEW_PRINCIPALS
      ? null
      : h(
          'details',
          {},
          h('summary', {}, `and ${number(reaches - FEW_PRINCIPALS, 'more principal')}`),
          folded.join(', '),
          rest > 0 ? `, and ${rest.toLocaleString('en')} more` : null,
        ),
  );
}

/** The kinds of compute; whoever reaches an administrator starts all there are, and nobody wants to read them first. */
function starts({ data }: Model, { compute, administrator }: PageFinding): HTMLElement {
  const titles = compute.map((id) => data.primitives[id]?.title ?? id);
  const few = administrator === null ? titles.slice(0, FEW_PRIMITIVES) : [];
  const rest = titles.slice(few.length);
  return h(
    'span',
    {},
    few.join('; '),
    rest.length === 0
      ? null
      : h(
          'details',
          {},
          h(
            'summary',
            {},
            administrator === null ? `and ${rest.length.toLocaleString('en')} more` : `every kind of compute`,
          ),
          rest.join('; '),
        ),
  );
}

function capital(label: string): string {
  return `${label.charAt(0).toUpperCase()}${label.slice(1)}`;
}

function fact(name: string, value: Child): readonly Child[] {
  return value === '' ? [] : [h('dt', {}, name), h('dd', {}, value)];
}

function pathSection({ data }: Model, finding: PageFinding): HTMLElement {
  let chosen = 0;
  let selected: number | null = finding.paths[0]?.steps[0] ?? null;
  let room = 0;
  const picture = h('div', { class: 'picture scroll', tabindex: 0, role: 'group', 'aria-label': 'Graph of the paths' });
  const tabs = h('div', { class: 'tabs', role: 'group', 'aria-label': 'Paths' });
  const steps = h('ol', { class: 'steps' });

  const select = (step: number): void => {
    selected = step;
    const path = finding.paths.findIndex(
      (one, index) => (index === chosen || !finding.paths[chosen]?.steps.includes(step)) && one.steps.includes(step),
    );
    if (path >= 0) chosen = path;
    draw(true);
    const shown = steps.querySelector<HTMLElement>(`[data-step="${step}"] details`);
    shown?.setAttribute('open', '');
    shown?.closest('li')?.scrollIntoView({ block: 'nearest' });
    picture.querySelector<SVGElement>(`[data-step="${step}"]`)?.focus();
  };
  const draw = (list: boolean): void => {
    picture.replaceChildren(graph(finding, data.steps, { chosen, selected, width: room }, { select }));
    if (!list) return;
    tabs.replaceChildren(
      ...finding.paths.map((path, index) =>
        h(
          'button',
          {
            type: 'button',
            'aria-pressed': index === chosen ? 'true' : 'false',
            click: () => {
              chosen = index;
              selected = path.steps[0] ?? null;
              draw(true);
            },
          },
          data.primitives[path.compute]?.title ?? path.compute,
        ),
      ),
    );
    const path = finding.paths[chosen]?.steps ?? [];
    const first = data.steps[path[0] ?? -1];
    steps.replaceChildren(
      ...(first === undefined ? [] : [h('li', { class: 'start' }, h('b', {}, first.from))]),
      ...path.flatMap((index) => {
        const step = data.steps[index];
        return step === undefined ? [] : [stepItem(step, index, data.snippets, index === selected)];
      }),
    );
  };
  draw(true);
  drawAtWidth(picture, (width) => {
    room = width;
    draw(false);
  });
  return h(
    'section',
    { class: 'panel', 'aria-labelledby': 'paths' },
    h('h2', { id: 'paths' }, finding.paths.length === 1 ? 'The path' : number(finding.paths.length, 'path')),
    finding.paths.length > 1 ? tabs : null,
    h('div', { class: finding.paths.length === 1 ? 'beside' : 'above' }, picture, steps),
  );
}

function stepItem(step: PageStep, index: number, snippets: readonly Snippet[], open: boolean): HTMLElement {
  const places = [...step.statements.map(({ place }) => place), step.place].filter((place) => place !== null);
  const ownSnippet = step.statements.some(({ snippet }) => snippet !== null) ? null : step.snippet;
  return h(
    'li',
    { 'data-step': index, class: open ? 'selected' : '' },
    h(
      'details',
      { open },
      h(
        'summary',
        {},
        h('span', { class: 'how' }, step.text),
        h('i', { 'aria-hidden': 'true' }, ' → '),
        h('b', {}, step.to),
        places[0] === undefined ? null : h('code', { class: 'place' }, places[0]),
      ),
      h(
        'div',
        { class: 'rests' },
        ...step.statements.map(({ text, place, snippet }) =>
          h(
            'div',
            { class: 'statement' },
            h('p', {}, text, place === null ? null : [' at ', h('code', {}, place)]),
            source(snippet, snippets),
          ),
        ),
        source(ownSnippet, snippets),
        group('If', step.assumptions),
        group('Only', step.bounds),
        step.address === null ? null : h('p', {}, 'In ', h('code', {}, step.address)),
        group('A request that is allowed', step.witness, true),
      ),
    ),
  );
}

function group(title: string, texts: readonly string[], code = false): Child {
  if (texts.length === 0) return null;
  return h(
    'div',
    { class: 'group' },
    h('h3', {}, title),
    h('ul', {}, ...texts.map((text) => h('li', {}, code ? h('code', {}, text) : text))),
  );
}

function source(index: number | null, snippets: readonly Snippet[]): Child {
  const snippet = index === null ? undefined : snippets[index];
  if (snippet === undefined) return null;
  const [from, to] = snippet.marked;
  return h(
    'pre',
    { class: 'source', tabindex: 0 },
    ...snippet.lines.map((line, offset) => {
      const lineNumber = snippet.first + offset;
      return h(
        'span',
        { class: lineNumber >= from && lineNumber <= to ? 'row marked' : 'row' },
        h('i', { 'aria-hidden': 'true' }, String(lineNumber)),
        `${line}\n`,
      );
    }),
  );
}
