import { describe, expect, it } from "@jest/globals";
import { graphqlTransportWsFraming } from "../../../../runtime/realtime/protocols/graphql-transport-ws/graphql-transport-ws-framing.js";
import { SocketBus } from "../../../../runtime/realtime/socket-bus.js";
import { socketSending } from "../../../../runtime/realtime/socket-sending.js";
import type { Link, Transport } from "../../../../runtime/realtime/transport.js";
import { fakeClock } from "../../../support/clock.js";
import { fakeTransport } from "../../../support/fake-transport.js";
import { messageOf, routeOf } from "../../../support/framing.js";

const policy = { openTimeout: 5_000, closeTimeout: 2_000, heartbeat: 0, patience: 0, mutePatience: 0, stable: 1_000, attempts: 6, delay: () => 100 };
const route = routeOf("place", { framing: { framing: "graphql-transport-ws", query: "mutation { place }" } });

describe("a subscription that is read too slowly", () => {
  it("stops the next link's reading too, once the cut has ended the request that kept it going", async () => {
    const clock = fakeClock(0);
    const fake = fakeTransport();
    /** What the last link was told. */
    let isPaused = false;
    const open = (link: Link): Link => ({
      ...link,
      pause: () => {
        isPaused = true;
        return true;
      },
      resume: () => {
        isPaused = false;
      },
    });
    const transport: Transport = {
      ...fake,
      open: (request, events) => {
        isPaused = false;
        return open(fake.open(request, events));
      },
    };
    const bus = new SocketBus(
      {
        transport,
        clock,
        policy,
        framing: graphqlTransportWsFraming(),
        dial: async () => ({ request: { url: "ws://x" }, credential: null }),
        queue: { count: 5, bytes: 10_000 },
        dedupe: 0,
        highWater: 1_000,
      },
      null,
    );
    const up = async (): Promise<void> => {
      await clock.advance(100);
      fake.held().at(-1)?.open();
      fake.held().at(-1)?.say('{"type":"connection_ack"}');
      await clock.advance(0);
    };
    const feed = bus.subscribe(route, { message: () => undefined, discontinuity: () => undefined, end: () => undefined });
    await up();
    const asked = bus.ask(route, messageOf({}), { timeout: 60_000 }, socketSending).catch((error: unknown) => error);
    expect([feed.pause(), isPaused]).toEqual([false, false]);
    fake.held().at(-1)?.end();
    expect(await asked).toMatchObject({ kind: "connection", sent: "unknown" });
    await up();
    expect([fake.links.length, bus.connection.state, isPaused]).toEqual([2, "open", true]);
    const closed = bus.close();
    fake.held().at(-1)?.end(1000);
    await closed;
  });
});
