import type { AttributedCall } from '../attribution/attribute.js';
import { type ActivityWindow, attempts, type Evidence, listed, MINUTE, type Signal } from './signal.js';

const WINDOW = 10 * MINUTE;
const LEAST_REGIONS = 3;
const MANY_REGIONS = 10;

/** Roles as which StackSets deploy (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs.html): to many Regions is what they are for. */
const STACK_SET_ROLE = /:role\/(?:AWSCloudFormationStackSetExecutionRole|stacksets-exec-[a-z0-9]+)$/;

function isOfStackSet({ call, principal }: AttributedCall): boolean {
  return call.identity.invokedBy === 'cloudformation.amazonaws.com' && STACK_SET_ROLE.test(principal);
}

/** The most Regions within ten minutes; null below `least`. */
function spreadOver(window: ActivityWindow, least: number): Evidence | null {
  const launches = attempts(window).filter((one) => one.call.region !== '' && !isOfStackSet(one));
  let best: readonly AttributedCall[] = [];
  let bestRegions = least - 1;
  let from = 0;
  const regions = new Map<string, number>();
  for (const [to, { call }] of launches.entries()) {
    regions.set(call.region, (regions.get(call.region) ?? 0) + 1);
    for (
      let first = launches[from];
      first !== undefined && first.call.time < call.time - WINDOW;
      first = launches[from]
    ) {
      const left = (regions.get(first.call.region) ?? 1) - 1;
      if (left === 0) regions.delete(first.call.region);
      else regions.set(first.call.region, left);
      from += 1;
    }
    if (regions.size > bestRegions) {
      bestRegions = regions.size;
      best = launches.slice(from, to + 1);
    }
  }
  if (best.length === 0) return null;
  return {
    text: `Compute in ${bestRegions} Regions within ten minutes: ${listed(best.map(({ call }) => call.region))}.`,
    calls: best,
  };
}

/** A company's deployment goes to two or three Regions, and not within minutes by hand. */
export const regionSpread: Signal = (window) => spreadOver(window, LEAST_REGIONS);

/** One campaign had ECS services in 17 Regions in less than two minutes, another instances in all of them in seven. */
export const everyRegion: Signal = (window) => spreadOver(window, MANY_REGIONS);
