/** Characters that JSON allows in a string and that a terminal obeys or a reader cannot see. */
const UNSEEN = /[\u007f-\u009f\p{Cf}\u2028\u2029\p{Default_Ignorable_Code_Point}]/gu;

/** JSON on one line with a line feed. Characters that cannot be seen are escaped. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value).replace(UNSEEN, escapeCharacter)}\n`;
}

/** JSON with two spaces of indent and a trailing newline. Characters that cannot be seen are escaped, so nothing is lost. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replace(UNSEEN, escapeCharacter)}\n`;
}

function escapeCharacter(character: string): string {
  let escaped = '';
  for (let index = 0; index < character.length; index += 1) {
    escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}
