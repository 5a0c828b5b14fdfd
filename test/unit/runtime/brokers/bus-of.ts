import { createRealtime, type RealtimeClient, type RealtimeDefinition, type RealtimeOptions } from "@clientwright/runtime/realtime";
import type { BusMaker } from "../../../../runtime/realtime/bus-maker.js";
import { type FakeClock, fakeClock } from "../../../support/clock.js";

/** A client over a bus whose package is a fake. */
export function clientOf(
  url: string,
  bus: BusMaker,
  options: RealtimeOptions = {},
  own: Partial<RealtimeDefinition> = {},
): { readonly client: RealtimeClient; readonly clock: FakeClock } {
  const clock = fakeClock();
  const protocol = url.replace(/:.*$/s, "");
  const definition = { name: "shop", version: "1.0.0", environments: {}, servers: { a: { url, protocol } }, ...own };
  return { client: createRealtime(definition, { clock, auth: "open", reconnect: { random: () => 1 }, ...options, bus }), clock };
}

export const encode = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
