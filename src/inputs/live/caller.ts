import { propertiesOf, trim } from '../snapshot/shape.js';
import { type Call, CALLER_IDENTITY, ec2, type Item, type Service, sts } from './calls/index.js';
import type { Clients, Send } from './clients.js';
import { classify, errorName } from './faults.js';
import type { Answer, Journal } from './journal.js';
import { Limit } from './limit.js';
import type { Gap } from '../../schemas/snapshot.generated.js';

/** The audit cannot go on, and what was read is kept: the credentials are gone, the network is, or the user stopped it. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/** What an audit has done so far; a display reads it when it likes. */
export interface Progress {
  calls: number;
  failed: number;
  /** Calls whose answer an interrupted audit left. */
  resumed: number;
}

/** What a call is made with. */
export interface CallerOptions {
  readonly clients: Clients;
  /** The region that answers for what an account has once. */
  readonly home: string;
  readonly journal: Journal | null;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** Either the items of an answer, null for what is not there, or why there is no answer. */
export type Outcome = { readonly items: Answer } | { readonly gap: Pick<Gap, 'error' | 'kind'> };

/** Requests of one service and account at the same time. */
const CONCURRENCY = 8;

/** Makes the calls of one account: pages, limits, faults and the journal; one call with the same input is made once. */
export class Caller {
  readonly #options: CallerOptions;
  readonly #limits = new Map<string, Limit>();
  readonly #asked = new Map<string, Promise<Outcome>>();
  #verified: Promise<boolean> | null = null;
  /** Why nothing more can be kept: then nothing more is asked for. */
  #unkept: Error | null = null;

  constructor(options: CallerOptions) {
    this.#options = options;
  }

  /** `region` is null for what an account has once. Throws {@link InterruptedError} when no call could be answered. */
  ask(service: Service, call: Call, region: string | null, input: Record<string, unknown>): Promise<Outcome> {
    const key = [service.name, call.command, region ?? '', JSON.stringify(input)].join(' ');
    const known = this.#asked.get(key);
    if (known !== undefined) return known;
    const outcome = this.#answer(key, service, call, region, input);
    this.#asked.set(key, outcome);
    return outcome;
  }

  async #answer(
    key: string,
    service: Service,
    call: Call,
    region: string | null,
    input: Record<string, unknown>,
  ): Promise<Outcome> {
    const { journal, progress, signal } = this.#options;
    const before = journal?.get(key);
    if (before !== undefined) {
      progress.calls += 1;
      progress.resumed += 1;
      return { items: before };
    }
    const limit = this.#limits.get(service.name) ?? new Limit(CONCURRENCY);
    this.#limits.set(service.name, limit);
    const items = await limit.run(async () => {
      if (signal.aborted) throw new InterruptedError('stopped');
      if (this.#unkept !== null) throw this.#unkept;
      try {
        return await this.#pages(service, call, region, input);
      } catch (error) {
        return this.#failure(error, service, call, region);
      }
    });
    progress.calls += 1;
    if (typeof items === 'object' && items !== null && 'gap' in items) {
      progress.failed += 1;
      return items;
    }
    await this.#keep(key, items);
    return { items };
  }

  async #keep(key: string, items: Answer): Promise<void> {
    try {
      await this.#options.journal?.add(key, items);
    } catch (error) {
      if (error instanceof Error) this.#unkept ??= error;
      throw error;
    }
  }

  async #pages(service: Service, call: Call, region: string | null, input: Record<string, unknown>): Promise<Answer> {
    const { clients, home, signal } = this.#options;
    const send: Send = await clients.open(service, region ?? home);
    const items: unknown[] = [];
    const seen = new Set<unknown>();
    for (let token: unknown = undefined; ;) {
      const [request, answered] = call.page ?? ['', ''];
      const page = await send(call.command, token === undefined ? input : { ...input, [request]: token }, signal);
      items.push(...itemsOf(page, call));
      const next = call.page === undefined ? undefined : page[answered];
      if (next === undefined || next === null || next === '') return items;
      // A service that gives the same page again would be asked for ever.
      if (seen.has(next)) throw new Error('the pages of the answer do not end');
      seen.add(next);
      token = next;
    }
  }

  async #failure(
    error: unknown,
    service: Service,
    call: Call,
    region: string | null,
  ): Promise<Answer | { readonly gap: Pick<Gap, 'error' | 'kind'> }> {
    const name = errorName(error);
    if (call.absent?.includes(name) === true) return [];
    const fault = classify(error);
    if (fault === 'failed' && !isServiceError(error)) throw error;
    switch (fault) {
      case 'gone':
        return null;
      case 'aborted':
        throw new InterruptedError('stopped');
      case 'no-host':
        await this.#verify('there is no network', error);
        // EC2 has one in each region that there is.
        if (service === ec2) return { gap: { error: name, kind: 'region-disabled' } };
        // The service has no endpoint in the region, so that the account has nothing there.
        return region === null ? { gap: { error: name, kind: 'network' } } : [];
      case 'not-subscribed':
        return [];
      case 'network':
        await this.#verify('the network was cut', error);
        return { gap: { error: name, kind: 'network' } };
      case 'credentials':
        await this.#verify(
          name.includes(EXPIRED) ? 'the credentials have expired' : 'AWS no longer takes the credentials',
          error,
        );
        return { gap: { error: name, kind: region === null ? 'denied' : 'region-disabled' } };
      case 'denied':
      case 'throttled':
      case 'failed':
        return { gap: { error: name, kind: fault } };
    }
  }

  /** Tells a trouble of one call from one of all of them: who the caller is, AWS tells everybody. */
  async #verify(trouble: string, cause: unknown): Promise<void> {
    const { clients, home, signal } = this.#options;
    const verified = (this.#verified ??= (async () => {
      try {
        const send = await clients.open(sts, home);
        await send(CALLER_IDENTITY.command, {}, signal);
        return true;
      } catch {
        return false;
      }
    })());
    const works = await verified;
    this.#verified = null;
    if (signal.aborted) throw new InterruptedError('stopped');
    if (!works) throw new InterruptedError(`${trouble} (${errorName(cause)})`);
  }
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html: `ExpiredTokenException`, and `RequestExpired` of EC2. */
const EXPIRED = 'Expired';

/** What a service, or what carries the request to it, says; anything else is a mistake of our own. */
function isServiceError(error: unknown): boolean {
  return error instanceof Error && ('$metadata' in error || '$fault' in error || 'code' in error);
}

function itemsOf(answer: Record<string, unknown>, { items = [], reshape, shape }: Call): readonly unknown[] {
  let found: readonly unknown[] = [answer];
  for (const name of items) {
    found = found.flatMap((one) => (typeof one === 'object' && one !== null ? ((one as Item)[name] ?? []) : []));
  }
  return found.flatMap((one) => {
    const item: Item | null = typeof one === 'object' && one !== null ? (one as Item) : { value: one };
    const shaped = reshape === undefined ? item : reshape(item);
    if (shaped === null) return [];
    const kept = shape === undefined ? { value: shaped['value'] } : trim(shape, shaped);
    return kept === undefined ? [] : [kept];
  });
}

/** The property that tells the items of a shape apart: the first one. */
export function identityOf(shape: string, item: Item): string {
  const [key = ''] = propertiesOf(shape);
  const value = item[key];
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}
