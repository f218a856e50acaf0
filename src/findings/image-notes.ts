import { canBePushedAgain } from '../graph/image-tags.js';
import { isPinned, privateImage } from '../model/container-image.js';
import type { Model } from '../model/model.js';
import { holdsImage } from '../model/repository.js';
import type { Resource } from '../model/resource.js';
import type { Notes, Note } from './note.js';

/** Answers what is to be said of the images that run on the paths. `miners` are texts of miners, in lower case. */
export function imageNotes({ resources }: Pick<Model, 'resources'>, miners: readonly string[]): Notes {
  const byArn = new Map(resources.map((resource) => [resource.arn, resource]));
  const repositories = resources.filter(({ kind }) => kind === 'repository');
  return ({ entry }, paths) => {
    const used = paths.flatMap(({ steps }) => byArn.get(steps.at(-1)?.resource ?? '') ?? []);
    const images = [...(entry.resource === null ? [] : [entry.resource]), ...used].flatMap(imagesOf);
    return [...new Set(images)].flatMap((image) => notesOf(image, repositories, miners));
  };
}

function imagesOf({ code = [] }: Resource): readonly string[] {
  return code.flatMap((source) => (source.kind === 'container-image' ? [source.reference] : []));
}

function notesOf(image: string, repositories: readonly Resource[], miners: readonly string[]): readonly Note[] {
  const lower = image.toLowerCase();
  const miner = miners.find((one) => lower.includes(one));
  const mining: readonly Note[] =
    miner === undefined ? [] : [{ text: `image ${image} bears the name of a known miner (${miner})`, raises: true }];
  if (isPinned(image)) return mining;
  if (privateImage(image) === null) {
    const text = `image ${image} comes from a registry that is not yours and is not pinned by its digest`;
    return [...mining, { text, raises: false }];
  }
  const [repository] = repositories.filter((one) => holdsImage(one, image));
  return [...mining, ...notesOfRepository(image, repository)];
}

function notesOfRepository(image: string, repository: Resource | undefined): readonly Note[] {
  const notes: Note[] = [];
  if (canBePushedAgain(image, repository ?? null) === true)
    notes.push({ text: `the tag of image ${image} can be pushed again with another image`, raises: false });
  if (repository?.scanOnPush === false)
    notes.push({ text: `images of repository ${repository.name} are not scanned when they are pushed`, raises: false });
  return notes;
}
