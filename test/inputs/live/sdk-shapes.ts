import type { Service } from '../../../src/inputs/live/calls/index.js';

/** A shape as the SDK's own model describes it: a number or text for simple ones, a tuple for the others. */
export type SdkShape = unknown;

/** What a shape is, and what it is made of. */
export interface ReadShape {
  readonly kind: 'structure' | 'list' | 'map' | 'simple';
  readonly members: Readonly<Record<string, SdkShape>>;
  readonly element?: SdkShape;
}

/** The kinds of https://github.com/smithy-lang/smithy-typescript, `@smithy/types` schema/static-schemas. */
const LIST = 1;
const MAP = 2;
const STRUCTURE = 3;
const ERROR = -3;
const UNION = 4;
const OPERATION = 9;

/** Input and output of an operation, out of the client's own model. */
export async function operation(
  service: Service,
  command: string,
): Promise<{ readonly input: SdkShape; readonly output: SdkShape }> {
  const module = (await service.load()) as Readonly<
    Record<string, new (input: unknown) => { readonly schema: unknown }>
  >;
  const Command = module[`${command}Command`];
  if (Command === undefined) throw new Error(`${service.package} has no ${command}Command`);
  const schema = new Command({}).schema as readonly unknown[];
  if (schema[0] !== OPERATION) throw new Error(`${command} is no operation`);
  return { input: schema[4], output: schema[5] };
}

/** Reads a shape: it may stand behind a function, or in a pair with traits. */
export function shapeOf(shape: SdkShape): ReadShape {
  if (typeof shape === 'function') return shapeOf((shape as () => SdkShape)());
  if (!Array.isArray(shape)) {
    // A bit mask: 64 for a list of, 128 for a map of.
    if (typeof shape === 'number' && (shape & 192) === 64) return { kind: 'list', members: {}, element: shape & 63 };
    if (typeof shape === 'number' && (shape & 192) === 128) return { kind: 'map', members: {}, element: shape & 63 };
    return { kind: 'simple', members: {} };
  }
  const tuple = shape as readonly unknown[];
  if (typeof tuple[0] !== 'number' || tuple.length === 2) return shapeOf(tuple[0]);
  switch (tuple[0]) {
    case LIST:
      return { kind: 'list', members: {}, element: tuple[4] };
    case MAP:
      return { kind: 'map', members: {}, element: tuple[5] };
    case STRUCTURE:
    case UNION:
    case ERROR: {
      const names = tuple[4] as readonly string[];
      const shapes = tuple[5] as readonly SdkShape[];
      return { kind: 'structure', members: Object.fromEntries(names.map((name, index) => [name, shapes[index]])) };
    }
    default:
      return { kind: 'simple', members: {} };
  }
}

/** A member of a structure, or null. */
export function memberOf(shape: SdkShape, name: string): SdkShape {
  const { members } = shapeOf(shape);
  return Object.hasOwn(members, name) ? members[name] : null;
}
