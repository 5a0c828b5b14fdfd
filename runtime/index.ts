export { apiKey, type KeyPlace } from "./auth/api-key.js";
export { type AuthenticateOptions, authenticate } from "./auth/authenticate.js";
export { authorizationCode, type Login, type LoginOptions, startLogin } from "./auth/authorization-code.js";
export { basic, type UserPassword } from "./auth/basic.js";
export { bearer } from "./auth/bearer.js";
export { type ClientCertificate, certificate } from "./auth/certificate.js";
export type { Auth, CredentialMakers } from "./auth/choose.js";
export { type ClientCredentialsOptions, clientCredentials } from "./auth/client-credentials.js";
export type { Credential, SignContext, Supplied } from "./auth/credential.js";
export { custom, open } from "./auth/custom.js";
export { type DeviceCodeOptions, type DevicePrompt, deviceCode } from "./auth/device-code.js";
export { type DigestOptions, digest } from "./auth/digest.js";
export { password, refreshToken, type TokenExchangeOptions, tokenExchange } from "./auth/grants.js";
export type { HostOptions } from "./auth/hosts.js";
export { type Grant, type OAuthOptions, oauth } from "./auth/oauth.js";
export { discover, type IssuerMetadata, oidc } from "./auth/oidc.js";
export { type SharedKeyOptions, sharedKey } from "./auth/shared-key.js";
export { type SignedByOptions, signedBy } from "./auth/signed-by.js";
export { type AwsKeys, type Presign, presignSigV4, type SigV4Options, sigV4 } from "./auth/sigv4.js";
export { type Token, type TokenSource, type TokenStore, tokenCredential } from "./auth/token.js";
export type {
  ApiKeyCredential,
  BasicCredential,
  BearerCredential,
  CredentialValue,
  CustomCredential,
  DigestCredential,
  HeaderCredential,
  OAuthCredential,
} from "./auth/values.js";
export { composeClient, fullEngine } from "./client/compose-client.js";
export { createClient } from "./client/create-client.js";
export type { CallHooks, ClientOptions } from "./client/options.js";
export { addressVariables, basicAuth, type ClientPart, envOptions, keyAuth, oauthAuth, sharedAuth, tokenAuth, uploadCounts } from "./client/parts.js";
export { type ConfigFileOptions, optionsFromFile } from "./config/config-file.js";
export { configSchema, type JsonSchema } from "./config/config-schema.js";
export { parseDotEnv } from "./config/dot-env.js";
export { optionsFromEnv, processVariables, type Variables } from "./config/env.js";
export { mergeOptions } from "./config/merge.js";
export type { PlainOptions } from "./config/options.js";
export type { ApiDefinition, Envelope, SchemeDefinition } from "./core/api-definition.js";
export { bodies } from "./core/bodies.js";
export {
  type Call,
  type CallBody,
  type CallOptions,
  type CallTrace,
  compose,
  type Middleware,
  type Send,
  type WireHeaders,
  type WireReply,
} from "./core/call.js";
export { check, type Finding, type Side } from "./core/check.js";
export type { Client, ClientSettings, Clock, Drift, Engine, OperationShapes } from "./core/client.js";
export { sleep, systemClock } from "./core/clock.js";
export type { BodyEncoder, BodyInput, Codec, Compressor, Encoded, ParamPrinter, PartReader, PartReading, Place, ReplyDecoder } from "./core/codec.js";
export { compress } from "./core/compress.js";
export { convert, parsePayload } from "./core/convert.js";
export { envelopes } from "./core/envelopes.js";
export {
  AbortError,
  ApiError,
  AuthError,
  ClientError,
  ConnectionError,
  DecodeError,
  type ErrorDetails,
  type ErrorKind,
  errorFrom,
  InputError,
  isClientError,
  isUnsent,
  systemCode,
  TimeoutError,
} from "./core/errors.js";
export { everything } from "./core/everything.js";
export { type ErrorsOf, failedWith } from "./core/failed-with.js";
export { type FetchSendOptions, fetchSend } from "./core/fetch-send.js";
export type { FileData, FileInput, NamedFile } from "./core/file.js";
export { type InspectOptions, inspect } from "./core/inspect.js";
export { type Logger, type LogLevel, type LogOptions, logged } from "./core/log.js";
export { multipart } from "./core/multipart.js";
export type { Body, BodyKind, Inputs, Operation, Output, Paging, Param, Part, Polling, Source, Streaming, Target } from "./core/operation.js";
export { type OperationFunction, operationOf } from "./core/operation-of.js";
export { type PlainClientOptions, plainClient, plainEngine } from "./core/plain.js";
export { parsePointer, readPointer, readSource, setTarget } from "./core/pointer.js";
export { uploadProgress } from "./core/progress.js";
export { type HeaderKind, readHeaders } from "./core/read-headers.js";
export { redactHeaders, redactText, redactUrl } from "./core/redact.js";
export { redirects } from "./core/redirects.js";
export type {
  Declared,
  EventStream,
  Failure,
  Job,
  JobOptions,
  JobProgress,
  ListenOptions,
  NoErrors,
  Pages,
  PageView,
  Reply,
  RunningJob,
  StreamMessage,
  Success,
  WalkOptions,
} from "./core/reply.js";
export { type RequestOptions, request } from "./core/request.js";
export { sequences } from "./core/sequences.js";
export type { Shape } from "./core/shape.js";
export { call, decodeReply, invoke, Started } from "./core/start.js";
export {
  BadRequestError,
  ConflictError,
  ForbiddenError,
  GoneError,
  NotFoundError,
  PayloadTooLargeError,
  PreconditionFailedError,
  RateLimitError,
  ServerError,
  UnauthorizedError,
  UnprocessableError,
  UnsupportedMediaTypeError,
} from "./core/status-errors.js";
export { styles } from "./core/styles.js";
export type { BareInstant, BarePlainDate, Instant, PlainDate } from "./core/temporal.js";
export { texts } from "./core/texts.js";
export { plainSend, toWireReply } from "./core/wire.js";
export { findLink, type Link, parseLinks } from "./pagination/link.js";
export { type PageOptions, pages } from "./pagination/pages.js";
export { PagingError } from "./pagination/paging-error.js";
export { type PagedFunction, resumePages } from "./pagination/resume-pages.js";
export { walk } from "./pagination/walk.js";
export { type JobFunction, job, resumeJob } from "./polling/job.js";
export { JobFailedError } from "./polling/job-failed-error.js";
export type { PaceOptions } from "./polling/pace.js";
export { type PollUntilOptions, pollUntil } from "./polling/poll-until.js";
export { type AttemptHooks, attemptHooks } from "./retry/attempt-hooks.js";
export { type Backoff, backoff } from "./retry/backoff.js";
export { type RetryBudget, retryBudget } from "./retry/budget.js";
export { type FailoverOptions, failover } from "./retry/failover.js";
export { plainRetry } from "./retry/plain-retry.js";
export { plainTimeout } from "./retry/plain-timeout.js";
export { type RetryEvent, type RetryOptions, retry } from "./retry/retry.js";
export type { RetryStatuses } from "./retry/verdict.js";
export { type EventOptions, events } from "./streaming/events.js";
export { parts } from "./streaming/parts.js";
export type { ServerSentEvent } from "./streaming/sse.js";
