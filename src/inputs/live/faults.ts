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
const NAMES: Readonly<Partial<Record<Fault, string>>> = {
  denied: `AccessDenied AccessDeniedException UnauthorizedOperation AuthorizationError AuthorizationErrorException
    NotAuthorized UnauthorizedException ForbiddenException Forbidden`,
  credentials: `ExpiredToken ExpiredTokenException RequestExpired InvalidClientTokenId AuthFailure InvalidToken
    UnrecognizedClientException InvalidAccessKeyId SignatureDoesNotMatch InvalidSignatureException IncompleteSignature
    MissingAuthenticationToken MissingAuthenticationTokenException CredentialsProviderError TokenProviderError`,
  'not-subscribed': 'OptInRequired SubscriptionRequiredException SubscriptionRequired NotSignedUp',
  throttled: `Throttling ThrottlingException ThrottledException RequestLimitExceeded TooManyRequestsException
    RequestThrottled RequestThrottledException SlowDown PriorRequestNotComplete LimitExceededException
    BandwidthLimitExceeded ProvisionedThroughputExceededException`,
  aborted: 'AbortError',
  network: 'TimeoutError NetworkingError',
};

/** Codes of the network, as Node.js names them. */
const CODES: Readonly<Partial<Record<Fault, string>>> = {
  'no-host': 'ENOTFOUND',
  network: 'ECONNRESET ECONNREFUSED EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH EAI_AGAIN',
};

const BY_NAME = faultByWord(NAMES);
const BY_CODE = faultByWord(CODES);

function faultByWord(words: Readonly<Partial<Record<Fault, string>>>): ReadonlyMap<string, Fault> {
  const entries = Object.entries(words) as readonly (readonly [Fault, string])[];
  return new Map(entries.flatMap(([fault, names]) => names.split(/\s+/).map((name) => [name, fault] as const)));
}

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

const GENERAL: ReadonlySet<string> = new Set(['Error', 'TypeError']);

/** AWS's name of an error, or the code of what came from the network; never its message, which holds names and request ids. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = codeOf(error);
  // EC2 and some query services put their code into `Code`, and some errors of the SDK and of Node.js only say what class they are of.
  return GENERAL.has(error.name) && code !== '' ? code : error.name.replace(/^.*#/, '');
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
