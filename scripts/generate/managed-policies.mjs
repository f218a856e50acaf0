// Usage: node scripts/generate/managed-policies.mjs FILE, by hand. FILE holds `{ name: { Path, CreateDate, UpdateDate, Document } }` as JSON:
//   python3 -c 'import moto.iam.aws_managed_policies as m; print(m.aws_managed_policies_data)' > FILE
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const data = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'data');
const policies = Object.entries(JSON.parse(await readFile(process.argv[2], 'utf8')));

const chunks = [];
const lines = [];
let offset = 0;
let date = '';
for (const [name, { Path, CreateDate, UpdateDate, Document }] of policies.sort(([a], [b]) => (a < b ? -1 : 1))) {
  const text = JSON.stringify(typeof Document === 'string' ? JSON.parse(Document) : Document);
  const chunk = brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(text),
    },
  });
  chunks.push(chunk);
  lines.push(`${JSON.stringify(`${Path.slice(1)}${name}`)}:[${offset},${chunk.length}]`);
  offset += chunk.length;
  const changed = (UpdateDate ?? CreateDate).slice(0, '2026-01-31'.length);
  if (changed > date) date = changed;
}
await writeFile(join(data, 'aws-managed-policies.bin'), Buffer.concat(chunks));
await writeFile(
  join(data, 'aws-managed-policies.index.json'),
  `{"date":"${date}","documents":{\n${lines.join(',\n')}\n}}\n`,
);
