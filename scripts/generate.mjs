// Writes every generated file that is committed. With `--check` it writes nothing and exits 1 when a file is not fresh.
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateActions, generateResourceControlServices } from './generate/actions.mjs';
import { CatalogueError, readCatalogue } from './generate/catalogue.mjs';
import { generateHtmlAssets } from './generate/html-assets.mjs';
import { format, generateTypes, generateValidator, generateValues } from './generate/schemas.mjs';
import { generateRecordScan } from './generate/record-scan.mjs';
import { ruleDocs } from './generate/rule-docs.mjs';
import { withCounts } from './generate/counts.mjs';
import { permissionFiles } from './generate/permissions.mjs';
import { withTypeTable } from './generate/terraform-types.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const schemas = join(root, 'src/schemas');
const catalogue = join(root, 'src/catalogue');

/** Schemas that the tool itself validates with; the others describe output or are checked by this script. */
const VALIDATED = new Set(['authorization-details', 'baseline', 'configuration', 'terraform-plan']);

/** Enumerations whose order means something. */
const ORDERED = {
  report: {
    Severity: { constant: 'SEVERITIES', comment: 'Severities, the worst first.' },
    Confidence: { constant: 'CONFIDENCES', comment: 'Confidences, the surest first.' },
    Status: { constant: 'STATUSES', comment: 'What became of findings, the most urgent first.' },
  },
};

async function generate() {
  const files = new Map();
  for (const file of (await readdir(schemas)).filter((name) => name.endsWith('.schema.json')).sort()) {
    const name = file.slice(0, -'.schema.json'.length);
    const schema = JSON.parse(await readFile(join(schemas, file), 'utf8'));
    files.set(join(schemas, `${name}.generated.ts`), await generateTypes(schema, name));
    if (name in ORDERED)
      files.set(join(schemas, `${name}-values.generated.ts`), generateValues(schema, name, ORDERED[name]));
    if (VALIDATED.has(name)) {
      files.set(join(schemas, `${name}.validate.generated.ts`), await generateValidator(schema, name));
    }
  }
  if (existsSync(join(root, 'rules.yaml'))) {
    const rules = await readCatalogue(join(root, 'rules.yaml'), join(schemas, 'rules.schema.json'));
    const readme = join(root, 'README.md');
    files.set(readme, withCounts(await readFile(readme, 'utf8'), rules));
    files.set(join(catalogue, 'catalogue.generated.json'), `${JSON.stringify(rules)}\n`);
    for (const [name, text] of ruleDocs(rules)) files.set(join(root, 'docs/rules', name), text);
    files.set(join(catalogue, 'actions.generated.json'), await generateActions(rules));
    files.set(join(catalogue, 'resource-control-services.generated.json'), await generateResourceControlServices());
  }
  files.set(join(root, 'src/reports/html/assets.generated.json'), await generateHtmlAssets(root));
  const scan = join(root, 'src/activity/reading/record-scan');
  files.set(`${scan}.generated.json`, await generateRecordScan(`${scan}.wat`));
  const page = join(root, 'docs/terraform.md');
  const types = JSON.parse(await readFile(join(root, 'docs/terraform-types.json'), 'utf8'));
  files.set(page, withTypeTable(await readFile(page, 'utf8'), types));
  for (const [file, text] of await permissionFiles(root)) files.set(join(root, file), text);
  return files;
}

async function write(files, check) {
  const stale = [];
  for (const [path, text] of files) {
    const output = await format(path, text);
    const current = existsSync(path) ? await readFile(path, 'utf8') : null;
    if (current === output) continue;
    stale.push(relative(root, path));
    if (check) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, output);
  }
  return stale;
}

try {
  const check = process.argv.includes('--check');
  const stale = await write(await generate(), check);
  for (const path of stale) process.stderr.write(`${check ? 'not fresh' : 'wrote'}: ${path}\n`);
  if (check && stale.length > 0) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof CatalogueError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
