import type { BaselineFinding } from '../schemas/baseline.generated.js';
import validate from '../schemas/baseline.validate.generated.js';
import { InputError } from './input-error.js';
import { parseJsonDocuments } from './json.js';
import { readInput } from './read.js';
import { checkSchema } from './validate.js';

/**
 * The findings of an earlier run: its report as JSON. Throws {@link InputError} for what is no such report, and for one
 * that leaves out what was open before, against which every night would find the same things new.
 */
export async function loadBaseline(path: string): Promise<readonly BaselineFinding[]> {
  const { uri, text } = await readInput(path);
  const documents = parseJsonDocuments(text, uri);
  if (documents.length > 1) throw new InputError(uri, '', 'expected one report, found several JSON documents');
  const { findings, summary } = checkSchema(validate, documents[0], uri);
  if ((summary?.leftOut ?? 0) > 0) {
    const message = 'written with `--only-new`, so that it does not say what was open; a baseline is a whole report';
    throw new InputError(uri, '/summary/leftOut', message);
  }
  return findings;
}
