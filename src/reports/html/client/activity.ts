import type { ActivityCall, ActivityEpisode } from '../../../schemas/report.generated.js';
import { type Child, copyButton, h, number } from './dom.js';

const FIRST_CALLS = 40;

/** Episodes of recorded activity as timelines, each with what its score is made of and the commands that stop it. */
export function episodeList(episodes: readonly ActivityEpisode[]): readonly Child[] {
  return episodes.map((episode) =>
    h(
      'details',
      { class: 'episode', open: episodes.length === 1 },
      h(
        'summary',
        {},
        h('span', { class: `tag verdict ${episode.verdict}` }, episode.verdict),
        h('span', {}, episode.summary),
        h('span', { class: 'meta' }, `score ${episode.score}`),
        episode.cost === null
          ? null
          : h('span', { class: 'meta' }, `cost ${episode.cost.amount.toFixed(2)} ${episode.cost.currency} so far`),
      ),
      h(
        'p',
        { class: 'meta' },
        `${time(episode.first)} to ${time(episode.last)} · by ${episode.caller}${episode.outsider ? ', who is outside the trust zone' : ''}${episode.unknown === null ? '' : ` · whether an outsider could do this is not known: ${episode.unknown}`}`,
      ),
      episode.signals.length === 0
        ? null
        : h(
            'ul',
            { class: 'signals' },
            ...episode.signals.map(({ title, weight, evidence }) =>
              h('li', {}, h('b', {}, weight > 0 ? `+${weight}` : String(weight)), ` ${title}: ${evidence}`),
            ),
          ),
      h(
        'ol',
        { class: 'timeline' },
        ...episode.calls.slice(0, FIRST_CALLS).map((one, index) => call(one, episode.calls[index - 1])),
      ),
      episode.calls.length + episode.leftOut > FIRST_CALLS
        ? h(
            'p',
            { class: 'meta' },
            `and ${number(Math.max(0, episode.calls.length - FIRST_CALLS) + episode.leftOut, 'more call')}`,
          )
        : null,
      ...episode.respond.map(({ title, command }) =>
        h(
          'div',
          { class: 'respond' },
          h('p', { class: 'head' }, h('span', {}, title), copyButton(command)),
          h('pre', { tabindex: 0 }, h('code', {}, command)),
        ),
      ),
    ),
  );
}

/** By whom, and through which sessions. */
function callerOf({ chain, principal }: ActivityCall): string {
  return `${chain.map(({ caller, via }) => `${caller} → ${via} → `).join('')}${principal ?? 'nobody known'}`;
}

function call(one: ActivityCall, before: ActivityCall | undefined): HTMLElement {
  const { time: at, name, occurrences, region, outcome, error, types, count, resources, sourceIp, fits } = one;
  const caller = callerOf(one);
  const what = [
    ...(count === null ? [] : [`${count} ×`]),
    ...types,
    ...(resources.length === 0 ? [] : [`(${resources.slice(0, 3).join(', ')}${resources.length > 3 ? ', …' : ''})`]),
  ].join(' ');
  return h(
    'li',
    { class: `${fits} ${outcome}` },
    h('time', { datetime: at }, time(at)),
    h('b', {}, name),
    occurrences > 1 ? h('span', { class: 'tag' }, `× ${occurrences}`) : null,
    what === '' ? null : h('span', {}, what),
    h(
      'span',
      { class: 'meta' },
      [region, sourceIp ?? '', outcome === 'success' ? '' : `${outcome}${error === null ? '' : `: ${error}`}`]
        .filter((text) => text !== '')
        .join(' · '),
    ),
    before !== undefined && callerOf(before) === caller ? null : h('span', { class: 'meta' }, `by ${caller}`),
  );
}

function time(text: string): string {
  return text.replace('T', ' ').replace(/(?:\.\d+)?Z$/, ' UTC');
}
