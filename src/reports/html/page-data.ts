import type { ActivityEpisode, FindingActivity, Report, Severity } from '../../schemas/report.generated.js';

/** What the page of the HTML report shows, as it is embedded in it. Every text is cleaned; numbers are indexes into a list. */
export interface PageData {
  readonly tool: string;
  readonly version: string;
  /** ISO 8601, in UTC. */
  readonly time: string;
  readonly threatModel: Report['threatModel'];
  readonly inputs: readonly { readonly kind: string; readonly uri: string; readonly accounts: readonly string[] }[];
  readonly summary: Report['summary'];
  readonly rules: Readonly<Record<string, PageRule>>;
  /** What each compute primitive does, by id, and the service that it belongs to. */
  readonly primitives: Readonly<Record<string, { readonly title: string; readonly service: string }>>;
  readonly findings: readonly PageFinding[];
  readonly steps: readonly PageStep[];
  readonly snippets: readonly Snippet[];
  readonly chokePoints: readonly PageChokePoint[];
  readonly fixed: readonly { readonly severity: Severity; readonly message: string }[];
  readonly gaps: readonly PageGap[];
  /** What is to be said of accounts, once for all of them. */
  readonly notes: readonly { readonly text: string; readonly accounts: readonly string[] }[];
  readonly activity: PageActivity | null;
  /** Why a report without findings does not say that there is no path; null where it does. */
  readonly unanswered: string | null;
}

/** A rule in words; `why` and `fix` are Markdown. */
export interface PageRule {
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  readonly references: readonly string[];
}

/** A finding as the list and its page show it. */
export interface PageFinding {
  readonly id: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: string;
  readonly status: string;
  readonly message: string;
  readonly entry: string;
  readonly outsider: string;
  readonly account: string;
  readonly opening: string | null;
  readonly principal: string;
  /** Names of the first principals that are reached; `reaches` counts them all. */
  readonly principals: readonly string[];
  readonly reaches: number;
  readonly compute: readonly string[];
  readonly paths: readonly { readonly compute: string; readonly steps: readonly number[] }[];
  readonly place: string;
  /** Who else goes through the same configuration, what somebody did outside Terraform, what is to be said of images. */
  readonly remarks: readonly { readonly label: string; readonly text: string }[];
  /** An administrator that is reached, and so everything; `surely` when no less surely than the first path. */
  readonly administrator: { readonly name: string; readonly surely: boolean } | null;
  readonly fix: PageFix;
  readonly activity: FindingActivity | null;
}

/** What to do; `tried` is a change that was tried on the configuration and closes the path. */
export interface PageFix {
  readonly summary: string;
  readonly change: string;
  readonly tried: {
    readonly summary: string;
    readonly diffs: readonly { readonly place: string | null; readonly lines: readonly string[] }[];
    /** Of the Terraform sources, as `git apply` takes it. */
    readonly patch: string | null;
    /** What else the patch changes, as a sentence; may be empty. */
    readonly also: string;
  } | null;
}

/** A change that closes several findings. */
export interface PageChokePoint {
  readonly summary: string;
  readonly patch: string | null;
  /** Ids of the findings. */
  readonly closes: readonly string[];
}

/** A step, shared by the paths that take it. */
export interface PageStep {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly address: string | null;
  readonly statements: readonly {
    readonly text: string;
    readonly place: string | null;
    readonly snippet: number | null;
  }[];
  readonly witness: readonly string[];
  readonly assumptions: readonly string[];
  readonly bounds: readonly string[];
  readonly place: string | null;
  readonly snippet: number | null;
}

/** Lines of a file around a place. */
export interface Snippet {
  readonly first: number;
  readonly lines: readonly string[];
  /** Lines of it that are meant, from and to, counted from one in the file. */
  readonly marked: readonly [number, number];
}

/** What could not be decided, for the same reason, of one or several things. */
export interface PageGap {
  readonly kind: string;
  readonly address: string;
  readonly reason: string;
  /** Null also where it is said of several things. */
  readonly place: string | null;
  /** Of how many things it is said. */
  readonly count: number;
}

/** What was looked for in recorded activity, and what fits no finding. */
export interface PageActivity {
  readonly since: string;
  readonly until: string;
  readonly calls: number;
  readonly elsewhere: readonly ActivityEpisode[];
  /** Regions that are new in the bill, and what of the log could not be told, each in a line. */
  readonly untold: readonly string[];
}
