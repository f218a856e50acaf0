import type { Resource } from '../model/resource.js';

/** Resources by the ARN of what starts them. */
export type Started = ReadonlyMap<string, readonly Resource[]>;

/** What each queue, topic, bus, stream, bucket or function starts. */
export function startedBy(resources: readonly Resource[]): Started {
  const result = new Map<string, Resource[]>();
  for (const resource of resources) {
    for (const { source } of resource.triggers ?? []) result.set(source, [...(result.get(source) ?? []), resource]);
  }
  return result;
}

/** A resource and what it starts, be it through further topics and queues. */
export function reachedFrom(source: Resource, started: Started): readonly Resource[] {
  const seen = new Set([source]);
  for (const one of seen) for (const next of started.get(one.arn) ?? []) seen.add(next);
  return [...seen];
}
