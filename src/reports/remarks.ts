import type { Finding } from '../schemas/report.generated.js';
import { cleanText } from './clean-text.js';
import { count } from './count.js';
import type { Namer } from './names.js';

/** Something that a finding says beside its path: `label: text`. */
export interface Remark {
  readonly label: string;
  readonly text: string;
}

/** Identities that are named before "and more". */
const FEW = 3;

/** What somebody did outside Terraform. */
export const DRIFT = 'somebody opened this outside Terraform since its state was last written';

/** That the path was opened outside Terraform; nothing for any other finding. */
export function driftRemark({ drift }: Pick<Finding, 'drift'>): readonly Remark[] {
  return drift === true ? [{ label: 'drift', text: DRIFT }] : [];
}

/** Who else goes through the same configuration, what is to be said of images, and whether an administrator is reached. */
export function remarks(finding: Finding, name: Namer, most = FEW): readonly Remark[] {
  return [
    ...likewise(finding, name, most),
    ...(finding.notes ?? []).map((text) => ({ label: 'note', text })),
    ...administrator(finding, name),
  ];
}

/** A label at the beginning of a sentence. */
export function capital(label: string): string {
  return `${label.charAt(0).toUpperCase()}${label.slice(1)}`;
}

/** All of these as plain text, one a line. */
export function remarkLines(finding: Finding, name: Namer): readonly string[] {
  return [...driftRemark(finding), ...remarks(finding, name)].map(({ label, text }) =>
    cleanText(`${capital(label)}: ${text}`),
  );
}

function likewise({ entries = [] }: Finding, name: Namer, most: number): readonly Remark[] {
  const [, ...others] = entries;
  if (others.length === 0) return [];
  const listed = others.slice(0, most);
  const rest = others.length - listed.length;
  return [
    {
      label: 'likewise',
      text: [...listed.map(({ id }) => name(id)), ...(rest > 0 ? [`${String(rest)} more`] : [])].join(', '),
    },
  ];
}

/** Whoever reaches an administrator reaches everything, which the message says: here is who that is, and how far away. */
function administrator({ administrator: reached }: Finding, name: Namer): readonly Remark[] {
  if (reached === undefined) return [];
  const { principal, confidence, steps } = reached;
  const how = steps === 0 ? '' : ` (${count(steps, 'hop')}${confidence === 'certain' ? '' : `, ${confidence}`})`;
  return [{ label: steps === 0 ? 'is administrator' : 'becomes administrator', text: `${name(principal)}${how}` }];
}
