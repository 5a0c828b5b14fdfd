import type { ApiDefinition } from "./api-definition.js";
import type { Call, CallOptions, CallTrace, Send, WireReply } from "./call.js";
import type { Codec } from "./codec.js";
import type { ClientError } from "./errors.js";
import type { Operation } from "./operation.js";
import type { Shape } from "./shape.js";

/**
 * What every generated function takes first. An interface without private members, so that two copies of this package
 * in one program fit together.
 */
export interface Client {
  readonly api: ApiDefinition;
  /** Without a trailing slash; variables filled in. */
  readonly baseUrl: string;
  /** The composed layers down to the network. */
  readonly send: Send;
  /** Settings that verbs (not layers) look at. */
  readonly settings: ClientSettings;
  /** What turns inputs into calls and replies into values. */
  readonly engine: Engine;
  /** Only on the probe of `operationOf`: takes the operation instead of calling it. */
  readonly probe?: (operation: Operation) => void;
}

/** What a client was made with, as far as verbs look at it. */
export interface ClientSettings {
  /** Milliseconds for a whole call when the call says nothing; 0: none. */
  readonly timeout: number;
  /** Bytes that a reply may have that is read as a whole; left out: 256 MiB; 0: any number. */
  readonly maxResponseSize?: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Values of the environment's variables, e.g. `{ tenant: "acme" }`; also fill path variables that the input leaves out. */
  readonly variables: Readonly<Record<string, string>>;
  readonly onDrift: ((drift: Drift) => void) | null;
  /** Milliseconds since epoch; replaceable in tests. */
  readonly clock: Clock;
  /** For every operation, beside what each names in `use`. */
  readonly codecs?: readonly Codec[] | undefined;
}

/** How much of HTTP a client speaks: `plainClient` little in few bytes, `createClient` all that operations ask for. */
export interface Engine {
  /** Address, headers, encoded body, deadline; no promise where none is needed. Throws an InputError when the input would be sent wrong. */
  prepare(client: Client, operation: Operation, input: object, options: CallOptions, trace: CallTrace): Call | Promise<Call>;
  /** The body of a success reply. Rejects with a DecodeError when it is not what it should be. */
  decode(client: Client, operation: Operation, reply: WireReply): Promise<unknown>;
  /** The error that any other reply means. */
  fail(client: Client, operation: Operation, reply: WireReply, trace: CallTrace): Promise<ClientError>;
}

/** Shapes of one operation: what `schemas.ts` of a generated client lists by operation id. */
export interface OperationShapes {
  /** The whole input object of the generated function. */
  readonly in?: Shape;
  /** Reply bodies by status: "200", "4XX", "default". */
  readonly out?: { readonly [status: string]: Shape };
}

/** The one seam for time. */
export interface Clock {
  now(): number;
  /** Runs `run` at (or after) `at` (ms since epoch); returns what cancels it. */
  wake(at: number, run: () => void): () => void;
}

/** A reply that differs from its document: delivered as it came, and told. */
export interface Drift {
  readonly operation: string;
  readonly status: number;
  /** RFC 6901 pointer into the body. */
  readonly at: string;
  readonly kind: "unknown-enum-value" | "unknown-union-member" | "unknown-field" | "unexpected-null" | "missing-field" | "wrong-type";
  readonly value: unknown;
}
