import type { ChannelModel, ConfirmChannel, Message, Options } from "amqplib";
import { type ClientError, errorFrom } from "../../core/errors.js";
import { forbidden, noConnection, refused } from "../failures.js";

interface Waiting {
  /** The message's: two under way may have the same. */
  readonly id: string;
  readonly what: string;
  readonly resolve: () => void;
  readonly reject: (error: ClientError) => void;
  returned: string | null;
}

/** One message for the broker. */
export interface Post {
  readonly exchange: string;
  readonly key: string;
  readonly body: Buffer;
  readonly options: Options.Publish & { readonly messageId: string };
}

/** A channel in confirm mode: for one exchange alone, as the broker closes it for whatever is wrong with that. */
export class Publisher {
  readonly #channel: ConfirmChannel;
  readonly #url: string;
  readonly #waiting = new Set<Waiting>();
  #end: unknown = null;

  private constructor(channel: ConfirmChannel, url: string, closed: () => void) {
    this.#channel = channel;
    this.#url = url;
    channel.on("error", (error) => {
      this.#end = error;
    });
    channel.on("return", (message) => this.#returned(message));
    channel.on("close", () => {
      closed();
      for (const { what, reject } of this.#waiting) reject(this.#failure(what));
      this.#waiting.clear();
    });
  }

  /** `closed`: it can't be used any more. */
  static async open(connection: ChannelModel, url: string, closed: () => void): Promise<Publisher> {
    return new Publisher(await connection.createConfirmChannel(), url, closed);
  }

  get channel(): ConfirmChannel {
    return this.#channel;
  }

  /** Resolves when the broker has confirmed it; rejects when it has not, or could not route a mandatory one. */
  post({ exchange, key, body, options }: Post): Promise<void> {
    return new Promise((resolve, reject) => {
      const what = `Publishing to ${exchange === "" ? `the queue ${key}` : `${exchange} (${key})`}`;
      const waiting: Waiting = { id: options.messageId, what, resolve, reject, returned: null };
      this.#waiting.add(waiting);
      try {
        this.#channel.publish(exchange, key, body, options, (error: unknown) => this.#confirmed(waiting, error));
      } catch (error) {
        this.#waiting.delete(waiting);
        reject(noConnection(this.#url, error));
      }
    });
  }

  #confirmed(waiting: Waiting, error: unknown): void {
    // A closing channel rejects its own.
    if (error !== null && error !== undefined && this.#isClosing(error)) return;
    if (!this.#waiting.delete(waiting)) return;
    if (waiting.returned !== null) waiting.reject(refused(waiting.what, new Error(waiting.returned), 312));
    else if (error) waiting.reject(refused(waiting.what, error));
    else waiting.resolve();
  }

  #isClosing(error: unknown): boolean {
    return this.#end !== null || /clos/i.test(errorFrom(error).message);
  }

  #returned({ properties, fields }: Message): void {
    const { replyText } = fields as { readonly replyText?: unknown }; // of basic.return, which the package's types leave out
    // It comes before the confirmation, so it is the first that is under way.
    for (const waiting of this.#waiting) {
      if (waiting.id !== properties.messageId || waiting.returned !== null) continue;
      waiting.returned = `${replyText ?? "NO_ROUTE"}: no queue takes it`;
      return;
    }
  }

  #failure(what: string): ClientError {
    return channelFailure(what, this.#end, this.#url);
  }
}

/** What the end of a channel means: the broker's refusal with its code, or that the connection is gone. */
export function channelFailure(what: string, error: unknown, url: string): ClientError {
  const { code } = (error ?? {}) as { readonly code?: unknown }; // the package's errors carry AMQP's code
  if (code === 403) return forbidden(what, error);
  return typeof code === "number" && code >= 311 && code !== 320 ? refused(what, error, code) : noConnection(url, error ?? new Error("it was closed"));
}
