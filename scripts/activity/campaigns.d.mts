export interface Campaign {
  name: string;
  caller: string;
  records: Record<string, unknown>[];
}
export function campaigns(start: number): Campaign[];
export function withoutCompute(start: number): Pick<Campaign, 'name' | 'records'>[];
