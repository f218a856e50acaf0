import { assuming, combine, FREELY } from '../graph/grant.js';
import { anonymousKnowledge } from '../graph/knowledge.js';
import type { Grant } from '../graph/types.js';
import type { FunctionUrl } from '../model/entry-point.js';
import type { Policy } from '../model/policy.js';
import type { Resource } from '../model/resource.js';
import { type Door, mayPass } from './outsiders.js';
import { anyone, type Caller, deputiesWhoMay, isAnybody, outsidersWhoMay } from './resource-doors.js';
import { resourceEntries } from './resource-entry.js';
import type { Rule, RuleContext } from './rule.js';

const UPDATE = 'lambda:UpdateFunctionCode';
const INVOKE = 'lambda:InvokeFunction';
const CALL_URL = 'lambda:InvokeFunctionUrl';
const VIA_URL = 'lambda:invokedviafunctionurl';
const ALSO_INVOKED =
  'lambda:InvokeFunction is permitted as well, or AWS does not ask for it with this URL, as with those made before October 2025';

/** Somebody who makes a function run. */
interface Invoker extends Caller {
  readonly messageId: string;
  readonly description: string;
  /** True when it runs code of its own. */
  readonly ownCode?: boolean;
  /** What lets it in, if that is not the policy of the function. */
  readonly url?: FunctionUrl;
}

/**
 * A function that an outsider may invoke or update. Whoever updates it acts as its role; whoever only invokes it does so
 * as far as the function's code lets its caller.
 */
export const publicFunction: Rule = {
  id: 'public-function',

  *entries(context) {
    for (const resource of context.model.resources) {
      if (resource.kind !== 'function') continue;
      for (const invoker of invokers(resource, context)) {
        const { url, messageId, kind, id, outsider, description, grant, ownCode = false } = invoker;
        const { address, location } = url ?? resource.policy ?? resource;
        yield* resourceEntries(resource, {
          ruleId: this.id,
          messageId,
          kind,
          id,
          opens: `function ${resource.name}`,
          outsider,
          description,
          grant: ownCode ? grant : assuming(grant, `function ${resource.name} does with its role what its caller asks`),
          address,
          location,
          ownCode,
        });
      }
    }
  },
};

/** The widest doors only: who may update a function gains nothing by invoking it, and nobody is told of beside everybody. */
function invokers(resource: Resource, context: RuleContext): readonly Invoker[] {
  const { policy } = resource;
  const updaters = policy === null ? [] : updatersOf(resource, policy, context);
  if (updaters.some(isAnybody)) return updaters;
  const callers = [...urlCallers(resource, context), ...(policy === null ? [] : callersOf(resource, policy, context))];
  const widest = callers.find(isAnybody);
  if (widest !== undefined) return [...updaters, widest];
  const known = new Set(updaters.map(({ id }) => id));
  const others = callers.filter(({ id }) => !known.has(id) && known.add(id));
  if (others.length > 0 || policy === null) return [...updaters, ...others];
  return [...updaters, ...deputiesOf(resource, policy, context)];
}

function updatersOf({ arn, account }: Resource, policy: Policy, context: RuleContext): readonly Invoker[] {
  return outsidersWhoMay({ actions: [UPDATE], arn, account, policy, anonymous: false }, context).map((caller) => ({
    ...caller,
    messageId: isAnybody(caller) ? 'update' : 'foreignUpdate',
    description: 'replaces the code of the function',
    ownCode: true,
  }));
}

/** Nobody comes through the function's URL who invokes it by the API of Lambda. */
const DIRECTLY = new Map([[VIA_URL, ['false']]]);

function callersOf(resource: Resource, policy: Policy, context: RuleContext): readonly Invoker[] {
  return invokedAs(resource, policy)
    .flatMap((arn) =>
      outsidersWhoMay(
        { actions: [INVOKE], arn, account: resource.account, policy, anonymous: false, keys: DIRECTLY },
        context,
      ),
    )
    .map((caller) => ({ ...caller, messageId: invokes(caller), description: 'invokes the function' }));
}

function invokes(caller: Caller): string {
  return isAnybody(caller) ? 'invoke' : 'foreignInvoke';
}

/** What a function is invoked as: itself, and the versions and aliases that its policy names. */
function invokedAs({ arn }: Resource, { statements }: Policy): readonly string[] {
  const named = statements.flatMap(({ resources }) => resources?.values ?? []);
  return [arn, ...new Set(named.filter((value) => value.startsWith(`${arn}:`)))];
}

/**
 * Who may call the function's URL. With `NONE`, AWS asks nothing of the caller, but the policy of the function must permit
 * everyone two actions; otherwise it must permit the caller both (https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html).
 */
function urlCallers(resource: Resource, context: RuleContext): readonly Invoker[] {
  const { functionUrls, policy } = resource;
  return functionUrls.flatMap((url): readonly Invoker[] => {
    if (url.authType === 'NONE') {
      const grant = unsignedCall(resource, url, context);
      if (grant === null) return [];
      const description = 'calls the function URL, which asks for no credentials';
      return [{ ...anyone(grant), messageId: 'url', description, url }];
    }
    return policy === null ? [] : signedCallers(resource, policy, context);
  });
}

function unsignedCall(resource: Resource, url: FunctionUrl, context: RuleContext): Grant | null {
  const { keys: table, circumstances } = context.graph;
  const knowledge = anonymousKnowledge(table, circumstances);
  const ask = (action: string): Grant | null => {
    for (const door of urlDoors(resource, url)) {
      const grant = mayPass({ ...door, action }, { kind: 'anonymous' }, knowledge, context);
      if (grant !== null) return grant;
    }
    return null;
  };
  const invoked = ask(INVOKE) ?? assuming(FREELY, ALSO_INVOKED);
  // The URL brings its permission, so it is what opens the function.
  if (url.permitsEveryone) return { ...invoked, statements: [] };
  const called = ask(CALL_URL);
  return called === null ? null : combine([called, invoked]);
}

function signedCallers(resource: Resource, policy: Policy, context: RuleContext): readonly Invoker[] {
  return urlDoors({ ...resource, policy }, { authType: 'AWS_IAM' }).flatMap((door) => {
    const callers = outsidersWhoMay({ ...door, actions: [CALL_URL], anonymous: false }, context);
    const invoking = new Map(
      outsidersWhoMay({ ...door, actions: [INVOKE], anonymous: false }, context).map((caller) => [caller.id, caller]),
    );
    return callers.map((caller) => {
      const invoked = (invoking.get(caller.id) ?? invoking.get('*'))?.grant ?? assuming(FREELY, ALSO_INVOKED);
      const description = 'calls the function URL with credentials of its own';
      return { ...caller, grant: combine([caller.grant, invoked]), messageId: invokes(caller), description };
    });
  });
}

function urlDoors(resource: Resource, { authType }: Pick<FunctionUrl, 'authType'>): readonly Omit<Door, 'action'>[] {
  const { account, policy } = resource;
  if (policy === null) return [];
  const keys = new Map([
    ['lambda:functionurlauthtype', [authType]],
    [VIA_URL, ['true']],
  ]);
  return invokedAs(resource, policy).map((arn) => ({ arn, account, policy, keys }));
}

/** A service that acts for any of its customers, unless the policy says for whose resource. */
function deputiesOf(resource: Resource, policy: Policy, context: RuleContext): readonly Invoker[] {
  const { account } = resource;
  const deputies = invokedAs(resource, policy).flatMap((arn) =>
    deputiesWhoMay({ action: INVOKE, arn, account, policy, keys: DIRECTLY }, context),
  );
  return [...new Map(deputies.map((deputy) => [deputy.id, deputy])).values()].map((deputy) => ({
    ...deputy,
    messageId: 'confusedDeputy',
    description: `has ${deputy.id} invoke the function`,
  }));
}
