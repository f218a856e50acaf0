export { withActivity } from './activity.js';
export { buildFinding, buildPath, orderFindings, placesOf, rankViolation } from './build.js';
export { pathLocations } from './locations.js';
export { choosePaths, rankPaths } from './rank.js';
export { type Acceptance, suppress, type Suppressed } from './suppress.js';
export { entryKey, holdings, openedPaths, statementsOf } from './compare.js';
export { closingFix, placeOfEdit, placesOfFix, withPlaceholders } from './closing-fix.js';
export { fixedSince, sinceBaseline } from './baseline.js';
