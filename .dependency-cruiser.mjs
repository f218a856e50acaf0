/**
 * The layer table of docs/architecture.md as rules: imports point left, towards the model.
 *
 * `value`: folders that a layer may import. `type`: folders of which it may import types only.
 */
const LAYERS = {
  model: { value: [], type: [], reason: 'the model is plain data; whatever it imported, every layer would import' },
  schemas: { value: [], type: [], reason: 'schemas and what is generated from them stand alone' },
  catalogue: {
    value: ['schemas'],
    type: ['evaluation'],
    reason:
      'the catalogue is facts and words; it knows its own schema and the type of the table that it keeps for the evaluator',
  },
  inputs: {
    value: ['model', 'schemas'],
    type: [],
    reason: 'an input says what is configured, never what is dangerous',
  },
  evaluation: { value: ['model'], type: [], reason: 'the evaluator answers one request and must be usable alone' },
  graph: {
    value: ['model', 'evaluation'],
    type: ['schemas', 'catalogue'],
    reason: 'the graph connects; severities, wording and formats come later, and the catalogue is passed in',
  },
  rules: {
    value: ['model', 'evaluation', 'graph'],
    type: ['schemas', 'catalogue'],
    reason: 'a rule detects; it neither explains nor prints, and the catalogue is passed in',
  },
  fixes: {
    value: ['model', 'evaluation', 'rules'],
    type: ['graph', 'schemas'],
    reason: 'a fix is a change of the model; whether it closes an entry is asked of whoever can lint a model',
  },
  findings: {
    value: ['model', 'evaluation', 'graph', 'fixes', 'schemas'],
    type: ['rules', 'catalogue'],
    reason: 'findings explain what rules detected and know no input and no format',
  },
  activity: {
    value: ['model', 'inputs', 'rules'],
    type: ['schemas', 'catalogue'],
    reason:
      'activity says which recorded calls fit a path; it neither makes a finding nor prints one, and the catalogue is passed in',
  },
  pipeline: {
    value: ['model', 'inputs', 'graph', 'rules', 'fixes', 'findings', 'activity', 'catalogue', 'schemas'],
    type: [],
    reason: 'the pipeline composes the stages, and decides nothing that one of them decides',
  },
  questions: {
    value: ['model', 'inputs', 'evaluation', 'graph', 'rules', 'findings', 'pipeline', 'catalogue'],
    type: ['schemas'],
    reason: 'a question is answered by the same graph as a lint',
  },
  reports: {
    value: ['schemas'],
    type: [],
    reason: 'a format sees the report and nothing else, so that another program could print the same',
  },
  cli: {
    value: ['pipeline', 'questions', 'activity', 'reports', 'inputs', 'catalogue', 'schemas'],
    type: ['model', 'evaluation', 'graph', 'rules', 'findings'],
    reason: 'the command decides nothing about IAM: what it does, the pipeline can do',
  },
};

const folders = (names) => `^src/(${names.map((name) => name.replace('.', '\\.')).join('|')})(/|$)`;

const layerRules = Object.entries(LAYERS).flatMap(([name, { value, type, reason }]) => {
  const rules = [
    {
      name: `${name}-imports`,
      severity: 'error',
      comment: reason,
      from: { path: folders([name]) },
      to: { path: '^src/', pathNot: folders([name, ...value, ...type]) },
    },
  ];
  if (type.length > 0) {
    rules.push({
      name: `${name}-imports-types-only`,
      severity: 'error',
      comment: reason,
      from: { path: folders([name]) },
      to: { path: folders(type), dependencyTypesNot: ['type-only'] },
    });
  }
  return rules;
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...layerRules,
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'a cycle has no first module to read',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'io-only-at-the-edges',
      severity: 'error',
      comment: 'everything between the inputs and the command is a pure function of data',
      from: { path: '^src/', pathNot: '^src/(inputs/|cli/|activity/reading/|activity/sources/)' },
      to: { dependencyTypes: ['core'], path: '^(node:)?(fs|child_process|worker_threads|process|os)(/|$)' },
    },
    {
      name: 'no-network',
      severity: 'error',
      comment:
        'linting needs no network; `isIP` and `BlockList`, which only compute, are in `net` all the same, and the list of public certificate authorities is in `tls`',
      from: {
        path: '^src/',
        pathNot: '^src/(evaluation/operators/ip-address|inputs/certificates|inputs/snapshot/exposure)\\.ts$',
      },
      to: { dependencyTypes: ['core'], path: '^(node:)?(net|http|https|http2|dns|tls|dgram)(/|$)' },
    },
    {
      name: 'aws-sdk-only-when-needed',
      severity: 'error',
      comment: 'linting loads no SDK: only the audit does, and of it the clients that it comes to use',
      from: { path: '^src/' },
      to: { path: 'node_modules/@(aws-sdk|smithy)/', dependencyTypesNot: ['dynamic-import', 'type-only'] },
    },
    {
      name: 'aws-sdk-only-where-aws-is-read',
      severity: 'error',
      comment: 'what else reads AWS would need permissions that no table lists; the handler only carries requests',
      from: { path: '^src/', pathNot: '^src/(inputs/live/calls|activity/sources)/' },
      to: { path: 'node_modules/@(aws-sdk|smithy)/', pathNot: 'node_modules/@smithy/node-http-handler/' },
    },
    {
      name: 'audit-loads-late',
      severity: 'error',
      comment: 'a run without an audit pays nothing for it',
      from: { path: '^src/', pathNot: '^src/inputs/live/' },
      to: { path: '^src/inputs/live/', dependencyTypesNot: ['dynamic-import', 'type-only'] },
    },
    {
      name: 'catalogue-is-passed-in',
      severity: 'error',
      comment: 'only who composes the stages loads the catalogue, so that a test or a user can pass another one',
      from: {
        path: '^src/',
        pathNot: '^src/(catalogue/|cli/|pipeline/|questions/|(evaluator|index)\\.ts$)',
      },
      to: { path: '^src/catalogue/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-command-in-the-library',
      severity: 'error',
      comment: 'the library must work without a terminal',
      from: { path: '^src/(index\\.ts$|pipeline/|questions/)' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'no-development-dependency',
      severity: 'error',
      comment:
        'a development dependency is not there when the package is installed; what the page of the HTML report needs is bundled',
      from: { path: '^src/', pathNot: '^src/reports/html/client/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'no-undeclared-dependency',
      severity: 'error',
      comment: 'what package.json does not name may be gone tomorrow',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-test-in-production',
      severity: 'error',
      comment: 'tests, scripts and examples rest on src, never the other way round',
      from: { path: '^src/' },
      to: { path: '^(test|scripts|examples)/' },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'an import that leads nowhere escapes every other rule',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: 'specify',
    doNotFollow: { path: 'node_modules' },
  },
};
