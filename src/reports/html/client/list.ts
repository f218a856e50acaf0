import { type Child, h, number } from './dom.js';
import { ENTRY_KINDS, type Model, type Row } from './model.js';
import { filtered } from './overview.js';
import { START, type State, writeState } from './state.js';

/** Findings on a page. */
export const PAGE = 50;

/** The filters and the findings that they keep, a page at a time. */
export function list(
  model: Model,
  state: State,
  rows: readonly Row[],
  go: (state: State, replace?: boolean) => void,
  perPage: number,
): HTMLElement {
  const pages = Math.max(1, Math.ceil(rows.length / perPage));
  const page = Math.min(state.page, pages);
  const shown = rows.slice((page - 1) * perPage, page * perPage);
  const turn = (to: number, label: string): HTMLElement =>
    h(
      'button',
      {
        type: 'button',
        disabled: to < 1 || to > pages,
        click: () => {
          go({ ...state, page: to });
          document.getElementById('findings')?.scrollIntoView();
        },
      },
      label,
    );
  return h(
    'section',
    { 'aria-labelledby': 'findings', class: 'list' },
    h('h2', { id: 'findings' }, 'Findings'),
    filters(model, state, go),
    h(
      'p',
      { class: 'shown', role: 'status' },
      rows.length === model.rows.length
        ? number(rows.length, 'finding')
        : `${rows.length.toLocaleString('en')} of ${number(model.rows.length, 'finding')}`,
      filtered(state)
        ? h(
            'button',
            {
              type: 'button',
              class: 'plain',
              click: () => {
                go(START);
              },
            },
            'Clear filters',
          )
        : null,
    ),
    rows.length === 0 ? h('p', { class: 'empty' }, 'No finding fits these filters.') : null,
    h('ol', { class: 'rows', start: (page - 1) * perPage + 1 }, ...shown.map((row) => item(row, model, state))),
    pages === 1
      ? null
      : h(
          'nav',
          { class: 'pages', 'aria-label': 'Pages of findings' },
          turn(page - 1, '← Previous'),
          h('span', {}, `Page ${page} of ${pages}`),
          turn(page + 1, 'Next →'),
        ),
  );
}

function filters(model: Model, state: State, go: (state: State, replace?: boolean) => void): HTMLElement {
  const select = (
    name: 'account' | 'entry' | 'service',
    label: string,
    values: readonly (readonly [string, number])[],
    text: (value: string) => string,
  ): Child => {
    if (values.length < 2 && state[name] === '') return null;
    return h(
      'label',
      { class: 'field' },
      h('span', {}, label),
      h(
        'select',
        {
          id: `filter-${name}`,
          change: ({ target }) => {
            if (target instanceof HTMLSelectElement) go({ ...state, [name]: target.value, page: 1 });
          },
        },
        h('option', { value: '' }, 'any'),
        ...values.map(([value, count]) =>
          h('option', { value, selected: value === state[name] }, `${text(value)} (${count.toLocaleString('en')})`),
        ),
      ),
    );
  };
  const check = (name: 'opened' | 'used', label: string, any: boolean): Child =>
    !any && !state[name]
      ? null
      : h(
          'label',
          { class: 'check' },
          h('input', {
            type: 'checkbox',
            id: `filter-${name}`,
            checked: state[name],
            change: () => {
              go({ ...state, [name]: !state[name], page: 1 });
            },
          }),
          h('span', {}, label),
        );
  return h(
    'form',
    {
      class: 'filters',
      role: 'search',
      'aria-label': 'Filter the findings',
      submit: (event) => {
        event.preventDefault();
      },
    },
    h(
      'label',
      { class: 'field wide' },
      h('span', {}, 'Search'),
      h('input', {
        type: 'search',
        id: 'filter-query',
        value: state.query,
        placeholder: 'role, account, rule, file…',
        autocomplete: 'off',
        spellcheck: 'false',
        input: ({ target }) => {
          if (target instanceof HTMLInputElement) go({ ...state, query: target.value, page: 1 }, true);
        },
      }),
    ),
    select(
      'account',
      'Account',
      model.values(({ finding }) => [finding.account]),
      (value) => value,
    ),
    select(
      'entry',
      'Entry',
      model.values(({ finding }) => [finding.entry]),
      (value) => ENTRY_KINDS[value] ?? value,
    ),
    select(
      'service',
      'Service',
      model.values(({ services }) => services),
      (value) => value,
    ),
    state.principal === ''
      ? null
      : h(
          'button',
          {
            type: 'button',
            class: 'chip',
            click: () => {
              go({ ...state, principal: '', page: 1 });
            },
            'aria-label': `Remove the filter on ${state.principal}`,
          },
          `enters by ${state.principal} ×`,
        ),
    check(
      'opened',
      'Opened by this change',
      model.rows.some(({ finding }) => finding.status !== 'existing'),
    ),
    check(
      'used',
      'With recorded activity',
      model.rows.some(({ finding }) => finding.activity !== null),
    ),
  );
}

/** What the finding reaches, in a few words. */
function reached({ administrator, compute }: Row['finding']): string {
  return administrator === null
    ? number(compute.length, 'compute primitive')
    : `${administrator.surely ? '' : 'perhaps '}everything, as administrator`;
}

function item({ finding }: Row, { data }: Model, state: State): HTMLElement {
  const [path] = finding.paths;
  const steps = (path?.steps ?? []).flatMap((index) => data.steps[index] ?? []);
  const names = [finding.outsider, ...steps.map(({ to }) => to)].filter((name, index, all) => name !== all[index - 1]);
  return h(
    'li',
    { class: finding.severity },
    h(
      'a',
      { href: writeState({ ...state, finding: finding.id }) },
      h(
        'span',
        { class: 'line' },
        h('span', { class: `badge ${finding.severity}` }, finding.severity),
        h('span', {}, data.rules[finding.rule]?.title ?? finding.rule),
        finding.status === 'existing' ? null : h('span', { class: 'tag new' }, finding.status),
        finding.activity === null ? null : h('span', { class: 'tag used' }, `used: ${finding.activity.verdict}`),
        finding.confidence === 'certain' ? null : h('span', { class: 'tag' }, finding.confidence),
      ),
      h(
        'strong',
        { class: 'way' },
        ...names.flatMap((name, index) => [
          index === 0 ? null : h('i', { 'aria-hidden': 'true' }, ' → '),
          h('span', {}, name),
        ]),
      ),
      h(
        'span',
        { class: 'meta' },
        [finding.account, finding.place, reached(finding)].filter((text) => text !== '').join(' · '),
      ),
    ),
  );
}
