import type { Policy, Statement, Values } from '../model/policy.js';
import { evaluateCondition } from './condition.js';
import { matchPrincipal, type PrincipalMatch } from './principal-match.js';
import type { AuthorizationRequest, RequestContext } from './request.js';
import type { Truth } from './truth.js';
import { hasVariables, substituteVariables } from './variables.js';
import { type CompiledPattern, compilePattern, isLiteral, matchesPattern, prefixOf } from './wildcard.js';

/** Whether a statement applies to a request, and by which name its principal element knew the caller. */
export interface StatementMatch {
  readonly truth: Truth;
  readonly by: PrincipalMatch | null;
  /** True when the statement may know the caller by another name as well, one that is not known. */
  readonly unsure: boolean;
}

/** The values of one element, prepared once. */
interface CompiledElement {
  readonly anything: boolean;
  readonly literals: ReadonlySet<string>;
  /** What stands before the star of values whose only wildcard is a star at the end: most patterns are such. */
  readonly prefixes: readonly string[];
  readonly patterns: readonly CompiledPattern[];
  /** Values that hold policy variables. */
  readonly templates: readonly string[];
  readonly unknown: boolean;
  /** True for `NotAction` and `NotResource`. */
  readonly negated: boolean;
}

interface CompiledStatement {
  readonly action: CompiledElement | null;
  readonly resource: CompiledElement | null;
}

const compiledStatements = new WeakMap<Statement, CompiledStatement>();

function compile(statement: Statement): CompiledStatement {
  const known = compiledStatements.get(statement);
  if (known !== undefined) return known;
  const { actions, notActions, resources, notResources } = statement;
  const compiled = {
    action: compileElement(actions, notActions, (value) => value.toLowerCase()),
    resource: compileElement(resources, notResources, completeArn),
  };
  compiledStatements.set(statement, compiled);
  return compiled;
}

function compileElement(
  values: Values | undefined,
  notValues: Values | undefined,
  normalize: (value: string) => string,
): CompiledElement | null {
  const element = values ?? notValues;
  if (element === undefined) return null;
  const texts = element.values.map(normalize);
  const patterns = texts.filter((text) => !hasVariables(text)).map(compilePattern);
  return {
    anything: texts.includes('*'),
    literals: new Set(patterns.filter(isLiteral)),
    prefixes: patterns.flatMap((pattern) => prefixOf(pattern) ?? []),
    patterns: patterns.filter((pattern) => !isLiteral(pattern) && prefixOf(pattern) === null),
    templates: texts.filter(hasVariables),
    unknown: element.unknown.length > 0,
    negated: values === undefined,
  };
}

/** Of an ARN with fewer than six parts, AWS takes the missing ones for `*`. */
function completeArn(value: string): string {
  if (!value.startsWith('arn:') || hasVariables(value)) return value;
  return value + ':*'.repeat(Math.max(0, 6 - value.split(':').length));
}

/** An allow of everything that a statement names, under no condition. */
export function isPlainAllow({ effect, resources, conditions }: Statement): boolean {
  return effect === 'Allow' && conditions.length === 0 && resources?.values.includes('*') === true;
}

/** An allow of every action on everything, under no condition. */
export function isPlainAllowOfEverything(statement: Statement): boolean {
  return isPlainAllow(statement) && statement.actions?.values.includes('*') === true;
}

/** Actions are compared without regard to case (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html). */
export function coversAction(statement: Statement, action: string): Truth {
  const element = compile(statement).action;
  return element === null ? 'true' : truthOf(element, matchesFixed(element, action.toLowerCase()));
}

/**
 * Whether a statement is about a resource. A trust policy, and many a resource-based one, has no `Resource`: it is about
 * the resource that carries it. A variable without a value makes its pattern match nothing. In `NotResource`, where the
 * pattern could match the resource if the variable had a value, the statement then applies to nothing.
 */
export function coversResource(
  statement: Statement,
  version: Policy['version'],
  resource: string,
  context: RequestContext,
): Truth {
  const element = compile(statement).resource;
  if (element === null) return 'true';
  let found = matchesFixed(element, resource);
  for (const template of element.templates) {
    if (found) break;
    if (version === '2012-10-17') {
      const { pattern, complete } = substituteVariables(template, context);
      found = (complete || element.negated) && matchesPattern(pattern, resource);
    } else found = matchesPattern(compilePattern(template), resource);
  }
  return truthOf(element, found);
}

/** Whether policy variables decide if a statement is about a resource. */
export function dependsOnContext(statement: Statement, version: Policy['version'], resource: string): boolean {
  const element = compile(statement).resource;
  if (element === null || element.templates.length === 0) return false;
  return version === '2012-10-17' && !matchesFixed(element, resource);
}

function matchesFixed({ anything, literals, prefixes, patterns }: CompiledElement, text: string): boolean {
  if (anything || literals.has(text)) return true;
  for (const prefix of prefixes) if (text.startsWith(prefix)) return true;
  for (const pattern of patterns) if (matchesPattern(pattern, text)) return true;
  return false;
}

function truthOf({ negated, unknown }: CompiledElement, found: boolean): Truth {
  if (!found && unknown) return 'unknown';
  return found === negated ? 'false' : 'true';
}

const NO_MATCH: StatementMatch = { truth: 'false', by: null, unsure: false };

/**
 * Whether a statement that covers the action is about the caller, and could be about the resource: what depends on the
 * context, its conditions and the policy variables of its resources, is taken to hold.
 */
export function couldMatch(
  statement: Statement,
  version: Policy['version'],
  { principal, resource }: AuthorizationRequest,
): StatementMatch {
  return narrowed(matchPrincipal(statement, principal), couldBeAbout(statement, version, resource));
}

/** Whether a statement could be about a resource, in some context. */
export function couldBeAbout(statement: Statement, version: Policy['version'], resource: string): Truth {
  if (!dependsOnContext(statement, version, resource)) return coversResource(statement, version, resource, NO_CONTEXT);
  return compile(statement).resource?.unknown === true ? 'unknown' : 'true';
}

const NO_CONTEXT: RequestContext = new Map();

function narrowed(match: StatementMatch, truth: Truth): StatementMatch {
  if (match.truth === 'false' || truth === 'false') return NO_MATCH;
  return truth === 'true' ? match : { ...match, truth };
}

/** Whether a statement that covers the action applies to the request. */
export function matchStatement(
  statement: Statement,
  version: Policy['version'],
  { principal, resource, context }: AuthorizationRequest,
): StatementMatch {
  const match = matchPrincipal(statement, principal);
  if (match.truth === 'false') return NO_MATCH;
  let truth = coversResource(statement, version, resource, context);
  for (const condition of statement.conditions) {
    if (truth === 'false') break;
    const holds = evaluateCondition(condition, context, version);
    if (holds !== 'true') truth = holds;
  }
  return narrowed(match, truth);
}
