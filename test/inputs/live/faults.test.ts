import { expect, test } from 'vitest';
import { classify, errorName } from '../../../src/inputs/live/faults.js';

function named(name: string, status?: number): Error {
  const error = Object.assign(new Error('said to nobody'), { $metadata: { httpStatusCode: status } });
  error.name = name;
  return error;
}

test.each([
  ['a refused call', named('AccessDeniedException', 400), 'denied'],
  ['a refused call of EC2', named('UnauthorizedOperation', 403), 'denied'],
  ['a refusal without a name that is known', named('Whatever', 403), 'denied'],
  ['expired credentials', named('ExpiredTokenException', 400), 'credentials'],
  ['credentials that no chain finds', named('CredentialsProviderError'), 'credentials'],
  ['a bucket that is gone', named('NoSuchBucket', 404), 'gone'],
  ['an instance that is gone', named('InvalidInstanceID.NotFound', 400), 'gone'],
  ['an answer that there is none', named('Whatever', 404), 'gone'],
  ['a page that is not found', named('SyntaxError', 404), 'failed'],
  ['throttling', named('ThrottlingException', 400), 'throttled'],
  ['throttling by its status alone', named('Whatever', 429), 'throttled'],
  ['a service that is not used', named('SubscriptionRequiredException', 400), 'not-subscribed'],
  ['a cut connection', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }), 'network'],
  [
    'a cut connection as a cause',
    new Error('failed', { cause: Object.assign(new Error('x'), { code: 'EPIPE' }) }),
    'network',
  ],
  ['a host that is not there', Object.assign(new Error('x'), { code: 'ENOTFOUND' }), 'no-host'],
  ['a time-out', named('TimeoutError'), 'network'],
  ['a stopped call', named('AbortError'), 'aborted'],
  ['a broken service', named('InternalFailure', 500), 'failed'],
] as const)('%s is told by name, code or status', (_what, error, fault) => {
  expect(classify(error)).toBe(fault);
});

test('an error is named without its message, in which names and request ids stand', () => {
  expect(errorName(named('com.amazonaws.lambda#AccessDeniedException'))).toBe('AccessDeniedException');
  expect(errorName(Object.assign(new Error('x'), { code: 'ECONNRESET' }))).toBe('ECONNRESET');
  expect(errorName(Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL' }))).toBe('ERR_INVALID_URL');
  expect(errorName('thrown text')).toBe('unknown');
});
