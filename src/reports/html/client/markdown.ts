import { type Child, h } from './dom.js';

/** The little Markdown that the catalogue is written in: paragraphs, lists, code blocks, code spans and bold. */
export function markdown(text: string): readonly Child[] {
  const blocks: Child[] = [];
  const fences = text.trim().split(/^```.*$/m);
  fences.forEach((part, index) => {
    if (index % 2 === 1) {
      blocks.push(h('pre', { tabindex: 0 }, h('code', {}, part.replace(/^\n|\n$/g, ''))));
      return;
    }
    for (const paragraph of part.split(/\n\s*\n/)) {
      const lines = paragraph.trim().split('\n');
      if (paragraph.trim() === '') continue;
      if (lines.every((line) => /^\s*(?:[-*]|\d+\.) |^ {2,}/.test(line))) {
        const items = paragraph
          .trim()
          .split(/^(?:[-*]|\d+\.) /m)
          .filter((item) => item.trim() !== '');
        blocks.push(h('ul', {}, ...items.map((item) => h('li', {}, ...inline(item)))));
      } else blocks.push(h('p', {}, ...inline(paragraph)));
    }
  });
  return blocks;
}

/** Code spans and bold inside a paragraph. */
export function inline(text: string): readonly Child[] {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .split(/(`[^`]+`|\*\*[^*]+\*\*)/)
    .map((part) => {
      if (/^`[^`]+`$/.test(part)) return h('code', {}, part.slice(1, -1));
      if (/^\*\*[^*]+\*\*$/.test(part)) return h('strong', {}, part.slice(2, -2));
      return part;
    });
}
