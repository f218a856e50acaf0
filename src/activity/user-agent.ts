/** Tools that make infrastructure from code or on behalf of a cluster, by a text of their user agent in lower case. */
const TOOLS = [
  'terraform',
  'opentofu',
  'pulumi',
  'cloudformation.amazonaws.com',
  'aws-cdk',
  'karpenter',
  'cluster-autoscaler',
  'eksctl',
  'ansible',
  'packer',
  'sam-cli',
  'serverless',
  'crossplane',
  'kops',
];

/** Tools of attackers, and of file shuffling that attackers are known to launch with (GUI-vil). */
const ATTACK_TOOLS = ['s3 browser', 'pacu', 'kali', 'parrot', 'scoutsuite', 'cloudfox', 'peirates', 'nuclei'];

/** The tool or service by whose user agent infrastructure is made; null for any other. */
export function toolOf(userAgent: string | null): string | null {
  if (userAgent === null) return null;
  const known = tools.get(userAgent);
  if (known !== undefined) return known;
  const found = findTool(userAgent);
  if (tools.size < MOST_AGENTS) tools.set(userAgent, found);
  return found;
}

/** User agents repeat; a text from outside could be any, so not all are remembered. */
const tools = new Map<string, string | null>();
const MOST_AGENTS = 2000;

function findTool(userAgent: string): string | null {
  const text = userAgent.toLowerCase();
  return TOOLS.find((tool) => text.includes(tool)) ?? (/^[a-z0-9-]+\.amazonaws\.com$/.test(text) ? text : null);
}

/** The attackers' tool that the user agent names; null for any other. */
export function attackToolOf(userAgent: string | null): string | null {
  const text = (userAgent ?? '').toLowerCase();
  return ATTACK_TOOLS.find((tool) => text.includes(tool)) ?? null;
}

/** The tool without its version: `aws-cli/2.15.0 Python/3.11` → `aws-cli`. */
export function agentFamily(userAgent: string): string {
  return (
    userAgent
      .replace(/^\[/, '')
      .split(/[/\s(]/)[0]
      ?.toLowerCase() ?? ''
  );
}
