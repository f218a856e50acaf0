/** What became of a call that was not answered. */
export type Fault =
  /** The caller lacks the permission. */
  | 'denied'
  /** The credentials, or the region: AWS answers alike where a region is not enabled. */
  | 'credentials'
  /** What was asked about is not there (any more). */
  | 'gone'
  /** The account does not use the service. */
  | 'not-subscribed'
  | 'throttled'
  | 'network'
  /** No such host: the service is not offered in the region, or there is no network. */
  | 'no-host'
  | 'aborted'
  | 'failed';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html and the common errors of each service. */
const BY_NAME: ReadonlyMap<string, Fault> = new Map<string, Fault>([
  ...['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'AuthorizationError', 'NotAuthorized'].map(
    (name) => [name, 'denied'] as const,
  ),
  ...['AuthorizationErrorException', 'UnauthorizedException', 'ForbiddenException', 'Forbidden'].map(
    (name) => [name, 'denied'] as const,
  ),
  ...['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'InvalidClientTokenId', 'AuthFailure'].map(
    (name) => [name, 'credentials'] as const,
  ),
  ...['UnrecognizedClientException', 'InvalidToken', 'InvalidAccessKeyId', 'SignatureDoesNotMatch'].map(
    (name) => [name, 'credentials'] as const,
  ),
  ...[
    'InvalidSignatureException',
    'IncompleteSignature',
    'MissingAuthenticationToken',
    'MissingAuthenticationTokenException',
  ].map((name) => [name, 'credentials'] as const),
  ...['CredentialsProviderError', 'TokenProviderError'].map((name) => [name, 'credentials'] as const),
  ...['OptInRequired', 'SubscriptionRequiredException', 'SubscriptionRequired', 'NotSignedUp'].map(
    (name) => [name, 'not-subscribed'] as const,
  ),
  ...[
    'Throttling',
    'ThrottlingException',
    'ThrottledException',
    'RequestLimitExceeded',
    'TooManyRequestsException',
  ].map((name) => [name, 'throttled'] as const),
  ...['RequestThrottled', 'RequestThrottledException', 'SlowDown', 'PriorRequestNotComplete'].map(
    (name) => [name, 'throttled'] as const,
  ),
  ...['LimitExceededException', 'BandwidthLimitExceeded', 'ProvisionedThroughputExceededException'].map(
    (name) => [name, 'throttled'] as const,
  ),
  ...['AbortError'].map((name) => [name, 'aborted'] as const),
  ...['TimeoutError', 'NetworkingError'].map((name) => [name, 'network'] as const),
]);

const BY_CODE: ReadonlyMap<string, Fault> = new Map<string, Fault>([
  ['ENOTFOUND', 'no-host'],
  ...['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN'].map(
    (code) => [code, 'network'] as const,
  ),
]);

/** Words by which services say that something is not there: `NoSuchBucket`, `ResourceNotFoundException`, `InvalidInstanceID.NotFound`, … */
const GONE = /NotFound|NoSuch|DoesNotExist|NonExistent|Deleted/;

/** Tells what an error of the SDK means. */
export function classify(error: unknown): Fault {
  const name = errorName(error);
  const byName = BY_NAME.get(name) ?? BY_CODE.get(codeOf(error));
  if (byName !== undefined) return byName;
  if (GONE.test(name)) return 'gone';
  // What cannot be read is not an answer of AWS, whatever its status.
  if (name === 'SyntaxError') return 'failed';
  const status = statusOf(error);
  if (status === 403) return 'denied';
  if (status === 404) return 'gone';
  return status === 429 ? 'throttled' : 'failed';
}

/** AWS's name of an error, or the code of what came from the network; never its message, which holds names and request ids. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = codeOf(error);
  // EC2 and some query services put their code into `Code`, and some SDK errors only say `Error`.
  return error.name === 'Error' && code !== '' ? code : error.name.replace(/^.*#/, '');
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? '' : codeOf(error.cause);
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata as { readonly httpStatusCode?: number } | undefined;
  return metadata?.httpStatusCode;
}
