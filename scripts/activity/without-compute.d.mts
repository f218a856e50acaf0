import type { Campaign } from './campaigns.mjs';

export function withoutCompute(start: number): Pick<Campaign, 'name' | 'records'>[];
