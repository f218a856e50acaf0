import { placeOfEdit, withPlaceholders } from '../findings/index.js';
import { DENYING_POLICY, type Edit } from '../fixes/edit.js';
import type { SuggestedFix } from '../fixes/suggest.js';
import type { LoadedInput, SourceEdit, SourcePatch } from '../inputs/index.js';
import type { Model } from '../model/model.js';
import type { Statement } from '../model/policy.js';

/** The change of the sources that makes a fix; null where they are not known, or would show a secret. */
export function patchOf({ edits }: SuggestedFix, inputs: readonly LoadedInput[], model: Model): SourcePatch | null {
  const placeOf = (arn: string): string | null =>
    model.roles.find((role) => role.arn === arn)?.location.pointer ?? null;
  const places = edits.map((edit) => placeInSources(edit, placeOf));
  const input = inputs.find(({ uri, sources }) => sources !== null && uri === places[0]?.uri);
  const changes = places.flatMap((place) => (place !== null && place.uri === input?.uri ? [place.change] : []));
  if (input === undefined || changes.length < places.length) return null;
  const patch = input.sources?.patch(changes) ?? null;
  return patch === null || [...input.secrets].some((secret) => patch.diff.includes(secret)) ? null : patch;
}

/** An edit as a change of the files of an input; null for what no file holds. */
function placeInSources(
  edit: Edit,
  placeOf: (role: string) => string | null,
): { readonly uri: string; readonly change: SourceEdit } | null {
  const { uri = '', pointer, startLine } = placeOfEdit(edit) ?? {};
  if (pointer === undefined || startLine !== undefined) return null;
  switch (edit.kind) {
    case 'statement': {
      const { policy, before, after } = edit;
      const whole = before.origin !== undefined;
      const roles = new Map(
        (after?.resources?.values ?? []).flatMap((arn) => {
          const place = before.resources?.values.includes(arn) === true ? null : placeOf(arn);
          return place === null ? [] : [[arn, place] as const];
        }),
      );
      return {
        uri,
        change: {
          kind: 'statement',
          pointer,
          type: policy.type,
          before,
          after: after && writable(after, before, roles),
          whole,
          roles,
        },
      };
    }
    case 'deny': {
      const { sid, actions } = edit.statement;
      const change = {
        kind: 'inline-policy',
        pointer,
        name: DENYING_POLICY,
        sid: sid ?? '',
        deny: actions?.values ?? [],
      } as const;
      return { uri, change };
    }
    case 'function-url':
      return { uri, change: { kind: 'attribute', pointer, name: 'authorization_type', from: 'NONE', to: 'AWS_IAM' } };
    case 'boundary': {
      const { pointer: like } = edit.like.location;
      return like === undefined ? null : { uri, change: { kind: 'boundary', pointer, like } };
    }
    case 'detach':
      return { uri, change: { kind: 'attachment', pointer } };
    case 'credential':
      return null;
  }
}

/** With a placeholder for an account that the input does not show, in what is new of the statement and has no name there. */
function writable(after: Statement, before: Statement, roles: ReadonlyMap<string, string>): Statement {
  const known = new Set<unknown>(roles.keys());
  JSON.stringify(before, (_, value: unknown) => {
    known.add(value);
    return value;
  });
  return JSON.parse(
    JSON.stringify(after, (_, value: unknown) =>
      typeof value === 'string' && !known.has(value) ? withPlaceholders(value) : value,
    ),
  ) as Statement;
}
