export { readBinaryPlan } from './binary-plan.js';
export { showPlan } from './show-plan.js';
export { readSourceRoot } from './source-root.js';
export type { SourceTree } from './source-tree.js';
