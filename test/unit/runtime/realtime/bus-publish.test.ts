import { expect, it } from "@jest/globals";
import { createRealtime, socketSending } from "../../../../runtime/realtime/index.js";
import { settle } from "../../../support/clock.js";
import { fakeTransport } from "../../../support/fake-transport.js";
import { messageOf, routeOf } from "../../../support/framing.js";

it("a socket's bus publishes without a verb, where the queue is handed to it", async () => {
  const transport = fakeTransport();
  const { bus, close } = createRealtime({ name: "X", servers: { live: { url: "ws://x", protocol: "ws" } } } as never, { transport });
  await expect(bus.publish(routeOf("a"), messageOf({ n: 1 }))).rejects.toMatchObject({ kind: "input" });
  const sent = bus.publish(routeOf("a"), messageOf({ n: 1 }), socketSending);
  await settle();
  transport.links[0]?.open();
  expect(await sent).toMatchObject({ status: "sent" });
  expect(transport.links[0]?.sent).toEqual(['{"n":1}']);
  const closed = close();
  transport.links[0]?.end(1000);
  expect(await closed).toEqual([]);
});
