import { HOUR, listed, type Signal, unusualAttempts } from './signal.js';

/** Error codes by which EC2 says that there is not so much to have (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html). */
const TOO_MUCH =
  /(?:VcpuLimitExceeded|InsufficientInstanceCapacity|PendingVerification|InstanceLimitExceeded|MaxSpotInstanceCountExceeded|ResourceLimitExceeded|LimitExceededException|InsufficientHostCapacity)$/;

/** Whoever pays takes what the design says; whoever does not takes what there is: p5.48xlarge refused, p4d.24xlarge taken. */
export const refusedThenSmaller: Signal = (window) => {
  const tried = unusualAttempts(window);
  for (const refused of tried) {
    const { call } = refused;
    if (call.outcome !== 'refused' || !TOO_MUCH.test(call.error ?? '')) continue;
    const next = tried.find(
      (other) =>
        other.call.time >= call.time &&
        other.call.time - call.time <= HOUR &&
        other.call.name === call.name &&
        other !== refused &&
        (other.call.types.join() !== call.types.join() || (other.call.count ?? 0) < (call.count ?? 0)),
    );
    if (next === undefined) continue;
    return {
      text: `${listed(call.types)} was refused (${call.error ?? ''}), then ${listed(next.call.types)} was tried.`,
      calls: [refused, next],
    };
  }
  return null;
};
