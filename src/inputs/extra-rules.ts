import { readFile } from 'node:fs/promises';
import { pointerStep } from '../model/json-pointer.js';
import type { Catalogue } from '../schemas/rules.generated.js';
import { InputError } from './input-error.js';
import { readInput } from './read.js';
import { checkSchema, type Validator } from './validate.js';
import { parseYaml } from './yaml-file.js';

/** Sections of `rules.yaml` that a user's file may hold, each with rows that are added or stand for those of the same id. */
export type ExtraRules = Partial<
  Pick<Catalogue, 'rules' | 'severity' | 'issuers' | 'contextKeys' | 'hops' | 'computePrimitives'>
>;

/** What rows may refer to. */
export interface KnownRows {
  /** Ids of the rules that there is code for: of a rule, a row says the words and the severity. */
  readonly rules: readonly string[];
  /** Actions of AWS; an action that is none of them may be one of a service that the catalogue does not know. */
  readonly actions: readonly string[];
}

/**
 * Reads rows for the catalogue from a YAML file by the schema of `rules.yaml`. Throws {@link InputError} with the line of
 * the row that is wrong: one that the schema refuses, a second one of the same id, a rule without code, an action that is
 * one letter away from a known one.
 */
export async function loadExtraRules(path: string, known: KnownRows): Promise<ExtraRules> {
  const { uri, text } = await readInput(path);
  const { data, placed } = await parseYaml(text, uri);
  try {
    const extra = checkSchema(await validator(), data, uri);
    for (const id of Object.keys(extra.rules ?? {})) {
      if (!known.rules.includes(id)) throw new InputError(uri, `/rules/${pointerStep(id)}`, `no rule \`${id}\``);
    }
    refuseRepeated(extra, uri);
    refuseMisspelt(extra, known.actions, uri);
    return extra;
  } catch (error) {
    throw error instanceof InputError ? placed(error) : error;
  }
}

function refuseRepeated(
  { issuers = [], contextKeys = [], hops = [], computePrimitives = [] }: ExtraRules,
  uri: string,
): void {
  const ids = {
    issuers: issuers.map(({ id }) => id),
    contextKeys: contextKeys.map(({ key }) => key.toLowerCase()),
    hops: hops.map(({ id }) => id),
    computePrimitives: computePrimitives.map(({ id }) => id),
  };
  for (const [section, names] of Object.entries(ids)) {
    const second = names.findIndex((name, index) => names.indexOf(name) < index);
    if (second < 0) continue;
    throw new InputError(uri, `/${section}/${String(second)}`, `a second row \`${names[second] ?? ''}\``);
  }
}

/** A row with an action that nobody has would never be reached, and nobody would know why. */
function refuseMisspelt(
  { hops = [], computePrimitives = [] }: ExtraRules,
  actions: readonly string[],
  uri: string,
): void {
  const exact = new Set(actions.map((action) => action.toLowerCase()));
  for (const [section, rows] of Object.entries({ hops, computePrimitives })) {
    for (const [row, { permissions }] of rows.entries()) {
      for (const [permission, { anyOf }] of permissions.entries()) {
        for (const [index, action] of anyOf.entries()) {
          if (exact.has(action.toLowerCase())) continue;
          const meant = actions.find((one) => isOneLetterAway(one.toLowerCase(), action.toLowerCase()));
          if (meant === undefined) continue;
          const pointer = `/${section}/${String(row)}/permissions/${String(permission)}/anyOf/${String(index)}`;
          throw new InputError(uri, pointer, `no action \`${action}\`; \`${meant}\` is one`);
        }
      }
    }
  }
}

/** True where one letter is missing, too many, another, or in the place of its neighbour, and the first letter of the name is right. */
function isOneLetterAway(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  if (start <= one.indexOf(':') + 1) return false;
  const [a, b] = [one.slice(start), other.slice(start)];
  if (a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1)) return true;
  return `${a.slice(1, 2)}${a.slice(0, 1)}${a.slice(2)}` === b;
}

/** Compiled when it is asked for: few runs do, and the schema holds what needs the library at run time. */
async function validator(): Promise<Validator<ExtraRules>> {
  const { Ajv } = await import('ajv');
  const schema = JSON.parse(await readFile(new URL('../schemas/rules.schema.json', import.meta.url), 'utf8')) as {
    readonly properties: Readonly<Record<string, unknown>>;
  };
  const { rules, severity, issuers, contextKeys, hops, computePrimitives } = schema.properties;
  const properties = { rules, severity, issuers, contextKeys, hops, computePrimitives };
  return new Ajv({ allowUnionTypes: true }).compile<ExtraRules>({ ...schema, required: [], properties });
}
