import type { Gap, Organization, Snapshot } from '../../schemas/snapshot.generated.js';
import { trimSnapshot } from '../snapshot/shape.js';
import { Caller, type CallerOptions } from './caller.js';
import { type Call, ec2, organizations, OWN_ORGANIZATION, REGIONS, type Service, SERVICES } from './calls/index.js';
import { type Collected, collectService, settled } from './collect.js';
import { Limit } from './limit.js';

/** Which regions to read: those named, every one that the account has enabled, or the one that the credentials come with. */
export type RegionChoice = readonly string[] | 'all' | null;

/** One account to read, and with what. */
export interface AccountTask extends CallerOptions {
  readonly account: string;
  readonly partition: string;
  readonly regions: RegionChoice;
  /** When the snapshot is taken, in milliseconds since 1970. */
  readonly now: number;
  /** Names a region that is read; for display. */
  readonly onRegions?: (count: number) => void;
}

/** Regions that are read at the same time. */
const REGIONS_AT_ONCE = 4;

/**
 * Reads one account. What is refused becomes a gap; throws `InterruptedError` when nothing is answered any more, and
 * `InputError` for a journal that cannot be written.
 */
export async function collectAccount(task: AccountTask): Promise<Snapshot> {
  const { account, partition, now } = task;
  const caller = new Caller(task);
  const regions = await chooseRegions(caller, task);
  task.onRegions?.(regions.read.length);
  const organization = await readOrganization(caller);
  const read = regions.read.filter((region) => !regions.disabled.includes(region));

  const global: Record<string, unknown> = {};
  const regional: Record<string, Record<string, unknown>> = {};
  const gaps: Gap[] = [
    ...regions.gaps,
    ...organization.gaps,
    ...regions.disabled.map((region) => disabledGap(region, 'not-opted-in')),
  ];
  let calls = 2;
  const add = (services: Record<string, unknown>, collected: readonly (readonly [Service, Collected])[]): void => {
    for (const [service, { section, ...counted }] of collected) {
      services[service.name] = section;
      gaps.push(...counted.gaps);
      calls += counted.calls;
    }
  };

  const collect = async (scope: Service['scope'], region: string | null) =>
    all(
      SERVICES.filter((service) => service.scope === scope).map(
        async (service) =>
          [service, await collectService(service, region, { account, partition, region }, caller)] as const,
      ),
    );
  const atOnce = new Limit(REGIONS_AT_ONCE);
  const [once, ...byRegion] = await all([
    collect('global', null),
    ...read.map(async (region) => atOnce.run(async () => collect('regional', region))),
  ]);
  add(global, once ?? []);
  for (const [index, region] of read.entries()) {
    const collected = byRegion[index] ?? [];
    const disabled = collected.flatMap(([, { gaps: own }]) => own).find(({ kind }) => kind === 'region-disabled');
    if (disabled === undefined) add((regional[region] = {}), collected);
    else {
      gaps.push(disabledGap(region, disabled.error));
      calls += 1;
    }
  }
  gaps.sort((a, b) => compare(gapKey(a), gapKey(b)));
  return trimSnapshot({
    kind: 'account-snapshot',
    schemaVersion: '1',
    account,
    partition,
    collected: new Date(now).toISOString(),
    ...(organization.found === null ? {} : { organization: organization.found }),
    regions: read,
    ...(regions.unread === null ? {} : { unreadRegions: regions.unread }),
    coverage: { calls, failed: gaps.length },
    gaps,
    global,
    regional,
  });
}

interface ChosenRegions {
  readonly read: readonly string[];
  /** Those of them that the account has not enabled. */
  readonly disabled: readonly string[];
  /** Enabled regions that are left out; null when they are not known. */
  readonly unread: readonly string[] | null;
  readonly gaps: readonly Gap[];
}

async function chooseRegions(caller: Caller, { regions, home }: AccountTask): Promise<ChosenRegions> {
  const outcome = await caller.ask(ec2, REGIONS, null, { AllRegions: true });
  const named = regions === null || regions === 'all' ? [home] : [...new Set(regions)].sort();
  if ('gap' in outcome) {
    const gap = { ...gapOf(ec2, REGIONS), ...outcome.gap };
    return { read: named, disabled: [], unread: null, gaps: [gap] };
  }
  const known = (outcome.items ?? []).map((item) => item as { RegionName: string; OptInStatus?: string });
  const enabled = known.filter(({ OptInStatus }) => OptInStatus !== 'not-opted-in').map(({ RegionName }) => RegionName);
  const read = regions === 'all' ? enabled.sort() : named;
  return {
    read,
    disabled: read.filter((region) => !enabled.includes(region)),
    unread: enabled.filter((region) => !read.includes(region)).sort(),
    gaps: [],
  };
}

interface OwnOrganization {
  readonly found: Organization | null;
  readonly gaps: readonly Gap[];
}

/** The organization of an account, which each of its members may see. */
async function readOrganization(caller: Caller): Promise<OwnOrganization> {
  const outcome = await caller.ask(organizations, OWN_ORGANIZATION, null, {});
  if ('gap' in outcome) return { found: null, gaps: [{ ...gapOf(organizations, OWN_ORGANIZATION), ...outcome.gap }] };
  const [found] = outcome.items ?? [];
  return { found: (found as Organization | undefined) ?? null, gaps: [] };
}

function gapOf(service: Service, call: Call): Omit<Gap, 'error' | 'kind'> {
  return { service: service.name, operation: call.command, region: null, permission: call.permission };
}

function disabledGap(region: string, error: string): Gap {
  return { service: '*', operation: '*', region, permission: '', error, kind: 'region-disabled' };
}

function gapKey({ service, operation, region, resource }: Gap): string {
  return [region ?? '', service, operation, resource ?? ''].join(' ');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Like `Promise.all`, but waits for all of them before it throws. */
async function all<T>(tasks: readonly Promise<T>[]): Promise<readonly T[]> {
  const results: T[] = [];
  await settled(
    tasks.map(async (task, index) => {
      results[index] = await task;
    }),
  );
  return results;
}
