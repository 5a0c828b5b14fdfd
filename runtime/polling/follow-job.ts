import type { CallOptions } from "../core/call.js";
import type { Client } from "../core/client.js";
import { InputError } from "../core/errors.js";
import { follow, type WholeReply } from "../core/follow.js";
import type { Operation, Polling } from "../core/operation.js";
import type { JobOptions, RunningJob } from "../core/reply.js";
import { retryAfter } from "../core/retry-after.js";
import { deliver, failureOf, lookingOperation, pollingOf } from "./deliver.js";
import { fractionOf, judge, lookUrl, stateOf } from "./judge.js";
import { createPace } from "./pace.js";
import { inputsFor, type Trail, toHandle } from "./trail.js";

/** A job whose trail is known: looks at it, waits for it, stops it. */
export class FollowedJob<Done> implements RunningJob<Done> {
  readonly #client: Client;
  readonly #operation: Operation;
  readonly #polling: Polling;
  readonly #options: CallOptions;
  #trail: Trail;
  /** The reply that started it, as long as nobody has looked since. */
  #sight: WholeReply | null;

  constructor(client: Client, operation: Operation, known: { readonly trail: Trail; readonly sight: WholeReply | null }, options: CallOptions) {
    const { idempotencyKey: _key, ...others } = options;
    this.#client = client;
    this.#operation = operation;
    this.#polling = pollingOf(operation);
    this.#trail = known.trail;
    this.#sight = known.sight;
    this.#options = others;
  }

  async untilDone(options: JobOptions = {}): Promise<Done> {
    const { id } = this.#operation;
    const { clock } = this.#client.settings;
    const { signal = this.#options.signal, onProgress, timeout, interval = this.#polling.interval } = options;
    const pace = createPace(clock, id, { interval, maxInterval: this.#polling.maxInterval, timeout, signal });
    const callOptions = { ...this.#options, signal };
    for (;;) {
      // A resumed job may long be over: it is looked at without waiting.
      // The usual headers alone: those that an API declares (rate limits) stand on replies that ask nobody to wait.
      if (this.#sight !== null) await pace(retryAfter(this.#sight.headers, clock.now()));
      const by = lookingOperation(this.#operation, this.#polling);
      const sight = await follow(this.#client, by, this.#trail, callOptions);
      const verdict = judge(this.#polling, sight);
      onProgress?.({ fraction: fractionOf(this.#polling, sight, verdict), status: stateOf(this.#polling, sight), body: sight.body });
      if (verdict === "failed") throw failureOf(this.#operation, this.#polling, sight);
      // typed by the generated function
      if (verdict === "done") return (await deliver(this.#client, { by, sight, trail: this.#trail, polling: this.#polling }, callOptions)) as Done;
      this.#sight = sight;
      this.#followMove(sight);
    }
  }

  async handle(): Promise<string> {
    return toHandle(this.#operation, this.#trail);
  }

  async cancel(input: object = {}, options: CallOptions = {}): Promise<void> {
    const operation = this.#polling.cancel?.();
    if (operation === undefined) throw new InputError(`A job of ${this.#operation.id} can't be stopped: no operation is declared for it`);
    await follow(this.#client, operation, { input: { ...inputsFor(operation, this.#trail), ...input }, url: null }, { ...this.#options, ...options });
  }

  /** Servers may send a job's watchers to another address. */
  #followMove(sight: WholeReply): void {
    const url = "header" in this.#polling.at ? lookUrl(this.#polling, sight) : null;
    if (url !== null) this.#trail = { ...this.#trail, url: new URL(url, sight.url).href };
  }
}
