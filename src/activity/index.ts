export { type ActivityLog, collectActivity } from './collect.js';
export { type JoinedActivity, joinActivity } from './join.js';
export { openSource } from './sources/index.js';
export { parseMoment } from './time.js';
