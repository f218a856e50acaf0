import { HOUR, listed, type Signal } from './signal.js';

/** Services whose quotas bound how much compute there is (https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html). */
const COMPUTE = /^(?:ec2|fargate|sagemaker|lightsail|eks|ecs|batch)\//;
const LEAST_REGIONS = 3;

/** How much there is to take: quotas of compute looked up across Regions, or a raise asked for. */
export const quotaProbing: Signal = ({ episode }) => {
  const asked = episode.calls.filter(({ call }) => COMPUTE.test(call.facts.quota ?? ''));
  // Who was refused first, and then asks for more of the same, found the quota by needing it.
  const refused = episode.launches.find(({ call }) => call.error?.endsWith('LimitExceeded') === true);
  const raised = asked.filter(
    ({ call }) =>
      call.name === 'RequestServiceQuotaIncrease' &&
      !(refused !== undefined && refused.call.time <= call.time && refused.call.region === call.region),
  );
  if (raised.length > 0) {
    return {
      text: `A raise of ${listed(raised.map(({ call }) => call.facts.quota ?? ''))} was asked for.`,
      calls: raised,
    };
  }
  const first = asked[0]?.call.time ?? 0;
  const looked = asked.filter(({ call }) => call.time - first <= HOUR);
  const regions = new Set(looked.map(({ call }) => call.region));
  if (regions.size < LEAST_REGIONS) return null;
  return { text: `Quotas of compute were looked up in ${regions.size} Regions.`, calls: looked };
};
