import type { Report } from '../schemas/report.generated.js';

/** What a format tells of a rule; a row under `rules` in `rules.yaml` fits. `why` and `fix` are Markdown. */
export interface RuleText {
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  readonly references: readonly string[];
  /** MITRE ATT&CK techniques, as `attack.t1078.004`. */
  readonly tags: readonly string[];
  readonly precision: 'very-high' | 'high' | 'medium' | 'low';
}

/** What a format tells of a compute primitive: `title` completes a sentence whose subject is the principal. */
export interface PrimitiveText {
  readonly title: string;
  /** The service that runs it, as in IAM actions: `ec2`. */
  readonly service?: string;
}

/** Folders of the run, absolute: formats that are read beside a repository name files from its root. */
export interface Repository {
  readonly root: string;
  /** The working folder, from which the report names files. */
  readonly folder: string;
}

/** What a format needs beside the report. */
export interface ReportOptions {
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Whole names, every path and every gap. */
  readonly verbose: boolean;
  /** By rule id. */
  readonly rules: Readonly<Record<string, RuleText>>;
  /** By the id of the compute primitive. */
  readonly primitives: Readonly<Record<string, PrimitiveText>>;
  /** The time of the run, in milliseconds since 1970. */
  readonly time: number;
  /** The AWS Region of the Security Hub that findings are for; us-east-1 without it. */
  readonly region?: string;
  /** Without it, files are named as in the report. */
  readonly repository?: Repository;
  /** Texts of files that the report names, by the name that it gives them. */
  readonly sources?: ReadonlyMap<string, string>;
}

/** One output format: takes a report, returns the whole text with its trailing newline, reads and writes nothing. */
export type Reporter = (report: Report, options: ReportOptions) => string;

/** The row of `id`, or undefined; an id such as `constructor` finds nothing. */
export function lookUp<T>(rows: Readonly<Record<string, T>>, id: string): T | undefined {
  return Object.hasOwn(rows, id) ? rows[id] : undefined;
}
