/**
 * True for a CIDR range that no organization has to itself: everybody, or halves and the like of everybody. Who names a
 * narrower one means somebody in particular.
 */
export function isWorld(cidr: string): boolean {
  const [, length = ''] = /^[0-9a-f.:]+\/(\d{1,3})$/i.exec(cidr) ?? [];
  return length !== '' && Number(length) < (cidr.includes(':') ? 16 : 8);
}
