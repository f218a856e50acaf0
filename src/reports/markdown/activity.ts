import type { ActivityEpisode, FindingActivity, ReportActivity } from '../../schemas/report.generated.js';
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
} from '../activity-text.js';
import type { Namer } from '../names.js';
import { codeBlock, markdownText } from './text.js';

/** Episodes of a finding, and commands of an episode; the whole is in the other formats. */
const FEW_EPISODES = 2;
const FEW_COMMANDS = 8;
const FEW_ELSEWHERE = 5;

/** Who used the path, with a timeline, and what to do about it. */
export function activityText(activity: FindingActivity, name: Namer): string {
  const { episodes, leftOut } = activity;
  const shown = episodes.slice(0, FEW_EPISODES);
  const rest = episodes.length - shown.length + leftOut;
  return [
    `**Activity:** ${originText(activity)}`,
    ...shown.map((episode) => episodeText(episode, name)),
    ...(rest > 0 ? [`_${rest} more episodes in the whole report._`] : []),
  ].join('\n\n');
}

/** Compute that fits no path, and what of the log could not be told. */
export function elsewhereText(activity: ReportActivity, name: Namer): string {
  const { elsewhere, leftOut } = activity;
  const shown = elsewhere.slice(0, FEW_ELSEWHERE);
  const rest = elsewhere.length - shown.length + leftOut;
  const untold = [...newRegionTexts(activity), ...untoldTexts(activity, false)];
  return [
    ...elsewhereParts(shown).flatMap(({ title, episodes }) => [
      `**${title}**`,
      ...episodes.map((episode) => episodeText(episode, name)),
    ]),
    ...(rest > 0 ? [`_${rest} more episodes in the whole report._`] : []),
    ...(untold.length === 0 ? [] : [untold.map((text) => `- ${markdownText(text)}`).join('\n')]),
  ].join('\n\n');
}

function episodeText(episode: ActivityEpisode, name: Namer): string {
  const { summary, verdict, score, signals, calls, leftOut, respond } = episode;
  const cost = costText(episode);
  const whose = [strangerText(episode), unknownText(episode)].filter((text) => text !== '').join(' ');
  const told = important(calls);
  const rest = calls.length - told.length + leftOut;
  const commands = respond.slice(0, FEW_COMMANDS);
  return [
    `${markdownText(summary)} (${verdictText(verdict)}, score ${score})${whose === '' ? '' : ` ${markdownText(whose)}`}${cost === '' ? '' : `; ${markdownText(cost)}`}`,
    [
      ...signals.map(
        ({ weight, title, evidence }) => `- ${weight > 0 ? '+' : ''}${weight} ${markdownText(`${title}: ${evidence}`)}`,
      ),
      ...timelineTexts(told, name).map(({ what, who }) => `- ${markdownText(`${what} ${who}`)}`),
      ...(rest > 0 ? [`- ${rest} more calls`] : []),
    ].join('\n'),
    ...(commands.length === 0
      ? []
      : [
          'Respond:',
          codeBlock(
            commands.flatMap(({ title, command }) => [`# ${title}`, command]),
            'sh',
          ),
        ]),
  ].join('\n\n');
}
