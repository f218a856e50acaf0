import { unqualified } from '../../model/arn.js';
import type { FunctionUrl, Trigger } from '../../model/entry-point.js';
import type { Resource } from '../../model/resource.js';
import type { SourceLocation } from '../../model/location.js';
import type { LambdaFunction, ReceiptRule } from '../../schemas/snapshot.generated.js';
import { below, type Row, type Sections } from './sections.js';

/** The functions with their URLs, policies, and what starts them; and the state machines. */
export function readFunctions(sections: Sections, triggers: Triggers): readonly Resource[] {
  const functions = sections.rows('lambda', 'Functions').map(({ row, location }) => {
    const { FunctionArn: arn, FunctionName: name, Role } = row;
    return sections.resource('function', arn, name, location, {
      roles: sections.roles(Role),
      policy: sections.policy(policyOf(row), arn, name, below(location, 'Policy')),
      functionUrls: (row.FunctionUrlConfigs ?? []).map(({ AuthType }, index): FunctionUrl => ({
        authType: AuthType === 'NONE' ? 'NONE' : 'AWS_IAM',
        permitsEveryone: false,
        address: null,
        location: below(location, `FunctionUrlConfigs/${String(index)}`),
      })),
      triggers: triggers.of(arn),
    });
  });
  const machines = sections.rows('states', 'StateMachines').map(({ row, location }) => {
    const { stateMachineArn: arn, name = arn.slice(arn.lastIndexOf(':') + 1), roleArn } = row;
    return sections.resource('state-machine', arn, name, location, {
      roles: sections.roles(roleArn),
      triggers: triggers.of(arn),
    });
  });
  return [...functions, ...machines];
}

/** The policy of the function with the statements of its aliases, whose resources say which alias they are for. */
function policyOf({ Policy, Aliases = [] }: LambdaFunction): unknown {
  const others = Aliases.flatMap((alias) => statementsOf(alias.Policy));
  if (others.length === 0) return Policy;
  return { Version: '2012-10-17', Statement: [...statementsOf(Policy), ...others] };
}

function statementsOf(document: unknown): readonly unknown[] {
  if (typeof document !== 'object' || document === null || !('Statement' in document)) return [];
  return Array.isArray(document.Statement) ? document.Statement : [document.Statement];
}

/** What sends to what: mappings, subscriptions, targets of rules and notifications of buckets, by the ARN that is sent to. */
export class Triggers {
  readonly #byTarget = new Map<string, Trigger[]>();

  constructor(sections: Sections) {
    for (const { row, location } of sections.rows('lambda', 'EventSourceMappings'))
      this.#add(row.FunctionArn, tableOf(row.EventSourceArn), location);
    for (const { row, location } of sections.rows('sns', 'Subscriptions'))
      this.#add(row.Endpoint, row.TopicArn, location);
    for (const { row: bus, location } of sections.rows('events', 'EventBuses')) {
      for (const [index, rule] of (bus.Rules ?? []).entries()) {
        // A schedule is no event that somebody sends.
        if (rule.State === 'DISABLED' || rule.EventPattern === undefined) continue;
        for (const [number, target] of (rule.Targets ?? []).entries()) {
          const place = below(location, `Rules/${String(index)}/Targets/${String(number)}`);
          this.#add(target.Arn, bus.Arn, place);
          this.#add(target.EcsParameters?.TaskDefinitionArn, bus.Arn, place);
        }
      }
    }
    for (const { row, location } of sections.rows('pipes', 'Pipes'))
      if (row.DesiredState !== 'STOPPED') this.#add(row.Target, tableOf(row.Source), location);
    for (const { row, location } of sections.rows('logs', 'Destinations')) this.#add(row.targetArn, row.arn, location);
    for (const { rule, arn, location } of mailRules(sections)) {
      for (const { LambdaAction, SNSAction, S3Action } of rule.Actions ?? []) {
        this.#add(LambdaAction?.FunctionArn, arn, location);
        this.#add(SNSAction?.TopicArn, arn, location);
        const bucket = S3Action?.BucketName;
        if (bucket !== undefined) this.#add(`arn:${sections.snapshot.partition}:s3:::${bucket}`, arn, location);
      }
    }
    const { partition, global } = sections.snapshot;
    for (const [index, bucket] of (global.s3?.Buckets ?? []).entries()) {
      const { LambdaFunctionConfigurations, QueueConfigurations, TopicConfigurations } = bucket.Notifications ?? {};
      const targets = [
        ...(LambdaFunctionConfigurations ?? []).map(({ LambdaFunctionArn }) => LambdaFunctionArn),
        ...(QueueConfigurations ?? []).map(({ QueueArn }) => QueueArn),
        ...(TopicConfigurations ?? []).map(({ TopicArn }) => TopicArn),
      ];
      const place = sections.at(`/global/s3/Buckets/${String(index)}/Notifications`);
      for (const target of targets) this.#add(target, `arn:${partition}:s3:::${bucket.Name}`, place);
    }
  }

  of(arn: string): readonly Trigger[] {
    return this.#byTarget.get(unqualified(arn)) ?? [];
  }

  #add(target: string | undefined, source: string | undefined, location: Row<unknown>['location']): void {
    if (target === undefined || source === undefined) return;
    const key = unqualified(target);
    const list = this.#byTarget.get(key) ?? [];
    this.#byTarget.set(key, [...list, { source, address: null, location }]);
  }
}

/** The table of a stream of DynamoDB, which holds what is written to the table; anything else is its own source. */
function tableOf(source: string | undefined): string | undefined {
  return source?.replace(/^(arn:[^:]+:dynamodb:.*:table\/[^/]+)\/stream\/.*$/, '$1');
}

/** Rules by which mail of anybody starts something, as far as they act. */
export function mailRules(
  sections: Sections,
): readonly { readonly rule: ReceiptRule; readonly arn: string; readonly location: SourceLocation }[] {
  return sections
    .rows('ses', 'ActiveReceiptRuleSets')
    .flatMap(({ row: { RuleSetName, Rules = [] }, region, location }) =>
      Rules.flatMap((rule, index) => {
        if (rule.Enabled !== true) return [];
        const arn = sections.arn('ses', region, `receipt-rule-set/${RuleSetName}:receipt-rule/${rule.Name}`);
        return [{ rule, arn, location: below(location, `Rules/${String(index)}`) }];
      }),
    );
}
