// One contender: receives (to a listener, or in a loop) or publishes so many messages, and prints messages per CPU second and its memory.
import { createRealtime, publish, subscribe } from "@clientwright/runtime/realtime";
import { wsTransport } from "@clientwright/runtime/ws";
import { WebSocket } from "ws";

const [name, port, count] = process.argv.slice(2);
const messages = Number(count);
const url = `ws://127.0.0.1:${port}/?messages=${messages}`;
const framing = {
  framing: "json",
  send: {
    hello: { op: "hello" },
    subscribe: { op: "subscribe", channel: "{channel}" },
    message: { op: "publish", channel: "{channel}", id: "{id}", data: "{payload}" },
  },
  receive: {
    ready: { when: { "/op": "ready" } },
    ack: { when: { "/op": "ack" }, id: "/id" },
    subscribed: { when: { "/op": "subscribed" }, channel: "/channel" },
    message: { when: { "/op": "message" }, channel: "/channel", id: "/id", payload: "/data", resume: "/seq" },
  },
};
const channel = { id: "c", address: "c", messages: { M: {} } };
const operation = { id: "o", channel };
const client = () =>
  createRealtime(
    { name: "bench", version: "1", environments: {}, servers: {}, framing },
    { url, transport: wsTransport({ options: { perMessageDeflate: false } }) },
  );
const payload = { id: 1, note: "x".repeat(60) };

let taken = 0;
let sum = 0;
const ways = {
  "raw ws": (done) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.on("open", () => {
      socket.send('{"op":"hello"}');
      socket.send('{"op":"subscribe","channel":"c"}');
    });
    socket.on("message", (data) => {
      const frame = JSON.parse(data.toString());
      if (frame.op === "message") take(frame.data, done);
    });
  },
  listener: (done) => subscribe(client(), operation).subscribe((data) => take(data, done)),
  loop: async (done) => {
    for await (const data of subscribe(client(), operation)) take(data, done);
  },
  "raw ws, publish": (done) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    let id = 0;
    const send = () => id < messages && socket.send(JSON.stringify({ op: "publish", channel: "c", id: `m${id++}`, data: payload }));
    socket.on("open", () => {
      for (let flight = 0; flight < 100; flight += 1) send();
    });
    socket.on("message", (data) => {
      if (JSON.parse(data.toString()).op !== "ack") return;
      send();
      take(payload, done);
    });
  },
  publish: async (done) => {
    const own = client();
    await own.connect();
    let left = messages;
    const one = async () => {
      while (left-- > 0) {
        await publish(own, operation, { payload });
        take(payload, done);
      }
    };
    for (let flight = 0; flight < 100; flight += 1) void one();
  },
};

function take(data, done) {
  sum += data.id;
  if (++taken === messages) done();
}

const before = process.cpuUsage();
await new Promise((done) => ways[name](done));
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ perCpuSecond: messages / ((user + system) / 1e6), mib: process.memoryUsage().rss / 2 ** 20, sum }));
process.exit(0);
