import { listed, type Signal } from './signal.js';

/** 8 and 16 vCPU, the two largest sizes (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html). */
const LARGEST = new Set([8192, 16384, 8, 16]);

/** An image of a public registry: one without a host, or of a registry that anyone publishes to. */
function isPublicImage(image: string): boolean {
  const [host = '', ...rest] = image.split('/');
  const named = rest.length > 0 && (host.includes('.') || host.includes(':') || host === 'localhost');
  return !named || /^(docker\.io|index\.docker\.io|ghcr\.io|quay\.io|registry\.hub\.docker\.com)$/.test(host);
}

/** The published ECS campaigns register a task of 16 vCPU with an image of Docker Hub and then run it. */
export const largestFargate: Signal = ({ episode }) => {
  const calls = episode.calls.filter(
    ({ call }) =>
      call.outcome === 'success' &&
      LARGEST.has(call.facts.cpu ?? 0) &&
      call.facts.fargate === true &&
      call.facts.images?.some(isPublicImage) === true,
  );
  if (calls.length === 0 || episode.launches.length === 0) return null;
  const images = calls.flatMap(({ call }) => call.facts.images?.filter(isPublicImage) ?? []);
  return { text: `A task of ${calls[0]?.call.facts.cpu ?? 0} CPU units runs ${listed(images)}.`, calls };
};
