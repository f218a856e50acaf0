import type { Credential, User } from '../../model/principal.js';
import type { SourceLocation } from '../../model/location.js';
import type { CredentialReportRow, Snapshot, UserDetail } from '../../schemas/snapshot.generated.js';

type Place = (pointer: string) => SourceLocation;

/** The users with their access keys and passwords, how old those are and when they were used, as far as the snapshot says. */
export function withCredentials(users: readonly User[], snapshot: Snapshot, uri: string): readonly User[] {
  const { collected: asOf } = snapshot;
  const { UserDetailList = [], CredentialReport: report } = snapshot.global.iam ?? {};
  const details = new Map(UserDetailList.map((detail, index) => [detail.Arn, { detail, index }]));
  const rows = new Map((report?.Rows ?? []).map((row) => [row.arn, row]));
  return users.map((user) => {
    const found = details.get(user.arn);
    if (found === undefined) return user;
    const { detail, index } = found;
    const at: Place = (pointer) => ({ uri, pointer: `/global/iam/UserDetailList/${String(index)}/${pointer}` });
    const { AccessKeys, LoginProfile, MFADevices } = detail;
    const row = rows.get(user.arn);
    const held = [...keysOf(detail, row, at), ...passwordOf(detail, row, at)];
    return {
      ...user,
      credentials:
        AccessKeys === undefined && LoginProfile === undefined ? null : held.map((one) => ({ ...one, asOf })),
      ...(MFADevices === undefined ? {} : { mfa: MFADevices.length > 0 }),
    };
  });
}

/** A key that is switched off opens nothing until somebody switches it on. */
function keysOf({ AccessKeys = [] }: UserDetail, row: CredentialReportRow | undefined, at: Place): Credential[] {
  return AccessKeys.flatMap(({ Status, CreateDate }, number): Credential[] => {
    if (Status === 'Inactive') return [];
    return [
      {
        kind: 'access-key',
        ...(CreateDate === undefined ? {} : { created: CreateDate }),
        ...usedOf(CreateDate, row),
        address: null,
        location: at(`AccessKeys/${String(number)}`),
      },
    ];
  });
}

function passwordOf({ LoginProfile }: UserDetail, row: CredentialReportRow | undefined, at: Place): Credential[] {
  if (LoginProfile === undefined) return [];
  const { CreateDate } = LoginProfile;
  return [
    {
      kind: 'login-profile',
      ...(CreateDate === undefined ? {} : { created: CreateDate }),
      ...lastUsed(row?.password_last_used),
      address: null,
      location: at('LoginProfile'),
    },
  ];
}

/** Which of the report's two keys it is, the date of its creation tells. */
function usedOf(created: string | undefined, row: CredentialReportRow | undefined): Pick<Credential, 'lastUsed'> {
  if (row === undefined || created === undefined) return {};
  const isSame = (date: string | undefined): boolean =>
    date !== undefined && Math.abs(Date.parse(date) - Date.parse(created)) < 1000;
  if (isSame(row.access_key_1_last_rotated)) return lastUsed(row.access_key_1_last_used_date);
  return isSame(row.access_key_2_last_rotated) ? lastUsed(row.access_key_2_last_used_date) : {};
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html: what was never used has no date. */
function lastUsed(date: string | undefined): Pick<Credential, 'lastUsed'> {
  if (date === 'N/A' || date === 'no_information') return { lastUsed: null };
  return date === undefined || Number.isNaN(Date.parse(date)) ? {} : { lastUsed: new Date(date).toISOString() };
}
