import { cleanText } from '../clean-text.js';

/**
 * Text from outside must not become a link: SARIF reads `[text](target)` in plain messages, and a backslash escapes the
 * brackets. Brackets that cannot be taken for a link are left alone, since not every viewer removes the backslash.
 */
export function plain(text: string): string {
  const clean = cleanText(text);
  return clean.includes('](') ? clean.replace(/[\\[\]]/g, '\\$&') : clean;
}
