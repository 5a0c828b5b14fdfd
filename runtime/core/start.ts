import type { CallOptions, CallTrace, WireReply } from "./call.js";
import type { Client } from "./client.js";
import type { ApiError } from "./errors.js";
import type { Operation } from "./operation.js";
import type { Declared, Failure, NoErrors, Reply, Success } from "./reply.js";

/**
 * Sends one call through the client's layers. Resolves with a success reply, its body unread; rejects with a ClientError, or with
 * what the program's own layers and hooks throw, as it is: the network makes its errors itself (`fetchSend`, `undiciSend`).
 */
export async function invoke(client: Client, operation: Operation, input?: object | null, options?: CallOptions | null): Promise<WireReply> {
  const trace: CallTrace = { attempts: 1 };
  const { engine } = client;
  const call = engine.prepare(client, operation, input ?? {}, options ?? {}, trace);
  const reply = await client.send(call instanceof Promise ? await call : call);
  if (/^2/.test(`${reply.status}`)) return reply;
  throw await engine.fail(client, operation, reply, trace);
}

/** The body of a success reply as the operation delivers it. */
export const decodeReply = (client: Client, operation: Operation, reply: WireReply): Promise<unknown> => client.engine.decode(client, operation, reply);

/**
 * A call under way. It implements Promise and does not extend it: starting is all that it does by itself; the body is
 * decoded when somebody asks for it, once.
 */
export class Started<T, E = NoErrors> implements Reply<T, E> {
  declare readonly "~errors"?: E;
  declare readonly [Symbol.toStringTag]: string;
  declare readonly client: Client;
  declare readonly operation: Operation;
  /** The success reply, body unread. */
  declare readonly reply: Promise<WireReply>;
  #data: Promise<T> | undefined;

  constructor(client: Client, operation: Operation, input?: object, options?: CallOptions) {
    client.probe?.(operation);
    this.client = client;
    this.operation = operation;
    this.reply = invoke(client, operation, input, options);
  }

  /** The decoded body. */
  data(): Promise<T> {
    this.#data ??= this.reply.then((reply) => decodeReply(this.client, this.operation, reply)) as Promise<T>; // typed by the generated function
    return this.#data;
  }

  // biome-ignore lint/suspicious/noThenProperty: a Reply is a promise
  then<A = T, B = never>(done?: ((value: T) => A | PromiseLike<A>) | null, failed?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<A | B> {
    return this.data().then(done, failed);
  }

  catch<B = never>(failed?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.data().catch(failed);
  }

  finally(run?: (() => void) | null): Promise<T> {
    return this.data().finally(run);
  }

  async withResponse(): Promise<{ data: T; response: Response }> {
    return { data: await this.data(), response: await this.asResponse() };
  }

  asResponse(): Promise<Response> {
    return this.reply.then((reply) => reply.toResponse());
  }

  async settle(): Promise<Success<T> | Failure<E>> {
    try {
      return { ok: true, ...(await this.withResponse()) };
    } catch (thrown) {
      const cause = thrown as ApiError; // looked at through its optional fields only
      const status = (cause.readable && statusKey(this.operation, cause.status)) || "other";
      return { ok: false, status, error: status === "other" ? cause : cause.body, cause } as Failure<E>; // the key is a declared one
    }
  }
}

/** The declared key that covers a status: the number, "4XX", "default"; undefined when none does. */
export function statusKey({ errors = [] }: Operation, status: number): number | string | undefined {
  return [status, `${status}`.replace(/..$/, "XX"), "default"].find((key) => errors.includes(key));
}

/**
 * Calls an operation. The request starts at once; await the reply for its decoded body, or take one of its views. Handling
 * any of them handles the failure.
 * @throws ApiError and its kin for an error status; ConnectionError, TimeoutError, AbortError, AuthError when there is no answer; DecodeError when it can't be read; InputError when it was not sent.
 */
export function call(client: Client, operation: Operation, input?: object, options?: CallOptions): Declared;
export function call<T, E = NoErrors>(client: Client, operation: Operation, input?: object, options?: CallOptions): Reply<T, E>;
export function call<T, E = NoErrors>(client: Client, operation: Operation, input?: object, options?: CallOptions): Reply<T, E> {
  return new Started<T, E>(client, operation, input, options);
}
