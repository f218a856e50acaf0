export { lint, type LintOptions, type LintResult } from './pipeline/lint.js';
export { loadConfiguration, loadInput, InputError } from './inputs/index.js';
export type { Configuration, LoadedInput, LoadOptions, Suppression } from './inputs/index.js';
export { reports } from './reports/index.js';
export type { ReportOptions } from './reports/index.js';
export type { Finding, Report } from './schemas/report.generated.js';
export type { Model } from './model/model.js';
export type { ThreatModel, TrustZone } from './model/trust-zone.js';
export { answerPaths, type PathsAnswer, type PathsQuestion } from './questions/paths.js';
export { UnknownNameError } from './questions/find-principal.js';
export {
  type AnyoneAnswer,
  type AnyoneQuestion,
  canAnyone,
  type DocumentProblem,
  evaluate,
  type EvaluatorRequest,
  type EvaluatorResult,
  type PolicyDocuments,
  RequestError,
  type StatementPlace,
} from './evaluator.js';
