import { MINUTE, successes, type Signal } from './signal.js';

/** A miner stays with its pool; a scan, or a request, is over sooner. */
const LEAST = 30 * MINUTE;

/** Something that was launched kept a connection to a port on which mining pools listen. Others use these ports too, so alone it says little. */
export const miningPort: Signal = (window) => {
  const kept = successes(window).flatMap((one) => {
    const { resources, facts, time } = one.call;
    const flows = [...resources, ...(facts.interfaces ?? [])]
      .flatMap((id) => window.traffic.of(id))
      .filter(({ last, seen }) => last > time && seen >= LEAST);
    return flows.map((flow) => ({ one, flow }));
  });
  const [longest] = kept.sort((a, b) => b.flow.seen - a.flow.seen);
  if (longest === undefined) return null;
  const { resource, address, port, seen, bytes } = longest.flow;
  const others = new Set(kept.map(({ flow }) => flow.resource)).size - 1;
  const more = others > 0 ? `, and ${others} more did alike` : '';
  return {
    text: `${resource} was connected to ${addressText(address)}:${port} for ${Math.round(seen / MINUTE)} min${bytes > 0 ? ` and sent ${bytesText(bytes)}` : ''}, on a port of mining pools${more}.`,
    calls: [...new Set(kept.map(({ one }) => one))],
  };
};

function addressText(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

function bytesText(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${Math.round(bytes / 1e6)} MB`;
}
