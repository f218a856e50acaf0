import { isPlainObject, own } from '../guards.js';
import type { Instance } from '../instance.js';
import { type Block, readText, resolveAttribute, topBlock } from '../values.js';
import type { Links } from './links.js';

/** What an API can call that runs code, or starts what runs code. */
const TARGETS = [
  'aws_lambda_function',
  'aws_sfn_state_machine',
  'aws_sqs_queue',
  'aws_sns_topic',
  'aws_kinesis_stream',
  'aws_cloudwatch_event_bus',
  'aws_codebuild_project',
];
const FUNCTION = ['aws_lambda_function'];
/** What goes on in a name, so that `jobs` is not found in `jobs-2`. */
const NAME = /[\w-]/;

/** Finds what integrations of APIs call. */
export class ApiTargets {
  readonly #names: readonly (readonly [name: string, arn: string])[];

  constructor(readonly links: Links) {
    const { reader } = links;
    this.#names = TARGETS.flatMap((type) =>
      reader.managed(type).flatMap((instance) => {
        const arn = links.arnOf(instance);
        // A queue is named by its address, or within the ARN of an action by account and name.
        const { account } = reader.arns.place(instance);
        const path = `${account}/${reader.arns.nameOf(instance)}`;
        return [[arn, arn] as const, ...(type === 'aws_sqs_queue' ? [[path, arn] as const] : [])];
      }),
    );
  }

  /** ARNs of what attributes name: by itself, inside an address or a template, or by reference. */
  of(block: Block, attributes: readonly string[]): readonly string[] {
    const found = attributes.flatMap((attribute) => {
      const value = own(block.values, attribute);
      const texts = isPlainObject(value) ? JSON.stringify(value) : (readText(block, attribute) ?? '');
      const referred = resolveAttribute(block, attribute).targets.flatMap(({ instances }) => instances);
      return [...this.within(texts), ...referred.flatMap((instance) => this.#referred(instance))];
    });
    return [...new Set(found)];
  }

  /** ARNs of what a text names. */
  within(text: string): readonly string[] {
    if (text === '') return [];
    return [...new Set(this.#names.flatMap(([name, arn]) => (names(text, name) ? [arn] : [])))];
  }

  #referred(instance: Instance): readonly string[] {
    if (instance.type === 'aws_lambda_alias') {
      const target = this.links.instance(topBlock(instance), 'function_name', FUNCTION);
      return target === null ? [] : [this.links.arnOf(target)];
    }
    return TARGETS.includes(instance.type) ? [this.links.arnOf(instance)] : [];
  }
}

function names(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (!NAME.test(text[at + name.length] ?? '')) return true;
  }
  return false;
}
