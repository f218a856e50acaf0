import type { PageData, PageGap } from '../page-data.js';
import { episodeList } from './activity.js';
import { type Child, h, number } from './dom.js';
import { findingPage, patchBlock } from './finding.js';
import { list, PAGE } from './list.js';
import { Model } from './model.js';
import { overview } from './overview.js';
import { readState, type State, writeState } from './state.js';

const ACCOUNTS_OF_A_NOTE = 5;
const GAPS_OF_A_KIND = 100;
/** Findings that are printed. */
const PRINTED = 2000;
/** Findings that a change closes and that are listed under it. */
const CLOSED_LISTED = 50;

const model = new Model(JSON.parse(document.getElementById('report')?.textContent ?? '{}') as PageData);
const main = h('main', { id: 'main' });

/** Shows what the address says. What had the focus keeps it, so that typing and choosing go on. */
function render(): void {
  const state = readState(location.hash);
  const finding = state.finding === null ? undefined : model.data.findings.find(({ id }) => id === state.finding);
  const focused = document.activeElement;
  const id = focused instanceof HTMLElement && main.contains(focused) ? focused.id : '';
  const label = focused?.getAttribute('aria-label') ?? focused?.textContent ?? '';
  const cursor = focused instanceof HTMLInputElement && focused.type === 'search' ? focused.selectionStart : null;
  const inMain = focused !== null && main.contains(focused);
  if (finding !== undefined) main.replaceChildren(findingPage(model, finding, state));
  else {
    const rows = model.filter(state);
    main.replaceChildren(
      overview(model, state, rows, go),
      ...chokePoints(state),
      ...(model.rows.length > 0 ? [list(model, state, rows, go, PAGE)] : []),
      ...fixed(),
      ...elsewhere(),
      ...gaps(),
      ...notes(),
    );
  }
  if (id !== '') {
    const same = document.getElementById(id);
    same?.focus();
    if (same instanceof HTMLInputElement && cursor !== null) same.setSelectionRange(cursor, cursor);
  } else if (inMain && state.finding === shown) {
    [...main.querySelectorAll<HTMLElement>('button')].find((one) => one.textContent === label)?.focus();
  }
  if (state.finding !== shown) {
    shown = state.finding;
    scrollTo(0, 0);
    document.getElementById('title')?.focus({ preventScroll: true });
  }
}

let shown: string | null = null;

/** The list with another number of findings on a page; what is drawn above it stays. */
function listAgain(perPage: number): void {
  const state = readState(location.hash);
  main.querySelector('.list')?.replaceWith(list(model, state, model.filter(state), go, perPage));
}

/** Goes to a state; while somebody types, without a step back for each letter. */
function go(state: State, replace = false): void {
  const hash = writeState(state);
  if (replace) {
    history.replaceState(null, '', hash);
    render();
  } else location.hash = hash;
}

/** The few changes that close the most findings. */
function chokePoints(state: State): readonly HTMLElement[] {
  const { chokePoints: points, findings } = model.data;
  if (points.length === 0) return [];
  const numbers = new Map(findings.map(({ id }, index) => [id, index + 1]));
  return [
    h(
      'section',
      { class: 'panel', 'aria-labelledby': 'choke' },
      h('h2', { id: 'choke' }, `${number(points.length, 'change')} would close several findings`),
      h(
        'ol',
        { class: 'choke' },
        ...points.map(({ summary, patch, closes }) =>
          h(
            'li',
            {},
            h('b', {}, `closes ${closes.length.toLocaleString('en')} of ${findings.length.toLocaleString('en')}: `),
            summary,
            h(
              'details',
              {},
              h('summary', {}, patch === null ? 'The findings' : 'The findings, and the change of the sources'),
              h(
                'ul',
                {},
                ...closes.slice(0, CLOSED_LISTED).map((id) => {
                  const finding = findings[(numbers.get(id) ?? 0) - 1];
                  return finding === undefined
                    ? null
                    : h('li', {}, h('a', { href: writeState({ ...state, finding: id }) }, finding.message));
                }),
                closes.length > CLOSED_LISTED
                  ? h('li', { class: 'meta' }, `and ${number(closes.length - CLOSED_LISTED, 'more finding')}`)
                  : null,
              ),
              patch === null ? null : patchBlock(patch),
            ),
          ),
        ),
      ),
    ),
  ];
}

function fixed(): readonly HTMLElement[] {
  const { fixed: closed } = model.data;
  if (closed.length === 0) return [];
  return [
    h(
      'section',
      { class: 'panel', 'aria-labelledby': 'fixed' },
      h('h2', { id: 'fixed' }, `Fixed by this change (${closed.length.toLocaleString('en')})`),
      h(
        'ul',
        {},
        ...closed.map(({ severity, message }) =>
          h('li', {}, h('span', { class: `badge ${severity}` }, severity), ` ${message}`),
        ),
      ),
    ),
  ];
}

function elsewhere(): readonly HTMLElement[] {
  const { activity } = model.data;
  if (activity === null || activity.elsewhere.length + activity.untold.length === 0) return [];
  return [
    h(
      'section',
      { class: 'panel', 'aria-labelledby': 'elsewhere' },
      h('h2', { id: 'elsewhere' }, 'Compute that fits no known path'),
      ...episodeList(activity.elsewhere),
      activity.untold.length === 0
        ? null
        : h('ul', { class: 'meta' }, ...activity.untold.map((text) => h('li', {}, text))),
    ),
  ];
}

function notes(): readonly HTMLElement[] {
  return model.data.notes.map(({ text, accounts }) => {
    const few = accounts.slice(0, ACCOUNTS_OF_A_NOTE).join(', ');
    const rest = accounts.length - ACCOUNTS_OF_A_NOTE;
    const about = few === '' ? '' : ` on ${few}${rest > 0 ? ` and ${number(rest, 'more account')}` : ''}`;
    return h('p', { class: 'meta' }, `Note${about}: ${text}.`);
  });
}

function gapsIn(list: readonly PageGap[]): number {
  return list.reduce((sum, { count }) => sum + count, 0);
}

function gaps(): readonly HTMLElement[] {
  const { gaps: all, summary } = model.data;
  if (all.length === 0) return [];
  const kinds = new Map<string, PageGap[]>();
  for (const gap of all) kinds.set(gap.kind, [...(kinds.get(gap.kind) ?? []), gap]);
  const item = ({ address, reason, place }: PageGap): Child =>
    h(
      'li',
      {},
      h('code', {}, address),
      `: ${reason}`,
      place === null ? null : h('span', { class: 'meta' }, ` ${place}`),
    );
  return [
    h(
      'section',
      { class: 'panel', 'aria-labelledby': 'gaps' },
      h('h2', { id: 'gaps' }, `What could not be decided (${summary.gaps.toLocaleString('en')})`),
      ...[...kinds].map(([kind, list]) =>
        h(
          'details',
          {},
          h('summary', {}, `${kind} (${gapsIn(list).toLocaleString('en')})`),
          h('ul', {}, ...list.slice(0, GAPS_OF_A_KIND).map(item)),
          list.length > GAPS_OF_A_KIND
            ? h(
                'p',
                { class: 'meta' },
                `and ${number(gapsIn(list.slice(GAPS_OF_A_KIND)), 'more gap')}; the JSON report has them all`,
              )
            : null,
        ),
      ),
    ),
  ];
}

function header(): HTMLElement {
  const { data } = model;
  const scheme = (): 'dark' | 'light' =>
    document.documentElement.dataset['theme'] === 'dark' ||
    (document.documentElement.dataset['theme'] === undefined && matchMedia('(prefers-color-scheme: dark)').matches)
      ? 'dark'
      : 'light';
  const names = data.inputs.slice(0, 3).map(({ uri }) => uri);
  const rest = data.inputs.length - names.length;
  const button = h(
    'button',
    {
      type: 'button',
      class: 'theme',
      'aria-label': 'Change between light and dark',
      click: () => {
        document.documentElement.dataset['theme'] = scheme() === 'dark' ? 'light' : 'dark';
      },
    },
    '◐',
  );
  return h(
    'header',
    {},
    h('a', { href: '#/', class: 'brand' }, data.tool),
    h('span', { class: 'inputs' }, `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`),
    h('span', { class: 'meta' }, `${data.time.slice(0, 16).replace('T', ' ')} UTC · ${data.version}`),
    button,
  );
}

document.body.append(
  h(
    'a',
    {
      href: '#main',
      class: 'skip',
      click: (event) => {
        event.preventDefault();
        main.querySelector<HTMLElement>('h1')?.scrollIntoView();
        main.querySelector<HTMLElement>('a, button, input')?.focus();
      },
    },
    'Skip to the report',
  ),
  header(),
  main,
);
addEventListener('hashchange', render);
// On paper nothing can be opened, and there are no further pages.
addEventListener('beforeprint', () => {
  listAgain(PRINTED);
  document.querySelectorAll('details').forEach((one) => {
    one.open = true;
  });
});
addEventListener('afterprint', () => {
  listAgain(PAGE);
});
render();
