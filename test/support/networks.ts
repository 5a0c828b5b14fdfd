import type { Clock } from "../../runtime/core/client.js";
import { type FetchSendOptions, fetchSend, type Send } from "../../runtime/index.js";
import { undiciSend } from "../../runtime/node/index.js";

/** Both networks that Node programs choose from, for tests that hold over either: `describe.each(networks)("... over %s", ...)`. */
export const networks: readonly (readonly [name: string, send: (clock?: Clock) => Send])[] = [
  ["fetch", (clock) => fetchSend(withClock(clock))],
  ["undici", (clock) => undiciSend(withClock(clock))],
];

const withClock = (clock: Clock | undefined): Pick<FetchSendOptions, "clock"> => (clock === undefined ? {} : { clock });
