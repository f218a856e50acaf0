export {
  buildFinding,
  buildPath,
  type Comparison,
  entryKey,
  orderFindings,
  placesOf,
  rankViolation,
  type RankedViolation,
} from './build.js';
export { type Locate, pathLocations } from './locations.js';
export { choosePaths, rankPaths } from './rank.js';
export { type Acceptance, suppress, type Suppressed } from './suppress.js';
