// Compiles the scanner of records, which is written in the text form of WebAssembly.
import { readFile } from 'node:fs/promises';
import loadWabt from 'wabt';

/** The JSON module that holds the compiled form of a `.wat` file. */
export async function generateRecordScan(path) {
  const wabt = await loadWabt();
  const parsed = wabt.parseWat(path, await readFile(path, 'utf8'), { simd: true });
  const { buffer } = parsed.toBinary({});
  parsed.destroy();
  return `${JSON.stringify({ wasm: Buffer.from(buffer).toString('base64') })}\n`;
}
