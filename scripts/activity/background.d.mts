export function background(options: {
  count: number;
  start: number;
  days?: number;
  seed?: number;
  launches?: number;
}): Generator<Record<string, unknown>>;
