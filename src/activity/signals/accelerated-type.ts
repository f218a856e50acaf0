import { attempts, listed, type Signal } from './signal.js';

/**
 * Families with GPUs, FPGAs or machine learning accelerators
 * (https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html); `ml.` types of SageMaker have the same names.
 */
const FAMILY = /^(?:ml\.)?(?:p\d+[a-z-]*|g\d+[a-z]*|gr\d+|inf\d+|trn\d+[a-z]*|dl\d+q?|f\d+|vt\d+)\./;

/** True for an instance type with an accelerator. */
export function isAccelerated(type: string): boolean {
  return FAMILY.test(type);
}

/** Miners take accelerators where they can: GUI-vil, DangerDev and the campaign of November 2025 asked for them first. */
export const acceleratedType: Signal = (window) => {
  const calls = attempts(window).filter(({ call }) => call.types.some(isAccelerated));
  if (calls.length === 0) return null;
  const typesOf = (success: boolean): readonly string[] =>
    calls.flatMap(({ call }) => ((call.outcome === 'success') === success ? call.types.filter(isAccelerated) : []));
  const got = typesOf(true);
  const refused = typesOf(false).filter((type) => !got.includes(type));
  const parts = [
    ...(got.length > 0 ? [`${listed(got)} was launched`] : []),
    ...(refused.length > 0 ? [`${listed(refused)} was asked for and refused`] : []),
  ];
  return { text: `${parts.join(', ')}.`, calls };
};
