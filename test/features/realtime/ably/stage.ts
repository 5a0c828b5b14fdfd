import { type Ably, ablyOver } from "../../../../runtime/realtime/protocols/ably/ably.js";
import type { AblyError } from "../../../../runtime/realtime/protocols/ably/ably-error.js";
import { allFeatures } from "../../../../runtime/realtime/protocols/ably/all-features.js";
import { Action } from "../../../../runtime/realtime/protocols/ably/message/actions.js";
import type { AblyOptions } from "../../../../runtime/realtime/protocols/ably/options.js";
import { memoryFetch, memoryTransport } from "../../../../runtime/testing/ably/memory-transport.js";
import { MockAbly } from "../../../../runtime/testing/ably/mock-ably.js";
import type { AppSpec } from "../../../../runtime/testing/ably/mock-app.js";
import type { MockAblyOptions } from "../../../../runtime/testing/ably/options.js";
import { type FakeClock, fakeClock, settle } from "../../../support/clock.js";

/** A mock of Ably, an app on it, a clock that stands still, and clients over links in memory. */
export function stage({ app: spec = {}, ...mockOptions }: Omit<MockAblyOptions, "clock"> & { readonly app?: AppSpec } = {}) {
  const clock: FakeClock = fakeClock();
  const mock = new MockAbly({ ...mockOptions, clock });
  const app = mock.createApp(spec);
  const [first] = app.keys;
  const key = `${first?.name}:${first?.secret}`;
  const warnings: AblyError[] = [];
  const client = (options: AblyOptions = {}): Ably => {
    const authenticated = ["token", "tokenDetails", "authUrl", "authCallback", "key"].some((name) => name in options) ? {} : { key };
    return ablyOver(
      {
        fetch: memoryFetch(mock),
        clock,
        random: () => 0,
        endpoint: "localhost",
        onWarning: (warning) => warnings.push(warning),
        ...authenticated,
        ...options,
        transport: options.transport ?? memoryTransport(mock),
      },
      allFeatures,
    );
  };
  /** A client that is connected, with the names of the states it goes through. */
  const connected = async (options: AblyOptions = {}) => {
    const ably = client(options);
    const told: string[] = [];
    ably.connection.on(({ event }) => told.push(event));
    await settle();
    return Object.assign(ably, { told });
  };
  /** Frames of the clients, as the mock saw them. */
  const sent = (action: keyof typeof Action) =>
    mock.events.flatMap((event) => (event.kind === "in" && event.frame.action === Action[action] ? [event.frame] : []));
  /** Cuts every link. */
  const cut = (): void => {
    for (const connection of mock.connections()) connection.link?.cut();
  };
  return { clock, mock, app, key, client, connected, sent, cut, warnings };
}

/** Resolves once this holds: for what WebCrypto does in its own time. */
export async function eventually(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 20_000 && !holds(); turn++) await settle(1);
}

export { settle };
