/** What stands in a module's folder beside its configuration. */
export const BESIDE = new Set([
  'base',
  'outside',
  'near-miss',
  'remotes',
  'expect.json',
  'plan.json',
  'saved.plan',
  'installed',
]);
