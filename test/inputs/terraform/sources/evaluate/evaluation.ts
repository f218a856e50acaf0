import { readFileSync } from 'node:fs';
import { Budget } from '../../../../../src/inputs/terraform/sources/evaluate/budget.js';
import type { Scope } from '../../../../../src/inputs/terraform/sources/evaluate/context.js';
import { Evaluator } from '../../../../../src/inputs/terraform/sources/evaluate/evaluator.js';
import { flat, knownText } from '../../../../../src/inputs/terraform/sources/evaluate/json.js';
import {
  hole,
  list,
  open,
  text,
  unknown,
  type Value,
} from '../../../../../src/inputs/terraform/sources/evaluate/value.js';
import { loadGrammar } from '../../../../../src/inputs/terraform/sources/hcl/grammar.js';
import { parseFile } from '../../../../../src/inputs/terraform/sources/hcl/parse.js';
import { SourceText } from '../../../../../src/inputs/terraform/sources/hcl/source-text.js';

const grammar = await loadGrammar();

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

const LOCALS = parseFile(grammar, new SourceText('main.tf', read('main.tf'))).blocks[0]?.body.attributes;

/** What `known.*` stands for in a test: values that a plan does not know. */
const SYMBOLS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['arn', hole('aws_x.y.arn', 'known only after apply')],
  ['id', hole('aws_x.y.id', 'known only after apply')],
  ['any', unknown('it could be anything')],
  ['open', list([text('first')], null, [open(unknown('there may be more'))])],
]);

/** Evaluates an expression where `local` are the locals of main.tf, and `symbol` what a plan does not know. */
export function evaluateText(expression: string, budget = Budget.forAll().forOne()): Value {
  const evaluator = new Evaluator(grammar, budget);
  const scope: Scope = {
    names: new Map(),
    item: null,
    strict: false,
    readFile: (path) => (path === './template.tftpl' ? new SourceText('template.tftpl', read('template.tftpl')) : null),
    filesBelow: (path) => (path === 'policies' ? ['.e.json', 'a.json', 'b.json', 'c.txt', 'sub/d.json'] : null),
    references: {
      resolve: (root, [step], range) => {
        if (step?.kind !== 'attribute') return null;
        if (root === 'path') return { value: text('.'), used: 1 };
        if (root === 'symbol') return { value: SYMBOLS.get(step.name) ?? unknown('no such symbol', range), used: 1 };
        const attribute = root === 'local' ? LOCALS?.get(step.name) : undefined;
        return attribute === undefined ? null : { value: evaluator.evaluate(attribute.expression, scope), used: 1 };
      },
    },
  };
  const body = parseFile(grammar, new SourceText('test.tf', `value = ${expression}\n`));
  const attribute = body.attributes.get('value');
  return attribute === undefined ? unknown('not an expression') : evaluator.evaluate(attribute.expression, scope);
}

/** A value as JSON: a hole is `{id}`, what is not known `<reason>`. */
export function plain(value: Value): unknown {
  switch (value.kind) {
    case 'null':
      return null;
    case 'boolean':
    case 'number':
      return value.value;
    case 'string':
      return (
        knownText(value) ??
        flat(value.parts)
          .map((part) =>
            part.kind === 'text' ? part.text : part.kind === 'hole' ? `{${part.id}}` : `<${part.reason}>`,
          )
          .join('')
      );
    case 'list':
      return [...value.items.map(plain), ...(value.rest === null ? [] : [`...<${value.rest.reason}>`])];
    case 'object':
      return Object.fromEntries([...value.members].map(([key, member]) => [key, plain(member.value)]));
    case 'instance':
      return `<${value.address}>`;
    case 'unknown':
      return `<${value.reason}>`;
  }
}
