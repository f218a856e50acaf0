import type { TerraformPlan } from '../../../schemas/terraform-plan.generated.js';
import { resourceId } from '../modules.js';
import type { Sources } from '../sources/index.js';
import { changeKey, type Planned } from '../source-files/index.js';

/**
 * How a saved plan shows that the JSON was made from another one: planned at another time, or doing something else; null where it does
 * not. What either leaves out, as Terraform before 1.5 does with the time, shows nothing.
 */
export function differenceOf(plan: TerraformPlan, planned: Planned | null): string | null {
  if (planned === null) return null;
  const { timestamp } = plan;
  if (timestamp !== undefined && planned.timestamp !== null && isOtherTime(timestamp, planned.timestamp)) {
    return `it was planned at ${planned.timestamp}, and that at ${timestamp}`;
  }
  if (planned.actions.size === 0) return null;
  for (const { address, deposed, change } of plan.resource_changes ?? []) {
    const action = planned.actions.get(changeKey(address, deposed));
    if (action === undefined) return `it does nothing to \`${address}\``;
    const expected = change.actions.join();
    if (action !== null && action !== expected) return `to \`${address}\` it does ${action}, and not ${expected}`;
  }
  return null;
}

function isOtherTime(first: string, second: string): boolean {
  const times = [Date.parse(first), Date.parse(second)] as const;
  return first !== second && !times.some(Number.isNaN) && times[0] !== times[1];
}

/** Which resources and calls of the plan's root module the sources declare. */
export function compareRoot(
  { configuration }: TerraformPlan,
  sources: Sources,
): { readonly present: number; readonly absent: readonly string[] } {
  const declared = (configuration?.root_module?.resources ?? []).flatMap(({ mode = 'managed', type, name }) =>
    // Ephemeral resources are no part of what is there.
    mode === 'managed' || mode === 'data' ? [{ mode, type, name } as const] : [],
  );
  const calls = Object.keys(configuration?.root_module?.module_calls ?? {});
  const absent = [
    ...declared
      .filter((resource) => sources.locateResource({ module: '', ...resource }) === null)
      .map(({ mode, type, name }) => resourceId(mode, type, name)),
    ...calls.filter((name) => sources.locateModule(`module.${name}`) === null).map((name) => `module.${name}`),
  ];
  return { present: declared.length + calls.length - absent.length, absent };
}
