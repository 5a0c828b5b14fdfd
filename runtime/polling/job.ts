import type { CallOptions } from "../core/call.js";
import type { Client } from "../core/client.js";
import { InputError } from "../core/errors.js";
import { readWhole, type WholeReply } from "../core/follow.js";
import type { Operation } from "../core/operation.js";
import { operationOf } from "../core/operation-of.js";
import type { Declared, Job, JobOptions, NoErrors, RunningJob } from "../core/reply.js";
import { Started } from "../core/start.js";
import { deliver, failureOf, pollingOf } from "./deliver.js";
import { FollowedJob } from "./follow-job.js";
import { judgeStart } from "./judge.js";
import { fromHandle, noTrail, toHandle, trailOf } from "./trail.js";

/**
 * Calls an operation whose work goes on after its first reply. Awaited, it is that reply; `untilDone` waits for the result.
 * Waiting ends by itself: a timeout or an abort leaves the job running; `cancel` stops it where the API can.
 * @throws ApiError and its kin as `call` does; JobFailedError when the job ends badly.
 */
export function job(client: Client, operation: Operation, input?: object, options?: CallOptions): Declared;
export function job<Begun, Done, E = NoErrors>(client: Client, operation: Operation, input?: object, options?: CallOptions): Job<Begun, Done, E>;
export function job<Begun, Done, E = NoErrors>(client: Client, operation: Operation, input: object = {}, options: CallOptions = {}): Job<Begun, Done, E> {
  return new StartedJob<Begun, Done, E>(client, operation, input, options);
}

/** A job's start operation: the generated function, or its constant. */
export type JobFunction<Begun, Done, E> = (client: Client, input: never, options?: CallOptions) => Job<Begun, Done, E>;

/**
 * Goes on with a job whose `handle()` was kept, in this process or another.
 * @throws InputError when the text is damaged or belongs to another operation.
 */
export function resumeJob<Done, Begun = unknown, E = NoErrors>(
  client: Client,
  start: JobFunction<Begun, Done, E> | Operation,
  handle: string,
  options: CallOptions = {},
): RunningJob<Done> {
  const operation = typeof start === "function" ? operationOf(start) : start;
  return new FollowedJob<Done>(client, operation, { trail: fromHandle(operation, handle), sight: null }, options);
}

class StartedJob<Begun, Done, E> extends Started<Begun, E> implements Job<Begun, Done, E> {
  readonly #input: object;
  readonly #options: CallOptions;
  #sight: Promise<WholeReply> | undefined;

  constructor(client: Client, operation: Operation, input: object, options: CallOptions) {
    if (client.probe === undefined) pollingOf(operation);
    super(client, operation, input, options);
    this.#input = input;
    this.#options = options;
  }

  override async data(): Promise<Begun> {
    return (await this.#first()).data as Begun; // typed by the generated function
  }

  async untilDone(options: JobOptions = {}): Promise<Done> {
    const { client, operation } = this;
    const polling = pollingOf(operation);
    const sight = await this.#first();
    const verdict = judgeStart(polling, sight);
    if (verdict === "failed") throw failureOf(operation, polling, sight);
    const trail = trailOf(polling, this.#input, sight);
    // typed by the generated function
    if (verdict === "done")
      return (await deliver(client, { by: operation, sight, trail, polling }, { ...this.#options, signal: options.signal ?? this.#options.signal })) as Done;
    if (trail === null) throw noTrail(operation, polling, sight);
    return new FollowedJob<Done>(client, operation, { trail, sight }, this.#options).untilDone(options);
  }

  async handle(): Promise<string> {
    const { operation } = this;
    const polling = pollingOf(operation);
    const trail = trailOf(polling, this.#input, await this.#first());
    if (trail === null) throw new InputError(`${operation.id} left nothing to resume: its work was over with the first reply`);
    return toHandle(operation, trail);
  }

  async cancel(input?: object, options?: CallOptions): Promise<void> {
    const { client, operation } = this;
    const sight = await this.#first();
    const trail = trailOf(pollingOf(operation), this.#input, sight) ?? { input: this.#input, url: null };
    await new FollowedJob(client, operation, { trail, sight }, this.#options).cancel(input, options);
  }

  #first(): Promise<WholeReply> {
    this.#sight ??= this.reply.then((reply) => readWhole(this.client, this.operation, reply));
    return this.#sight;
  }
}
