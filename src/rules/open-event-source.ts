import { assuming } from '../graph/grant.js';
import type { Resource, ResourceKind } from '../model/resource.js';
import { ANYONE, type Caller, deputiesWhoMay, outsidersWhoMay, unlessBlocked } from './resource-doors.js';
import { called, resourceEntries } from './resource-entry.js';
import type { Rule, RuleContext } from './rule.js';
import { reachedFrom, startedBy } from './started.js';

interface Source {
  /** Null for a source that takes from anybody: mail asks nobody for credentials. */
  readonly action: string | null;
  /** Whether the service takes requests without credentials. */
  readonly anonymous: boolean;
  readonly sends: string;
}

/** What feeds a source of events, and whether that takes credentials. */
const SOURCES: Readonly<Partial<Record<ResourceKind, Source>>> = {
  queue: { action: 'sqs:SendMessage', anonymous: true, sends: 'sends messages to' },
  topic: { action: 'sns:Publish', anonymous: true, sends: 'publishes to' },
  'event-bus': { action: 'events:PutEvents', anonymous: false, sends: 'puts events on' },
  stream: { action: 'kinesis:PutRecord', anonymous: false, sends: 'puts records into' },
  table: { action: 'dynamodb:PutItem', anonymous: false, sends: 'writes items into' },
  'log-destination': { action: 'logs:PutSubscriptionFilter', anonymous: false, sends: 'sends logs to' },
  'mail-rule': { action: null, anonymous: true, sends: 'sends mail to' },
  bucket: { action: 's3:PutObject', anonymous: true, sends: 'puts objects into' },
};

/** A queue, topic, bus, stream, table, bucket or mail address that outsiders may feed, and that starts code with a role. */
export const openEventSource: Rule = {
  id: 'open-event-source',

  *entries(context) {
    const started = startedBy(context.model.resources);
    for (const source of context.model.resources) {
      const row = SOURCES[source.kind];
      if (row === undefined) continue;
      const targets = reachedFrom(source, started).filter((one) => one !== source && one.roles.length > 0);
      if (targets.length === 0) continue;
      const place = source.policy ?? source;
      for (const caller of feeders(source, row, context)) {
        for (const target of targets) {
          yield* resourceEntries(target, {
            ruleId: this.id,
            messageId:
              caller.who === 'service'
                ? 'confusedDeputy'
                : caller.who === 'foreign-account'
                  ? 'foreignAccount'
                  : 'anyone',
            kind: caller.kind,
            id: caller.id,
            opens: source.policy === null ? called(source) : `the policy of ${called(source)}`,
            outsider: caller.outsider,
            description: `${row.sends} ${called(source)}, which starts ${called(target)}`,
            grant: assuming(caller.grant, `${called(target)} does with its role what the message asks`),
            address: place.address,
            location: place.location,
            ownCode: false,
            door: source.arn,
          });
        }
      }
    }
  },
};

function feeders(source: Resource, { action, anonymous }: Source, context: RuleContext): readonly Caller[] {
  const { arn, account, policy } = source;
  if (action === null) return [ANYONE];
  if (policy === null) return [];
  const bucket = source.kind === 'bucket';
  const door = {
    arn: bucket ? `${arn}/outsider` : arn,
    account,
    policy,
    restrictPublicBuckets: source.publicAccessBlock?.restrictPublicBuckets ?? false,
  };
  const outsiders = outsidersWhoMay({ ...door, actions: [action], anonymous }, context);
  return outsiders.length > 0
    ? outsiders.map((caller) => unlessBlocked(caller, source))
    : deputiesWhoMay({ ...door, action }, context);
}
