import { expect, test } from 'vitest';
import { cleanText } from '../../src/reports/index.js';

test.each([
  { name: 'plain text', text: 'role/ci é 夜間 🚀', clean: 'role/ci é 夜間 🚀' },
  { name: 'combining marks', text: 'e\u0301', clean: 'e\u0301' },
  { name: 'colour', text: 'a\u001b[31;1mb\u001b[0m', clean: 'a�b�' },
  { name: 'eight-bit CSI', text: 'a\u009b2Jb', clean: 'a�b' },
  { name: 'a title', text: 'a\u001b]0;evil\u0007b', clean: 'a�b' },
  { name: 'a link', text: '\u001b]8;;https://evil.example\u001b\\text\u001b]8;;\u001b\\', clean: '�text�' },
  { name: 'an open OSC', text: 'a\u001b]0;evil', clean: 'a�]0;evil' },
  { name: 'a sequence inside a sequence', text: '\u001b\u001b[0m[31mred', clean: '��[31mred' },
  { name: 'line breaks and tabs', text: 'a\r\nb\tc\u2028d\u0085e', clean: 'a b c d e' },
  { name: 'backspace and NUL', text: 'ab\b\b\u0000c', clean: 'ab�c' },
  { name: 'bidirectional override', text: 'a\u202eb\u2066c\u200fd', clean: 'a�b�c�d' },
  { name: 'zero width', text: 'c\u200bi\ufeff', clean: 'c�i�' },
  { name: 'tags and variation selectors', text: 'a\u{e0041}\ufe0fb', clean: 'a�b' },
  { name: 'Hangul filler', text: 'a\u3164b', clean: 'a�b' },
  { name: 'a lone surrogate', text: 'a\ud800b', clean: 'a�b' },
])('$name', ({ text, clean }) => {
  expect(cleanText(text)).toBe(clean);
});

test('text is bounded', () => {
  expect(cleanText('x'.repeat(100_000))).toHaveLength(2049);
});

test.each(['\u001b]', '\u009d', '\u001b[', '\u001b[0', '\u001bP\u009d'])(
  'many unfinished %j take linear time',
  (opener) => {
    const start = performance.now();
    for (let run = 0; run < 100; run += 1) cleanText(opener.repeat(2000));
    expect(performance.now() - start).toBeLessThan(1000);
  },
);
