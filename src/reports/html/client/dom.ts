/** What an element holds: elements, text, or nothing. Text is never read as markup. */
export type Child = Node | string | null | readonly Child[];

type Attributes = Readonly<Record<string, string | number | boolean | null | ((event: Event) => void)>>;

const SVG = 'http://www.w3.org/2000/svg';

/** An HTML element. An attribute that is a function listens to the event of its name, `false` and null leave it out. */
export function h(tag: string, attributes: Attributes = {}, ...children: readonly Child[]): HTMLElement {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element, in the same way. */
export function svg(tag: string, attributes: Attributes = {}, ...children: readonly Child[]): SVGElement {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null) element.setAttribute(name, String(value));
  }
  append(element, children);
  return element;
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null) continue;
    if (typeof child === 'string') element.append(child);
    else if (child instanceof Node) element.append(child);
    else append(element, child);
  }
}

/** Draws a picture into an element, and again whenever the element gets another width. */
export function drawAtWidth(element: HTMLElement, draw: (width: number) => void): void {
  let drawn = 0;
  new ResizeObserver(() => {
    const width = Math.max(280, Math.floor(element.clientWidth));
    if (width === drawn) return;
    drawn = width;
    draw(width);
  }).observe(element);
}

/** `1 finding`, `2 findings`. */
export function number(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** A text cut to a number of characters. */
export function short(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

/** A name cut in the middle: names of one kind begin alike, and differ at their end. */
export function shortName(name: string, most: number): string {
  const characters = Array.from(name);
  if (characters.length <= most) return name;
  const end = Math.floor((most - 1) * 0.4);
  return `${characters.slice(0, most - 1 - end).join('')}…${characters.slice(characters.length - end).join('')}`;
}

/** A button that copies a text; nothing where the browser has no clipboard for the page. */
export function copyButton(text: string): HTMLElement | null {
  // Types say that it is always there; an insecure page has none.
  if (!('clipboard' in navigator)) return null;
  const button = h(
    'button',
    {
      type: 'button',
      class: 'copy',
      click: () => {
        navigator.clipboard.writeText(text).then(
          () => {
            button.textContent = 'Copied';
          },
          () => {
            button.textContent = 'Not copied';
          },
        );
      },
    },
    'Copy',
  );
  return button;
}
