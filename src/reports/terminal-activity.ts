import type { ActivityEpisode, ActivityVerdict, FindingActivity, ReportActivity } from '../schemas/report.generated.js';
import {
  costText,
  elsewhereParts,
  important,
  newRegionTexts,
  originText,
  strangerText,
  timelineTexts,
  unknownText,
  untoldTexts,
  verdictText,
} from './activity-text.js';
import type { Pen } from './pen.js';
import type { Style } from './layout.js';

/** Episodes that are shown before "and more". */
const FEW_EPISODES = 2;
const FEW_ELSEWHERE = 10;

/** What a finding says of activity, between its head and its paths. */
export function findingActivityLines(activity: FindingActivity, pen: Pen): string[] {
  const { episodes, leftOut } = activity;
  const { write, bold, dim, options } = pen;
  const shown = options.verbose ? episodes : episodes.slice(0, FEW_EPISODES);
  const rest = episodes.length - shown.length + leftOut;
  return [
    ...write([{ text: 'activity: ', style: bold }, { text: originText(activity) }], 2, 2),
    ...shown.flatMap((episode) => episodeLines(episode, 4, pen)),
    ...(rest > 0 ? write([{ text: `${rest} more episodes`, style: dim }], 4) : []),
  ];
}

/** What was read, and the compute that fits no path. */
export function activityLines(activity: ReportActivity, pen: Pen): string[] {
  const { write, bold, dim, options } = pen;
  const { elsewhere } = activity;
  const grave = elsewhere.filter(({ verdict }) => verdict !== 'ordinary');
  const listed = options.verbose
    ? elsewhere
    : [...grave, ...elsewhere.filter((one) => !grave.includes(one))].slice(0, FEW_ELSEWHERE);
  const rest = elsewhere.length - listed.length + activity.leftOut;
  const read = `${activity.sources.join(', ')}: ${activity.records} records in ${activity.files} files, ${activity.calls} of them start compute or lead to it; ${activity.since} to ${activity.until}`;
  return [
    ...write(
      [
        { text: 'Activity', style: bold },
        { text: ` ${read}`, style: dim },
      ],
      0,
      2,
    ),
    ...elsewhereParts(listed).flatMap(({ title, episodes }) => [
      ...write([{ text: `${title}:` }], 2, 2),
      ...episodes.flatMap((episode) => episodeLines(episode, 4, pen)),
    ]),
    ...(rest > 0 ? write([{ text: `${rest} more episodes`, style: dim }], 4) : []),
    ...newRegionTexts(activity).flatMap((text) => write([{ text }], 2, 2)),
    ...untoldTexts(activity, options.verbose).flatMap((text) => write([{ text, style: dim }], 2, 2)),
  ];
}

function episodeLines(episode: ActivityEpisode, indent: number, pen: Pen): string[] {
  const { write, dim, bold, name, options } = pen;
  const cost = costText(episode);
  const { summary, verdict, score, signals, calls, leftOut, respond } = episode;
  const brief = verdict === 'ordinary' && !options.verbose;
  const told = options.verbose ? calls : brief ? [] : important(calls);
  const rest = brief ? 0 : calls.length - told.length + leftOut;
  return [
    ...write(
      [
        { text: summary },
        { text: ` (${verdictText(verdict)}, score ${score})`, style: styleOf(verdict, pen) },
        ...[strangerText(episode), unknownText(episode), cost]
          .filter((text) => text !== '')
          .map((text) => ({ text: ` ${text}`, style: bold })),
      ],
      indent,
      2,
    ),
    ...(brief
      ? []
      : signals.flatMap(({ weight, title, evidence }) =>
          write([{ text: `${weight > 0 ? '+' : ''}${weight} ${title}: ${evidence}`, style: dim }], indent + 2, 3),
        )),
    ...timelineTexts(told, name).flatMap(({ what, who }) =>
      write([{ text: what }, { text: ` ${who}`, style: dim }], indent + 2, 2),
    ),
    ...(rest > 0 ? write([{ text: `${rest} more calls`, style: dim }], indent + 2) : []),
    ...respond.flatMap(({ title, command }) => [
      ...write([{ text: 'respond: ', style: bold }, { text: title }], indent + 2, 2),
      ...write([{ text: command, whole: true }], indent + 4, 2),
    ]),
  ];
}

function styleOf(verdict: ActivityVerdict, { severity, dim }: Pen): Style {
  switch (verdict) {
    case 'ordinary':
      return dim;
    case 'possible':
      return severity.medium;
    case 'likely':
      return severity.high;
    case 'confirmed-by-image':
      return severity.critical;
  }
}
