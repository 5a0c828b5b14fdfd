export type { ApiDefinition, Envelope, SchemeDefinition } from "./core/api-definition.js";
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
export type { Client, ClientSettings, Clock, Drift, Engine, OperationShapes } from "./core/client.js";
export { sleep, systemClock } from "./core/clock.js";
export type { BodyEncoder, BodyInput, Codec, Compressor, Encoded, ParamPrinter, Place, ReplyDecoder } from "./core/codec.js";
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
export type { Body, BodyKind, Inputs, Operation, Output, Paging, Param, Part, Polling, Source, Target } from "./core/operation.js";
export { parsePointer, readPointer, readSource, setTarget } from "./core/pointer.js";
export type { EventStream, Failure, Job, JobOptions, NoErrors, Pages, Reply, Success } from "./core/reply.js";
export type { Shape } from "./core/shape.js";
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
