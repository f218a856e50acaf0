export interface Campaign {
  name: string;
  caller: string;
  records: Record<string, unknown>[];
}
export function campaigns(start: number): Campaign[];
