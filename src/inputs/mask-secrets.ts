const MASK = '(sensitive)';
/** Shorter texts are in every report, whatever they mean. */
const SHORTEST = 4;
/** A shorter secret is taken for one only where it stands alone: it may be a part of a word. */
const DISTINCT = 8;
/** What the report says in words of its own, or where the user's files are. */
const OWN: ReadonlySet<string> = new Set([
  ...['ruleId', 'severity', 'confidence', 'status', 'fingerprint', 'kind', 'policyType', 'uri', 'via', 'threatModel'],
  ...['schemaVersion', 'tool', 'compute'],
]);

/** The report, or a part of it, without the secrets of its inputs. */
export function maskSecrets<T extends object>(report: T, secrets: ReadonlySet<string>): T {
  if (secrets.size === 0) return report;
  const all = JSON.stringify(report);
  // The longest first, so that a secret that holds another one is gone as a whole.
  const present = [...secrets]
    .filter((secret) => secret.trim().length >= SHORTEST && all.includes(JSON.stringify(secret).slice(1, -1)))
    .sort((a, b) => b.length - a.length);
  return present.length === 0 ? report : (maskValue(report, present) as T);
}

function maskValue(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return secrets.reduce(maskText, value);
  if (Array.isArray(value)) return value.map((entry: unknown) => maskValue(entry, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      secrets.reduce(maskText, key),
      OWN.has(key) && typeof inner === 'string' ? inner : maskValue(inner, secrets),
    ]),
  );
}

function maskText(text: string, secret: string): string {
  let masked = '';
  let at = 0;
  for (let found = text.indexOf(secret); found !== -1; found = text.indexOf(secret, at)) {
    const end = found + secret.length;
    const alone = !isWord(text[found - 1]) && !isWord(text[end]);
    masked += text.slice(at, found) + (alone || secret.length >= DISTINCT ? MASK : secret);
    at = end;
  }
  return masked + text.slice(at);
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
