import type { ResourceCandidate } from '../evaluation/candidate-resources.js';
import type { CompanionResource } from '../schemas/rules.generated.js';

/** A resource that may stand beside another one in a request, and what it has to be like. */
interface Companion {
  readonly candidate: ResourceCandidate;
  readonly assumption: string | null;
}

/** Names that only AWS may give (https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateDocument.html). */
const NAME_OF_AWS = /^(?:aws|amazon|amzn)/i;

/**
 * Of the candidates of a type those that serve: any of them where the row names none; otherwise those that it names, which
 * are AWS's and stand in no account, and, as an assumption, the account's own.
 */
export function companionsAmong(
  candidates: readonly ResourceCandidate[],
  { names, assumes }: CompanionResource,
): readonly Companion[] {
  if (names === undefined) return candidates.map((candidate) => ({ candidate, assumption: null }));
  const [first] = candidates;
  if (first === undefined) return [];
  const [start, partition, service, region = ''] = first.arn.split(':');
  const kind = first.arn.slice(first.arn.lastIndexOf(':') + 1, first.arn.lastIndexOf('/') + 1);
  const ofAws = names.map((name) => ({
    candidate: { ...first, arn: [start, partition, service, region, '', `${kind}${name}`].join(':') },
    assumption: null,
  }));
  const own = candidates.flatMap((candidate) => {
    const name = candidate.arn.slice(candidate.arn.lastIndexOf('/') + 1);
    if (assumes === undefined || NAME_OF_AWS.test(name)) return [];
    return [{ candidate, assumption: assumes.replace('{{name}}', name) }];
  });
  return [...ofAws, ...own];
}
