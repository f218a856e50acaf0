import { type DifferentialCase, isRecord } from './case.js';

/** Whether a case still shows what it is kept for. */
type Shows = (given: DifferentialCase) => Promise<boolean>;

const MAX_ROUNDS = 40;

/**
 * The smallest case that still shows it: policies, statements, conditions, values and context keys are left out one after
 * another until nothing can go. `shows` is asked about many cases, and has to hold for the given one.
 */
export async function shrink(given: DifferentialCase, shows: Shows): Promise<DifferentialCase> {
  let smallest = given;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = await first(smaller(smallest), shows);
    if (next === null) return smallest;
    smallest = next;
  }
  return smallest;
}

async function first(cases: Iterable<DifferentialCase>, shows: Shows): Promise<DifferentialCase | null> {
  for (const given of cases) if (await shows(given)) return given;
  return null;
}

/** Cases with one thing less, the largest things first. */
function* smaller({ documents, context, ...request }: DifferentialCase): Generator<DifferentialCase> {
  // A session of a user without session policies is one without permissions, and none that anybody would want shown.
  const inSession = request.principal.kind === 'user' && request.principal.session !== undefined;
  for (const less of smallerDocuments(documents)) {
    if (isDocuments(less) && !(inSession && less.session === null)) yield { ...request, context, documents: less };
  }
  for (const key of Object.keys(context)) {
    const { [key]: values = [], ...rest } = context;
    yield { ...request, documents, context: rest };
    if (values.length > 1)
      for (const value of values)
        yield { ...request, documents, context: { ...rest, [key]: values.filter((other) => other !== value) } };
  }
}

function isDocuments(value: unknown): value is DifferentialCase['documents'] {
  return isRecord(value);
}

/** Elements that a document or a statement cannot do without; their lists may shrink. */
const KEPT = new Set(['Statement', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction']);

/** What stands for a layer that is left out; AWS applies the others all the same. */
const ABSENT: Readonly<Record<string, unknown>> = {
  identity: [],
  boundary: null,
  session: null,
  serviceControl: [],
  resourceControl: [],
  resource: null,
  endpoint: null,
  restrictPublicBuckets: false,
};

function* smallerDocuments(documents: Readonly<Record<string, unknown>> | DifferentialCase['documents']): Generator {
  for (const [layer, absent] of Object.entries(ABSENT)) {
    const value = (documents as Readonly<Record<string, unknown>>)[layer];
    if (value === null || value === false || (Array.isArray(value) && value.length === 0)) continue;
    yield { ...documents, [layer]: absent };
    for (const less of smallerValues(value)) yield { ...documents, [layer]: less };
  }
}

/** A value with one element less, anywhere in it. A list of statements or values keeps one. */
function* smallerValues(value: unknown): Generator {
  if (Array.isArray(value)) {
    const list = value as readonly unknown[];
    if (list.length > 1)
      for (let index = 0; index < list.length; index += 1) yield list.filter((_, other) => other !== index);
    for (const [index, entry] of list.entries())
      for (const less of smallerValues(entry)) yield list.map((other, at) => (at === index ? less : other));
    if (list.length === 1 && typeof list[0] === 'string') yield list[0];
  } else if (isRecord(value)) {
    const entries = Object.entries(value);
    for (const [key, entry] of entries) {
      const { [key]: _, ...rest } = value;
      if (entries.length > 1 && !KEPT.has(key) && key !== 'Version' && key !== 'Resource' && key !== 'NotResource')
        yield rest;
      for (const less of smallerValues(entry)) yield { ...value, [key]: less };
    }
  }
}
