import type { Reader } from './reader.js';
import { type Block, onlyInstance, readBlocks, readText, resolveAttribute, topBlock } from './values.js';

const CONFIGURATION = 'aws_sagemaker_endpoint_configuration';
const MODEL = 'aws_sagemaker_model';
/** Variants that answer, and those that are tried beside them (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html). */
const VARIANTS = ['production_variants', 'shadow_production_variants'];

/** The models that an endpoint of SageMaker serves, as far as the plan shows them. */
export function modelsOf(endpoint: Block, reader: Reader): readonly Block[] {
  const configuration = namedBy(endpoint, 'endpoint_config_name', CONFIGURATION, reader);
  if (configuration === null) return [];
  const variants = VARIANTS.flatMap((name) => readBlocks(configuration, name, ['variant_name']) ?? []);
  return variants.flatMap((variant) => namedBy(variant, 'model_name', MODEL, reader) ?? []);
}

function namedBy(block: Block, attribute: string, type: string, reader: Reader): Block | null {
  const name = readText(block, attribute);
  const byName = name === null ? undefined : reader.managed(type).find(({ values }) => values['name'] === name);
  const found =
    byName ?? onlyInstance(resolveAttribute(block, attribute).targets, (instance) => instance.type === type);
  return found === null ? null : topBlock(found);
}
