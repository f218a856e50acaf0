import type { ActionTable } from '../evaluation/candidate-resources.js';
import type { Catalogue } from '../schemas/rules.generated.js';
import actions from './actions.generated.json' with { type: 'json' };
import resourceControlServices from './resource-control-services.generated.json' with { type: 'json' };
import catalogue from './catalogue.generated.json' with { type: 'json' };

export type { ActionTable } from '../evaluation/candidate-resources.js';
/**
 * The catalogue that `rules.yaml` holds, frozen throughout; the same object at every call.
 *
 * It was held against its schema when it was generated, so that here only its version is looked at.
 */
export function loadCatalogue(): Catalogue {
  const data: unknown = catalogue;
  if (!isCatalogue(data)) throw new Error('the catalogue is not of version 1');
  return freeze(data);
}

/** Resource types and condition keys of every action of the catalogue, from the service authorization reference; frozen, the same object at every call. */
export function loadActions(): ActionTable {
  const data: unknown = actions;
  if (!isActionTable(data)) throw new Error('the action table is not an object');
  return freeze(data);
}

/**
 * Prefixes of the services whose resources resource control policies protect
 * (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services).
 */
export function loadResourceControlServices(): readonly string[] {
  return freeze(resourceControlServices.services);
}

function isCatalogue(data: unknown): data is Catalogue {
  return typeof data === 'object' && data !== null && 'version' in data && data.version === 1;
}

function isActionTable(data: unknown): data is ActionTable {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

/** Freezes plain data from the leaves up, so that data whose root is frozen needs no second walk. */
function freeze<T>(data: T): T {
  if (typeof data !== 'object' || data === null || Object.isFrozen(data)) return data;
  for (const value of Object.values(data)) freeze(value);
  return Object.freeze(data);
}
