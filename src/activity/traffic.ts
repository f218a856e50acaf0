/** Connections from one interface, or instance, to one address and port of mining pools. */
export interface PoolFlow {
  /** `eni-…`, or `i-…` where the format has it. */
  readonly resource: string;
  readonly address: string;
  readonly port: number;
  /** Milliseconds since 1970. */
  readonly first: number;
  readonly last: number;
  /** Milliseconds in which the log saw it. */
  readonly seen: number;
  /** Bytes that were sent; 0 where the format does not have them. */
  readonly bytes: number;
}

const MOST_FLOWS = 50_000;

/** Connections to ports of mining pools, as flow logs show them. */
export class Traffic {
  readonly #byResource = new Map<string, Map<string, { -readonly [K in keyof PoolFlow]: PoolFlow[K] }>>();
  #size = 0;
  /** Connections for which there was no more room. */
  leftOut = 0;

  add(flow: PoolFlow): void {
    const key = `${flow.address} ${flow.port}`;
    const ofResource = this.#byResource.get(flow.resource) ?? new Map<string, PoolFlow>();
    const known = ofResource.get(key);
    if (known !== undefined) {
      ofResource.set(key, {
        ...known,
        first: Math.min(known.first, flow.first),
        last: Math.max(known.last, flow.last),
        seen: known.seen + flow.seen,
        bytes: known.bytes + flow.bytes,
      });
      return;
    }
    if (this.#size >= MOST_FLOWS) {
      this.leftOut += 1;
      return;
    }
    this.#size += 1;
    ofResource.set(key, flow);
    this.#byResource.set(flow.resource, ofResource);
  }

  /** The connections of an instance or a network interface. */
  of(resource: string): readonly PoolFlow[] {
    return [...(this.#byResource.get(resource)?.values() ?? [])];
  }
}
