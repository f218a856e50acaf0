import type { TerraformPlan } from '../../schemas/terraform-plan.generated.js';
import { isPlainObject, own } from './guards.js';

/** Deeper than any attribute nests. */
const MAX_DEPTH = 64;

/**
 * The texts of a plan that are marked sensitive: of variables of the root module, which stand in clear in a plan, and of
 * attributes. Of a policy that is sensitive as a whole, since a secret went into it, the values of its conditions.
 */
export function collectSecrets(plan: TerraformPlan): ReadonlySet<string> {
  const secrets = new Secrets();
  for (const [name, { sensitive }] of Object.entries(plan.configuration?.root_module?.variables ?? {})) {
    const variables = plan.variables ?? {};
    if (sensitive === true && Object.hasOwn(variables, name)) secrets.add(variables[name]?.value);
  }
  const deferred = (plan.deferred_changes ?? []).flatMap(({ resource_change: row }) => row ?? []);
  for (const { change } of [...(plan.resource_changes ?? []), ...(plan.resource_drift ?? []), ...deferred]) {
    secrets.addMarked(change.before, change.before_sensitive);
    secrets.addMarked(change.after, change.after_sensitive);
  }
  const open = [plan.prior_state?.values?.root_module, plan.planned_values?.root_module];
  for (let module = open.pop(); open.length > 0 || module !== undefined; module = open.pop()) {
    for (const { values, sensitive_values: marks } of module?.resources ?? []) secrets.addMarked(values, marks);
    open.push(...(module?.child_modules ?? []));
  }
  return secrets.found;
}

class Secrets {
  readonly found = new Set<string>();

  /** Adds the parts of a value that its mask marks with `true`. */
  addMarked(value: unknown, mask: unknown, depth = 0): void {
    if (mask === true) this.add(value);
    else if (typeof mask === 'object' && mask !== null && typeof value === 'object' && value !== null) {
      if (depth > MAX_DEPTH) return;
      for (const [key, inner] of Object.entries(mask)) {
        this.addMarked(own(value as Record<string, unknown>, key), inner, depth + 1);
      }
    }
  }

  /** Adds every text in a value. */
  add(value: unknown, depth = 0): void {
    if (typeof value === 'string') this.#addText(value);
    else if (typeof value === 'number') this.found.add(String(value));
    else if (typeof value === 'object' && value !== null && depth < MAX_DEPTH) {
      for (const inner of Object.values(value)) this.add(inner, depth + 1);
    }
  }

  #addText(text: string): void {
    const statements = statementsIn(text);
    if (statements === null) {
      this.found.add(text);
      // A report has no line ends within a text.
      for (const line of text.split('\n')) this.found.add(line.trim());
    } else for (const statement of statements) this.add(own(isPlainObject(statement) ? statement : null, 'Condition'));
  }
}

/** The statements of a text that is a policy document; null for any other text. */
function statementsIn(text: string): readonly unknown[] | null {
  if (!text.trimStart().startsWith('{')) return null;
  try {
    const document: unknown = JSON.parse(text);
    const statement = own(isPlainObject(document) ? document : null, 'Statement');
    return statement === undefined ? null : [statement].flat();
  } catch {
    return null;
  }
}
