export { readBinaryPlan } from './binary-plan.js';
export { changeKey, type Planned } from './planned.js';
export { showPlan } from './show-plan.js';
export { readSourceRoot } from './source-root.js';
export type { SourceTree } from './source-tree.js';
