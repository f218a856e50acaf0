/** As long as the longest ARN that AWS accepts. */
const LONGEST = 2048;

/**
 * Control sequences of ECMA-48 with their parameters, in the seven-bit and the eight-bit form: CSI, and the strings that
 * OSC, DCS, SOS, PM and APC open, up to their terminator.
 */
const CONTROL_SEQUENCE =
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u0090\u0098\u009c-\u009f]*(?:\u0007|\u001b\\|\u009c)/gu;

const BLANK = /[\t\n\v\f\r\u0085\u2028\u2029]+/gu;

/** Controls, lone surrogates, bidirectional marks and whatever else takes no room on the screen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]+/gu;

/**
 * Text from outside, made safe to print: on one line, of bounded length, with nothing in it that a terminal obeys or a
 * reader cannot see. What was taken out leaves a `�`, so that a name with something hidden in it does not pass for another.
 */
export function cleanText(text: string): string {
  const bounded = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return bounded.replace(CONTROL_SEQUENCE, '\uFFFD').replace(BLANK, ' ').replace(UNSEEN, '\uFFFD');
}
