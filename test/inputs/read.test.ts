import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/inputs/input-error.js';
import { readInput } from '../../src/inputs/read.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function errorLine(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  return error instanceof InputError ? error.toString().replace(`${folder}/`, '') : String(error);
}

const text = '{"name": "Zoë 🚀"}';
const utf16 = Buffer.from(text, 'utf16le');

describe('text is read from', () => {
  test.each<[string, Uint8Array | string]>([
    ['plain.json', text],
    ['mark.json', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)])],
    ['utf16le.json', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
    ['utf16be.json', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()])],
    ['plain.json.gz', gzipSync(text)],
    ['no-suffix', gzipSync(text)],
    ['members.gz', Buffer.concat([gzipSync(text.slice(0, 5)), gzipSync(text.slice(5))])],
    ['utf16.gz', gzipSync(Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]))],
  ])('%s', async (name, content) => {
    const path = await file(name, content);
    expect(await readInput(path)).toEqual({ uri: path, text });
  });

  test('a symbolic link', async () => {
    await symlink(await file('target.json', text), join(folder, 'link.json'));
    expect((await readInput(join(folder, 'link.json'))).text).toBe(text);
  });

  test.each([
    ['in one piece', [Buffer.from(text)]],
    ['in pieces that split a character', [Buffer.from(text).subarray(0, 13), Buffer.from(text).subarray(13)]],
    ['compressed', [gzipSync(text)]],
  ])('standard input, %s', async (_, chunks) => {
    expect(await readInput('-', Readable.from(chunks))).toEqual({ uri: 'stdin', text });
  });
});

describe('one line for', () => {
  const zip = Buffer.from('504b0304140008000800', 'hex');
  test.each<[string, Uint8Array | string, string]>([
    ['empty.json', '', 'empty.json: the file is empty'],
    ['blank.json', ' \n\t\n', 'blank.json: the file is empty'],
    ['nul.bin', Buffer.from([1, 2, 0, 3]), 'nul.bin: expected JSON text, found a binary file'],
    [
      'latin1.json',
      Buffer.from('{"name": "Zo\xeb"}', 'latin1'),
      'latin1.json: expected JSON text, found a binary file',
    ],
    ['odd.json', Buffer.from([0xff, 0xfe, 0x7b]), 'odd.json: expected JSON text, found a binary file'],
    ['cut.gz', gzipSync(text).subarray(0, 20), 'cut.gz: the gzip file is truncated'],
    [
      'damaged.gz',
      Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff]),
      'damaged.gz: the gzip file is damaged',
    ],
    ['empty.gz', gzipSync(''), 'empty.gz: the file is empty'],
    ['twice.gz', gzipSync(gzipSync(text)), 'twice.gz: expected JSON text, found a binary file'],
  ])('%s', async (name, content, line) => {
    expect(await errorLine(readInput(await file(name, content)))).toBe(line);
  });

  test('a saved plan says which command to run', async () => {
    const path = await file('tfplan', zip);
    await expect(readInput(path)).rejects.toThrow(`run \`terraform show -json ${path} > plan.json\``);
  });

  test('text that merely begins with PK is text', async () => {
    expect((await readInput(await file('pk.json', 'PK'))).text).toBe('PK');
  });

  test('a missing file', async () => {
    expect(await errorLine(readInput(join(folder, 'missing.json')))).toBe('missing.json: no such file');
  });

  test('a path through a file', async () => {
    const path = join(await file('leaf', text), 'below');
    expect(await errorLine(readInput(path))).toBe('leaf/below: no such file');
  });

  test('a directory', async () => {
    await mkdir(join(folder, 'directory'));
    expect(await errorLine(readInput(join(folder, 'directory')))).toBe('directory: expected a file, found a directory');
  });

  test('a file name with line ends', async () => {
    expect(await errorLine(readInput(join(folder, 'a\nb\u001b[31m')))).toBe('a\\u000ab\\u001b[31m: no such file');
  });

  test('nothing on standard input', async () => {
    expect(await errorLine(readInput('-', Readable.from([])))).toBe('stdin: the file is empty');
  });
});
