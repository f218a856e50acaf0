export function background(options: {
  count: number;
  start: number;
  days?: number;
  seed?: number;
}): Generator<Record<string, unknown>>;
