import { coversAction, isPlainAllow, isPlainAllowOfEverything } from '../evaluation/statement.js';
import type { AccountControls } from '../model/organization.js';
import type { Policy } from '../model/policy.js';

type Levels = readonly (readonly Policy[])[];

const NO_LEVELS: Levels = [];

/** The organization policies of a model, as they bear on requests. */
export class Controls {
  readonly #byAccount: ReadonlyMap<string, AccountControls>;
  readonly #services: ReadonlySet<string>;
  readonly #open = new Map<string, boolean>();

  /** `services` are the prefixes of the services whose resources RCPs protect. */
  constructor(controls: readonly AccountControls[], services: readonly string[]) {
    this.#byAccount = new Map(controls.map((one) => [one.account, one]));
    this.#services = new Set(services);
  }

  /** The SCPs over the principals of an account. */
  serviceControl(account: string): Levels {
    return this.#byAccount.get(account)?.serviceControl ?? NO_LEVELS;
  }

  /** The RCPs over what `action` does with resources of an account: none where its service knows none. */
  resourceControl(account: string, action: string): Levels {
    const service = action.slice(0, action.indexOf(':')).toLowerCase();
    return this.#services.has(service) ? (this.#byAccount.get(account)?.resourceControl ?? NO_LEVELS) : NO_LEVELS;
  }

  /** Every policy that may bind a principal of the account. */
  policies(account: string): readonly Policy[] {
    const { serviceControl = NO_LEVELS, resourceControl = NO_LEVELS } = this.#byAccount.get(account) ?? {};
    return [...serviceControl, ...resourceControl].flat();
  }

  /** True when no organization policy stands against anything within the account. */
  isWideOpen(account: string): boolean {
    const levels = [...this.serviceControl(account), ...(this.#byAccount.get(account)?.resourceControl ?? NO_LEVELS)];
    return levels.every(
      (level) =>
        level.every(
          ({ unresolved, statements }) => unresolved === null && statements.every(({ effect }) => effect === 'Allow'),
        ) && level.some(({ statements }) => statements.some(isPlainAllowOfEverything)),
    );
  }

  /** True when no organization policy stands against the action within the account, whatever its resource and context. */
  isOpen(account: string, action: string): boolean {
    const key = `${account} ${action}`;
    let open = this.#open.get(key);
    if (open === undefined) {
      open = [...this.serviceControl(account), ...this.resourceControl(account, action)].every((level) =>
        allowsFreely(level, action),
      );
      this.#open.set(key, open);
    }
    return open;
  }
}

function allowsFreely(level: readonly Policy[], action: string): boolean {
  const statements = level.flatMap((policy) => policy.statements);
  return (
    level.every(({ unresolved }) => unresolved === null) &&
    statements.every((one) => one.effect === 'Allow' || coversAction(one, action) === 'false') &&
    statements.some((statement) => isPlainAllow(statement) && coversAction(statement, action) === 'true')
  );
}
