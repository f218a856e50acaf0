import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

/** What browsers must have: `light-dark()` and `color-mix()` of CSS are newer than any syntax that is used. */
const TARGET = ['chrome123', 'firefox120', 'safari17.5'];

/** The program and the style of the HTML report, each as one text with the hash by which the page's policy allows it. */
export async function generateHtmlAssets(root) {
  const client = join(root, 'src/reports/html/client');
  const bundle = async (entry) => {
    const { outputFiles } = await build({
      entryPoints: [join(client, entry)],
      bundle: true,
      minify: true,
      write: false,
      format: entry.endsWith('.ts') ? 'iife' : undefined,
      target: TARGET,
      charset: 'ascii',
      legalComments: 'none',
      tsconfig: join(client, 'tsconfig.json'),
      logLevel: 'warning',
    });
    // Control characters stand in strings of the program only; a page may not have them.
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    return outputFiles[0].text.trim().replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, escapeCharacter);
  };
  const script = `${await licences(['@dagrejs/dagre', '@dagrejs/graphlib'])}\n${await bundle('main.ts')}`;
  const style = await bundle('style.css');
  for (const text of [script, style]) {
    // The page puts both between tags as they stand.
    if (/<\/(?:script|style)|<!--/i.test(text)) throw new Error('an asset of the HTML report would end its element');
  }
  return `${JSON.stringify({ scriptHash: hash(script), styleHash: hash(style), script, style }, null, 2)}\n`;
}

function escapeCharacter(character) {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

function hash(text) {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** Their licences ask for their text in every copy. */
async function licences(names) {
  const require = createRequire(import.meta.url);
  const texts = names.map(async (name) => {
    const folder = dirname(require.resolve(`${name}/package.json`));
    const text = await readFile(join(folder, 'LICENSE'), 'utf8');
    return `/*! ${name}\n${text.trim().replaceAll('*/', '* /')} */`;
  });
  return (await Promise.all(texts)).join('\n');
}
