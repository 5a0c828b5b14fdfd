import type { WireReply } from "../core/call.js";
import { sleep } from "../core/clock.js";
import { isClientError } from "../core/errors.js";
import type { ListenOptions } from "../core/reply.js";
import { type ItemReading, readItems } from "./read-body.js";
import { type ServerSentEvent, type SseFraming, sseFraming } from "./sse.js";

/** What is needed to go on after a break. */
export interface Reopening {
  /** Null: the operation must not be repeated. */
  readonly open: ((lastEventId: string) => Promise<WireReply>) | null;
  readonly lastEventId: string;
  readonly options: ListenOptions;
  readonly reading: ItemReading;
}

/**
 * Server-sent events of one connection after another. A connection that breaks is opened again after the last event's id,
 * waiting as long as the server said (else a second), twice as long after each failure in a row, at most half a minute.
 * @throws what broke the connection, when it can't or may not be opened again, or was too often in a row.
 */
export async function* listen(first: WireReply, reopening: Reopening): AsyncGenerator<ServerSentEvent, void, undefined> {
  const { options, reading } = reopening;
  const failures = { count: 0, retry: 1000 };
  let sse = sseFraming(reopening.lastEventId);
  let reply: WireReply | null = first;
  for (;;) {
    try {
      reply ??= (await reopening.open?.(sse.lastEventId())) ?? null;
      // 204 is how a server tells its listeners to stay away.
      if (reply === null || reply.status === 204) return await reply?.cancel();
      for await (const event of readItems(reply, sse, reading)) {
        failures.count = 0;
        yield event;
      }
      if (options.reconnect !== true || !goesOn(reopening, sse, failures.count)) return;
    } catch (error) {
      if (!isBreak(error) || !goesOn(reopening, sse, failures.count)) throw error;
    }
    failures.retry = sse.retry() ?? failures.retry;
    await sleep(reading.clock, backoff(failures.retry, failures.count++), options.signal ?? null);
    sse = sseFraming(sse.lastEventId());
    reply = null;
  }
}

function goesOn({ open, options }: Reopening, sse: SseFraming, failures: number): boolean {
  if (open === null || options.reconnect === false || failures >= (options.reconnects ?? 5)) return false;
  return options.reconnect === true || sse.lastEventId() !== "";
}

function isBreak(error: unknown): boolean {
  return isClientError(error) && (error.kind === "connection" || error.kind === "timeout");
}

/** Half of it fixed, half by chance: listeners that broke off together don't come back together. */
function backoff(retry: number, failures: number): number {
  return Math.min(retry * 2 ** failures, Math.max(retry, 30_000)) * (0.5 + Math.random() / 2);
}
