/** What the address of the page says after `#`: the finding that is open, and the filters of the list. */
export interface State {
  readonly finding: string | null;
  readonly query: string;
  readonly severities: ReadonlySet<string>;
  readonly account: string;
  readonly entry: string;
  readonly service: string;
  readonly principal: string;
  readonly opened: boolean;
  readonly used: boolean;
  readonly page: number;
}

/** Nothing open, nothing filtered. */
export const START: State = {
  finding: null,
  query: '',
  severities: new Set(),
  account: '',
  entry: '',
  service: '',
  principal: '',
  opened: false,
  used: false,
  page: 1,
};

/** Reads the part of an address after `#`; what it does not know it leaves out. */
export function readState(hash: string): State {
  const [path = '', search = ''] = hash.replace(/^#/, '').split('?');
  const parameters = new URLSearchParams(search);
  const text = (name: string): string => parameters.get(name) ?? '';
  const page = Number.parseInt(text('page'), 10);
  const match = /^\/finding\/(.+)$/.exec(path);
  return {
    finding: match?.[1] === undefined ? null : decode(match[1]),
    query: text('q'),
    severities: new Set(
      text('severity')
        .split(',')
        .filter((severity) => severity !== ''),
    ),
    account: text('account'),
    entry: text('entry'),
    service: text('service'),
    principal: text('principal'),
    opened: text('new') === '1',
    used: text('used') === '1',
    page: page > 0 ? page : 1,
  };
}

/** Writes it; the shortest form that reads as the same. */
export function writeState(state: State): string {
  const parameters = new URLSearchParams();
  const set = (name: string, value: string): void => {
    if (value !== '') parameters.set(name, value);
  };
  set('q', state.query);
  set('severity', [...state.severities].join(','));
  set('account', state.account);
  set('entry', state.entry);
  set('service', state.service);
  set('principal', state.principal);
  set('new', state.opened ? '1' : '');
  set('used', state.used ? '1' : '');
  set('page', state.page > 1 ? String(state.page) : '');
  const search = parameters.toString();
  const path = state.finding === null ? '/' : `/finding/${encodeURIComponent(state.finding)}`;
  return `#${path}${search === '' ? '' : `?${search}`}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
