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

/**
 * Reads rows for the catalogue from a YAML file by the schema of `rules.yaml`. `known` are the ids of the rules that
 * there is code for: of a rule, a row says the words and the severity. Throws {@link InputError} with the line of the row
 * that is wrong.
 */
export async function loadExtraRules(path: string, known: readonly string[]): Promise<ExtraRules> {
  const { uri, text } = await readInput(path);
  const { data, placed } = await parseYaml(text, uri);
  try {
    const extra = checkSchema(await validator(), data, uri);
    for (const id of Object.keys(extra.rules ?? {})) {
      if (!known.includes(id)) throw new InputError(uri, `/rules/${pointerStep(id)}`, `no rule \`${id}\``);
    }
    return extra;
  } catch (error) {
    throw error instanceof InputError ? placed(error) : error;
  }
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
