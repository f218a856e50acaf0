/** Characters that a hash covers, blanks and tabs not counted. */
const WINDOW = 100;
const BASE = 37;
const WORD = 2 ** 32;

/** What stands for the end of the file. */
const END = 65535;

const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const BLANK = 32;

/** 37 to the power of 100, modulo 2 to the power of 64, as its two words. */
const [FIRST_HIGH, FIRST_LOW] = words(BigInt(BASE) ** BigInt(WINDOW));

/**
 * GitHub's `primaryLocationLineHash` of lines of a file, by line number from one.
 *
 * The same as the upload action computes for a result that has none
 * (https://github.com/github/codeql-action/blob/main/src/fingerprints.ts), so that both always agree: a rolling hash over the
 * hundred characters from the start of the line that are neither blank nor tab, every line ending taken for a line feed, the
 * file followed by 65535 and zeros; then `:n` for the n-th line with that hash. `text` is the file as it stands on the
 * disk, decoded as UTF-8, a byte order mark kept. A line that the file does not have gets no hash.
 */
export function lineHashes(text: string, lines: ReadonlySet<number>): ReadonlyMap<number, string> {
  const result = new Map<number, string>();
  const seen = new Map<string, number>();
  const window = new Uint16Array(WINDOW);
  /** The line that starts at this place of the window; 0 where none does. */
  const starts = new Uint32Array(WINDOW);
  let high = 0;
  let low = 0;
  let index = 0;

  const finishLine = (): void => {
    const line = starts[index] ?? 0;
    if (line === 0) return;
    starts[index] = 0;
    const hash = high === 0 ? low.toString(16) : high.toString(16) + low.toString(16).padStart(8, '0');
    const count = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, count);
    if (lines.has(line)) result.set(line, `${hash}:${count}`);
  };
  const add = (code: number): void => {
    const first = window[index] ?? 0;
    window[index] = code;
    // Every product and sum stays below 2 to the power of 53, so nothing is rounded.
    const sum = BASE * low + code - FIRST_LOW * first;
    const carry = Math.floor(sum / WORD);
    low = sum - carry * WORD;
    const rest = BASE * high + carry - FIRST_HIGH * first;
    high = rest - Math.floor(rest / WORD) * WORD;
    index = (index + 1) % WINDOW;
  };

  let line = 0;
  let atStart = true;
  let afterReturn = false;
  for (let position = 0; position <= text.length; position += 1) {
    const read = position === text.length ? END : text.charCodeAt(position);
    const skipped: boolean = read === BLANK || read === TAB || (afterReturn && read === LINE_FEED);
    afterReturn = !skipped && read === CARRIAGE_RETURN;
    if (skipped) continue;
    const code = afterReturn ? LINE_FEED : read;
    finishLine();
    if (atStart) {
      line += 1;
      starts[index] = line;
    }
    atStart = code === LINE_FEED;
    add(code);
  }
  for (let rest = 0; rest < WINDOW; rest += 1) {
    finishLine();
    add(0);
  }
  return result;
}

function words(value: bigint): readonly [number, number] {
  const bits = BigInt.asUintN(64, value);
  return [Number(bits >> 32n), Number(bits & 0xffffffffn)];
}
