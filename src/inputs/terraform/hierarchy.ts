import { isPlainObject, listOf, own, textOrNull } from './guards.js';
import type { Instance } from './instance.js';
import type { Reader } from './reader.js';
import { type Block, readAttribute, readText, topBlock } from './values.js';

/** The root, an organizational unit or an account: its id, or the address of what the plan creates. */
export type Node = string;

/** What lies over an account, the root first and the account last. */
export interface AccountPath {
  readonly nodes: readonly Node[];
  /** False when the plan does not show each organizational unit in between. */
  readonly complete: boolean;
}

/** An organization has one root. */
const ROOT: Node = 'root';
const ACCOUNT = /^\d{12}$/;
const ORGANIZATION = 'aws_organizations_organization';
const UNIT = 'aws_organizations_organizational_unit';
const MEMBER = 'aws_organizations_account';
const TYPES = [ORGANIZATION, UNIT, MEMBER];

/** The organization of a plan: which accounts lie under which organizational units. */
export class Hierarchy {
  readonly #reader: Reader;
  readonly #byInstance = new Map<Instance, Node>();
  /** By organizational unit or account what it lies in; null where the plan does not show it. */
  readonly #parents = new Map<Node, Node | null>();
  readonly #management = new Set<string>();
  /** Accounts that the organization is shown to have. */
  readonly #listed = new Set<string>();
  /** Those of them that the plan speaks of. */
  readonly #members = new Set<string>();
  readonly #accounts = new Set<Node>();

  constructor(reader: Reader) {
    this.#reader = reader;
    for (const instance of [...reader.managed(ORGANIZATION), ...reader.data(ORGANIZATION)])
      this.#organization(instance);
    const units = [...reader.managed(UNIT), ...reader.data(UNIT)];
    const members = reader.managed(MEMBER);
    for (const instance of [...units, ...members]) this.#byInstance.set(instance, nodeOf(instance));
    // Every place must be known before what refers to it is read.
    for (const instance of units) this.#parents.set(nodeOf(instance), this.#place(topBlock(instance), 'parent_id'));
    for (const instance of members) this.#member(instance);
  }

  /** The accounts that the plan speaks of and that organization policies bind. */
  bound(): readonly string[] {
    return [...this.#members].filter((account) => !this.#management.has(account));
  }

  /** Every account of the organization. */
  shown(): readonly string[] {
    return [...this.#listed];
  }

  /** Notes an account that the plan works in. */
  note(account: string): void {
    if (this.#listed.has(account)) this.#members.add(account);
  }

  isManagement(account: string): boolean {
    return this.#management.has(account);
  }

  isAccount(node: Node): boolean {
    return ACCOUNT.test(node) || this.#accounts.has(node);
  }

  /** The place that an attachment names; null, with a gap, where it cannot be told. */
  target(block: Block): Node | null {
    const node = this.#place(block, 'target_id');
    if (node !== null && ACCOUNT.test(node)) this.#members.add(node);
    return node;
  }

  /** What lies over a member; null for the management account and for an account that may not be a member at all. */
  path(account: string): AccountPath | null {
    if (!this.#members.has(account) || this.#management.has(account)) return null;
    const nodes: Node[] = [account];
    let parent = this.#parents.get(account) ?? null;
    while (parent !== null && parent !== ROOT && !nodes.includes(parent)) {
      nodes.push(parent);
      parent = this.#parents.get(parent) ?? null;
    }
    return { nodes: [ROOT, ...nodes.reverse()], complete: parent === ROOT };
  }

  #organization(instance: Instance): void {
    this.#byInstance.set(instance, ROOT);
    const management = readText(topBlock(instance), 'master_account_id');
    if (management !== null) this.#management.add(management);
    // Only the management account creates and manages an organization.
    if (instance.mode === 'managed') this.#management.add(this.#reader.arns.place(instance).account);
    for (const row of listOf(own(instance.values, 'accounts'))) {
      const id = isPlainObject(row) ? textOrNull(own(row, 'id')) : null;
      if (id !== null) this.#listed.add(id);
    }
  }

  #member(instance: Instance): void {
    const node = nodeOf(instance);
    const block = topBlock(instance);
    this.#accounts.add(node);
    if (ACCOUNT.test(node)) {
      this.#members.add(node);
      this.#listed.add(node);
    }
    // A new account is in the root unless it is told otherwise.
    const isTold = readAttribute(block, 'parent_id').state !== 'absent';
    this.#parents.set(node, isTold ? this.#place(block, 'parent_id') : ROOT);
  }

  /** The place that an attribute names by id or reference. */
  #place(block: Block, attribute: string): Node | null {
    const link = this.#reader.link(block, attribute, TYPES);
    if (link.state === 'found' && link.value !== null) return link.value.startsWith('r-') ? ROOT : link.value;
    if (link.state === 'found' && link.instance !== null) return this.#byInstance.get(link.instance) ?? null;
    if (link.state === 'unresolved') {
      this.#reader.gap('unresolved-reference', block.instance.address, link.reason, link.pointer);
    }
    return null;
  }
}

function nodeOf(instance: Instance): Node {
  return readText(topBlock(instance), 'id') ?? instance.address;
}
