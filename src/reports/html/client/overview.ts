import { drawAtWidth, h, number } from './dom.js';
import { flow } from './flow.js';
import { SEVERITIES } from '../../../schemas/report-values.generated.js';
import { type Model, type Row } from './model.js';
import { START, type State } from './state.js';

const WHO: Readonly<Record<string, string>> = {
  outsider: 'an outsider',
  'leaked-credential': 'an outsider or a leaked credential',
  insider: 'an outsider or any principal',
};

/** The verdict in one sentence, the numbers by severity, and the picture of who reaches what. */
export function overview(model: Model, state: State, rows: readonly Row[], go: (state: State) => void): HTMLElement {
  const { data } = model;
  const all = model.filter(state, 'severities');
  const picture = h('div', { class: 'picture' });
  const draw = (width: number): void => {
    const filters = {
      entry: (entry: string): void => {
        go({ ...state, entry: state.entry === entry ? '' : entry, page: 1 });
      },
      principal: (principal: string): void => {
        go({ ...state, principal: state.principal === principal ? '' : principal, page: 1 });
      },
      service: (service: string): void => {
        go({ ...state, service: state.service === service ? '' : service, page: 1 });
      },
    };
    picture.replaceChildren(flow(model, rows, width, filters));
  };
  if (rows.length > 0) drawAtWidth(picture, draw);
  const opened = data.findings.filter(({ status }) => status !== 'existing').length;
  const used = data.findings.filter(({ activity }) => activity !== null).length;
  return h(
    'section',
    { 'aria-labelledby': 'verdict', class: 'overview' },
    h('h1', { id: 'verdict' }, verdict(model)),
    h(
      'p',
      { class: 'sub' },
      [
        `${number(data.summary.principals, 'principal')} and ${number(data.summary.policies, 'policy', 'policies')} checked`,
        ...(opened > 0 ? [`${opened} opened by this change`] : []),
        ...(data.fixed.length > 0 ? [`${data.fixed.length} fixed by it`] : []),
        ...(used > 0 ? [`${used} with recorded activity`] : []),
        ...(data.summary.suppressed > 0 ? [`${data.summary.suppressed} suppressed`] : []),
        ...(data.summary.leftOut > 0 ? [`${data.summary.leftOut} from before left out`] : []),
        ...(data.summary.gaps > 0 ? [number(data.summary.gaps, 'gap')] : []),
      ].join(' · '),
    ),
    data.findings.length === 0
      ? null
      : h(
          'div',
          { class: 'tiles', role: 'group', 'aria-label': 'Findings by severity' },
          ...SEVERITIES.map((severity) => {
            const count = all.filter(({ finding }) => finding.severity === severity).length;
            const pressed = state.severities.has(severity);
            const severities = new Set(state.severities);
            if (pressed) severities.delete(severity);
            else severities.add(severity);
            return h(
              'button',
              {
                type: 'button',
                class: `tile ${severity}`,
                'aria-pressed': pressed ? 'true' : 'false',
                disabled: count === 0 && !pressed,
                click: () => {
                  go({ ...state, severities, page: 1 });
                },
              },
              h('span', { class: 'figure' }, count.toLocaleString('en')),
              h('span', { class: 'name' }, severity),
            );
          }),
        ),
    rows.length === 0
      ? null
      : h(
          'figure',
          {},
          h(
            'figcaption',
            {},
            'Who reaches which compute',
            h('span', { class: 'hint' }, 'choose a box to see only its findings'),
          ),
          picture,
        ),
  );
}

function verdict({ data }: Model): string {
  const who = WHO[data.threatModel] ?? 'an outsider';
  const count = data.findings.length;
  if (count > 0) return `${number(count, 'way', 'ways')} for ${who} to reach compute`;
  if (data.unanswered !== null) return data.unanswered;
  return data.summary.gaps > 0
    ? `No path found from ${who} to compute, but ${number(data.summary.gaps, 'gap')} may hide one`
    : `No path from ${who} to compute`;
}

/** True when a filter is set. */
export function filtered(state: State): boolean {
  return (
    JSON.stringify({ ...state, severities: [...state.severities], page: 1, finding: null }) !==
    JSON.stringify({ ...START, severities: [] })
  );
}
