import type { ConfigurationModule, ConfigurationResource, ModuleCall } from '../../schemas/terraform-plan.generated.js';
import type { PlainObject } from './guards.js';
import type { Written } from './written.js';

/** What tells the instances of a `count` or `for_each` apart; null without either. */
export type Key = string | number | null;

/** One instance of a module, with the instances of resources and modules in it. */
export interface ModuleInstance {
  /** Empty for the root module. */
  readonly address: string;
  readonly key: Key;
  readonly parent: ModuleInstance | null;
  /** The block that calls the module; null for the root module. */
  readonly call: { readonly name: string; readonly block: ModuleCall | null } | null;
  readonly configuration: ConfigurationModule | null;
  readonly children: Map<string, ModuleInstance[]>;
  /** By `type.name`, of a data source `data.type.name`. */
  readonly resources: Map<string, Instance[]>;
}

/** One instance of a managed resource or of a data source at one point in time. */
export interface Instance {
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly key: Key;
  readonly module: ModuleInstance;
  readonly values: PlainObject;
  /** Has the shape of `values`, with `true` where the value is known only after apply. */
  readonly unknown: PlainObject;
  /** Has the shape of `values`, with `true` where the value is sensitive. */
  readonly sensitive: PlainObject;
  readonly configuration: ConfigurationResource | null;
  /** JSON pointer to `values`. */
  readonly pointer: string;
  /** JSON pointer to `unknown`, or to `values` where everything is known. */
  readonly unknownPointer: string;
  /** What the sources set an attribute or nested block to; null where they are not at hand or do not say. */
  readonly written: (name: string) => Written | null;
}
