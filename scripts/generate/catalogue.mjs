import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Ajv } from 'ajv';
import { parseDocument } from 'yaml';

/** `rules.yaml` cannot be used; the message is one line for the user. */
export class CatalogueError extends Error {}

/** Reads `rules.yaml` and checks it against its schema. Throws {@link CatalogueError}. */
export async function readCatalogue(path, schemaPath) {
  const file = basename(path);
  const document = parseDocument(await readFile(path, 'utf8'));
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw new CatalogueError(`${file}: ${problem.message.split('\n')[0].replace(/:$/, '')}`);
  const rules = document.toJS();
  const validate = new Ajv({ allowUnionTypes: true, verbose: true }).compile(
    JSON.parse(await readFile(schemaPath, 'utf8')),
  );
  if (!validate(rules)) throw new CatalogueError(`${file}: ${describe(validate.errors[0])}`);
  return rules;
}

function describe(error) {
  const expected = {
    required: () => `expected \`${error.params.missingProperty}\``,
    additionalProperties: () => `unknown property \`${error.params.additionalProperty}\``,
    const: () => `expected ${JSON.stringify(error.params.allowedValue)}`,
    enum: () => `expected one of ${error.params.allowedValues.join(', ')}`,
    type: () => `expected ${[error.params.type].flat().join(' or ')}`,
    pattern: () => `expected text that matches ${error.params.pattern}`,
  }[error.keyword];
  return `${error.instancePath || '/'}: ${expected?.() ?? error.message}`;
}
