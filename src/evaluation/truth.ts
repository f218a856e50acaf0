/** Three-valued logic: `unknown` where a value that the input does not give would decide. */
export type Truth = 'true' | 'false' | 'unknown';

export function truthOf(value: boolean): Truth {
  return value ? 'true' : 'false';
}

export function not(truth: Truth): Truth {
  return truth === 'unknown' ? truth : truthOf(truth === 'false');
}

/** True when all are, false when one is not. */
export function all(truths: Iterable<Truth>): Truth {
  let result: Truth = 'true';
  for (const truth of truths) {
    if (truth === 'false') return truth;
    if (truth === 'unknown') result = truth;
  }
  return result;
}

/** True when one is, false when none is. */
export function any(truths: Iterable<Truth>): Truth {
  let result: Truth = 'false';
  for (const truth of truths) {
    if (truth === 'true') return truth;
    if (truth === 'unknown') result = truth;
  }
  return result;
}
