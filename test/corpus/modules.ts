import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding, ThreatModel } from '../../src/index.js';

const CORPUS = 'test/corpus';
/** What stands in a module's folder beside its configuration. */
const BESIDE = new Set([
  'base',
  'outside',
  'near-miss',
  'remotes',
  'installed',
  'expect.json',
  'plan.json',
  'saved.plan',
]);

/** One step of the path that must be found. */
interface ExpectedStep {
  readonly via: string;
  readonly to: string;
  /** File and line of each statement that makes the step true. */
  readonly at: readonly string[];
}

/** One finding that must be there. */
export interface ExpectedFinding {
  readonly rule: string;
  /** Kind and id of the entry. */
  readonly entry: string;
  readonly reaches: readonly string[];
  /** Compute that must be reached, among other; `path` leads to the first. */
  readonly compute: readonly string[];
  readonly confidence: Finding['confidence'];
  readonly status: Finding['status'];
  /** File and line. */
  readonly location: string;
  /** How the path begins; the whole of it where there is little compute to choose from. */
  readonly path: readonly ExpectedStep[];
}

/** What `expect.json` says of a module. */
interface Expectation {
  readonly shows: string;
  /** True for a plan in the form in which OpenTofu writes it. */
  readonly openTofu?: boolean;
  /** The folder that Terraform runs in, if it is not the module's. */
  readonly root?: string;
  readonly threatModel?: ThreatModel;
  /** Texts that no report may show. */
  readonly secrets?: readonly string[];
  /** The lines without which nothing is to be found. */
  readonly nearMiss: { readonly file: string; readonly lines: readonly [number, number] };
  readonly findings: readonly ExpectedFinding[];
  readonly gaps?: readonly string[];
}

/** A module of the corpus as a repository of its own, in which Terraform was initialized and a plan was made. */
export interface CorpusModule {
  readonly name: string;
  readonly expectation: Expectation;
  readonly repository: string;
  /** The folder that Terraform runs in. */
  readonly directory: string;
  readonly plan: string;
  readonly savedPlan: string;
  /** The same repository without the lines that make the path, and the plan of it. */
  readonly nearMiss: () => CorpusModule;
}

const copies = mkdtempSync(join(tmpdir(), 'iam-miner-lint-corpus-'));

/** Every module of the corpus. */
export function listModules(): readonly CorpusModule[] {
  return readdirSync(CORPUS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => openModule(name));
}

/** Removes what {@link listModules} has written. */
export function closeCorpus(): void {
  rmSync(copies, { recursive: true, force: true });
}

function openModule(name: string): CorpusModule {
  const folder = join(CORPUS, name);
  const expectation = JSON.parse(readFileSync(join(folder, 'expect.json'), 'utf8')) as Expectation;
  const module = (plans: string, repository: string): CorpusModule => {
    const directory = join(repository, expectation.root ?? '.');
    return {
      name,
      expectation,
      repository,
      directory,
      plan: join(directory, 'plan.json'),
      savedPlan: join(directory, 'saved.plan'),
      nearMiss: () => {
        const { file, lines } = expectation.nearMiss;
        const other = copyRepository(folder, join(folder, 'near-miss'), `${name}-near-miss`, expectation.root);
        removeLines(join(other, file), lines);
        return module(join(plans, 'near-miss'), other);
      },
    };
  };
  return module(folder, copyRepository(folder, folder, name, expectation.root));
}

/** The module's configuration in a repository, with what `terraform init` installs and the plans of `plans`. */
function copyRepository(folder: string, plans: string, name: string, root = '.'): string {
  const repository = join(copies, name);
  const directory = join(repository, root);
  mkdirSync(join(repository, '.git'), { recursive: true });
  for (const entry of readdirSync(folder)) {
    if (!BESIDE.has(entry)) cpSync(join(folder, entry), join(repository, entry), { recursive: true });
  }
  for (const plan of ['plan.json', 'saved.plan']) cpSync(join(plans, plan), join(directory, plan));
  const installed = join(folder, 'installed');
  if (existsSync(installed)) cpSync(installed, join(directory, '.terraform', 'modules'), { recursive: true });
  return repository;
}

function removeLines(file: string, [first, last]: readonly [number, number]): void {
  const lines = readFileSync(file, 'utf8').split('\n');
  lines.splice(first - 1, last - first + 1);
  writeFileSync(file, lines.join('\n'));
}
