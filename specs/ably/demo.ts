import { createAbly } from "@clientwright/runtime/ably";
import { MockAbly, serveAbly } from "@clientwright/runtime/testing/ably";
import { wsTransport } from "@clientwright/runtime/ws";
import { timeline } from "../../test/support/timeline.js";

// Two clients of Ably's protocol against a mock of the service: real WebSockets on loopback, a cut in the middle, nothing lost.
const show = timeline(process.stdout);
const mock = new MockAbly();
const server = await serveAbly({ mock });
const [{ name, secret } = { name: "", secret: "" }] = mock.createApp().keys;
const key = `${name}:${secret}`;

/** A client whose life is printed. */
function client(clientId: string) {
  const ably = createAbly({ key, clientId, endpoint: "127.0.0.1", port: server.port, tls: false, transport: wsTransport() });
  const { connection } = ably;
  connection.on(({ previous, current, reason }) => show.event(clientId, `${previous} → ${current}${reason === null ? "" : `  ${reason.message}`}`));
  return { ...ably, room: ably.channels.get("orders:eu") };
}

show.title("A realtime session over Ably's protocol", "two clients, an in-process mock with real WebSockets");

show.step("Two clients connect and enter");
const kitchen = client("kitchen");
const heard: number[] = [];
kitchen.room.subscribe("created", ({ data, clientId }) => {
  const { id } = data as { readonly id: number };
  heard.push(id);
  show.event("kitchen", `hears order ${id} of ${clientId}`);
});
kitchen.room.presence.subscribe(({ action, clientId }) => show.event("kitchen", `sees ${clientId} ${action}`));
await kitchen.room.presence.enter({ open: true });
const till = client("till 4");
await till.room.presence.enter({ name: "till 4" });
const members = await kitchen.room.presence.get();
show.result(`present: ${members.map(({ clientId }) => clientId).join(", ")}`);

show.step("Orders travel; a publish resolves when the server has acknowledged it");
const { serials } = await till.room.publish("created", { id: 1, total: 12.5 });
show.result(`order 1 is acknowledged as ${serials.join(", ")}`);

show.step("The kitchen's socket is cut without a word; orders go on meanwhile");
const back = new Promise<void>((resolve) => {
  const stop = kitchen.connection.on(({ current }) => {
    if (current !== "connected") return;
    stop();
    resolve();
  });
});
mock
  .connections()
  .find(({ clientId }) => clientId === "kitchen")
  ?.link?.cut();
await till.room.publish("created", { id: 2, total: 7 });
await till.room.publish("created", { id: 3, total: 31 });
await back;
await till.room.publish("created", { id: 4, total: 9.9 });
while (heard.length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
show.result(`resumed as the same connection; heard, in order and once each: ${heard.join(", ")}`);

show.step("Everyone leaves");
await till.close();
await kitchen.close();
await server.close();
show.end(`${mock.events.length} events in the mock's log`);
