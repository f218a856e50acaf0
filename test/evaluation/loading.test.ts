import { readdirSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';

const folder = new URL('../../src/evaluation/', import.meta.url);
const modules = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

afterEach(() => {
  vi.resetModules();
});

test.each(modules)('%s loads, whatever was loaded before', async (name) => {
  expect(await import(new URL(name, folder).href)).toBeTypeOf('object');
});
