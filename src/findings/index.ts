export { withActivity } from './activity.js';
export {
  buildFinding,
  buildPath,
  type Looked,
  orderFindings,
  placesOf,
  type RankedViolation,
  rankViolation,
} from './build.js';
export { groupViolations } from './group.js';
export { imageNotes } from './image-notes.js';
export { whereabouts } from './origin.js';
export { pathLocations, statementLocation } from './locations.js';
export { choosePaths, rankPaths } from './rank.js';
export { type Acceptance, entryPlaces, suppress, type Suppressed } from './suppress.js';
export { Entries, entryKey, holdings, openedPaths, statementsOf } from './compare.js';
export { closingFix, placeOfEdit, placesOfFix, withPlaceholders } from './closing-fix.js';
export { fixedSince, sinceBaseline } from './baseline.js';
