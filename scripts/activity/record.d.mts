type Json = Record<string, unknown>;
export function random(seed: number): () => number;
export function eventId(): string;
export function record(
  parts: { time: number; source: string; name: string; region?: string; identity: Json } & Json,
): Json;
export function user(name: string, options?: { account?: string; key?: string }): Json;
export function role(
  name: string,
  options?: { account?: string; session?: string; key?: string; path?: string; start?: number } & Json,
): Json;
export function serviceLinked(service: string, name: string, options?: { account?: string; session?: string }): Json;
export function assumeRole(
  parts: {
    time: number;
    identity: Json;
    to: string;
    account?: string;
    session?: string;
    key: string;
    region?: string;
  } & Json,
): Json;
export function runInstances(
  parts: { type: string; count?: number; id?: () => string; tags?: Json[]; error?: string | null } & Json,
): Json;
