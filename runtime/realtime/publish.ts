import type { Clock } from "../core/client.js";
import { AbortError, type ClientError, InputError, TimeoutError } from "../core/errors.js";
import { type Given, given } from "./address.js";
import type { ChannelOperation } from "./channel.js";
import { forgiving } from "./forgiving.js";
import type { OutgoingMessage, Receipt } from "./message.js";
import type { RealtimeClient } from "./realtime-client.js";
import type { PublishOptions } from "./subscription.js";

/**
 * Sends a message; resolves on the protocol's acknowledgement, or when it went out where there is none. Offline it waits in a bounded queue.
 * @throws ConnectionError (`sent`: whether it may have arrived), TimeoutError, AbortError; InputError when it was not sent because the input is wrong.
 */
export function publish(client: RealtimeClient, operation: ChannelOperation, input: object = {}, options: PublishOptions = {}): Promise<Receipt> {
  try {
    const one = given(client, operation, input);
    const message = outgoing(operation, one, options);
    return forgiving(within(client.bus.publish(one.route, message), client.realtime.clock, options));
  } catch (error) {
    return Promise.reject(error);
  }
}

/** The message that an input and its options mean. */
export function outgoing({ id, channel, messages }: ChannelOperation, { payload, headers }: Given, options: PublishOptions): OutgoingMessage {
  const names = messages ?? Object.keys(channel.messages);
  const name = options.message ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined && names.length > 1)
    throw new InputError(`${id} has several messages`, {
      remedy: `Pass { message: ${names.map((each) => JSON.stringify(each)).join(" | ")} } in the options.`,
    });
  if (name !== undefined && !names.includes(name)) throw new InputError(`${id} has no message ${name}`, { remedy: `Choose one of: ${names.join(", ")}.` });
  const definition = name === undefined ? undefined : channel.messages[name];
  return {
    payload,
    name: name ?? null,
    contentType: definition?.contentType ?? "application/json",
    headers,
    correlationId: null,
    replyTo: null,
    id: options.id ?? null,
  };
}

/** A promise that gives up in time. The rejection of what it waited for is never left unhandled. */
export function within<T>(
  started: Promise<T>,
  clock: Clock,
  { signal, timeout }: { readonly signal?: AbortSignal | undefined; readonly timeout?: number | undefined },
): Promise<T> {
  if (signal === undefined && timeout === undefined) return started;
  return new Promise((resolve, reject) => {
    const free = (): void => {
      cancel?.();
      signal?.removeEventListener("abort", abort);
    };
    const fail = (error: ClientError): void => {
      free();
      reject(error);
    };
    const abort = (): void => fail(new AbortError("Aborted", { cause: signal?.reason }));
    const cancel = timeout === undefined ? null : clock.wake(clock.now() + timeout, () => fail(new TimeoutError(`No answer within ${timeout} ms`)));
    if (signal?.aborted) return abort();
    signal?.addEventListener("abort", abort, { once: true });
    started.then(
      (value) => {
        free();
        resolve(value);
      },
      (error: ClientError) => fail(error),
    );
  });
}
