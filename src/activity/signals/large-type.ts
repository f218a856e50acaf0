import { isAccelerated } from './accelerated-type.js';
import { attempts, listed, type Signal } from './signal.js';

const LEAST_MULTIPLE = 16;

function isLarge(type: string): boolean {
  const size = /^(?:ml\.)?[a-z0-9-]+\.(?:(metal)|(\d+)xlarge)/.exec(type);
  return size !== null && (size[1] !== undefined || Number(size[2]) >= LEAST_MULTIPLE) && !isAccelerated(type);
}

/** Without accelerators miners take the most processors: c5a.24xlarge (EleKtra-Leak), c5.metal (SCARLETEEL), r6i.metal. */
export const largeType: Signal = (window) => {
  const calls = attempts(window).filter(({ call }) => call.types.some(isLarge));
  if (calls.length === 0) return null;
  return { text: `${listed(calls.flatMap(({ call }) => call.types.filter(isLarge)))} was asked for.`, calls };
};
