// One contender against ably-server.mjs: receives or publishes so many messages, prints messages per CPU second and its memory.
// node ably-client.mjs raw|ably-js|ours receive|publish json|msgpack PORT COUNT PER_FRAME
const [contender, way, format, port, count, perFrame] = process.argv.slice(2);
const messages = Number(count);
const payload = { id: 1, note: "x".repeat(60) };
const channel = way === "receive" ? `m:${count}:${perFrame}` : "m";
let taken = 0;
let sum = 0;
let finish;
const finished = new Promise((resolve) => {
  finish = resolve;
});
const take = (data) => {
  sum += data.id;
  if (++taken === messages) finish();
};

/** Publishes with 100 in flight. */
function pump(publish) {
  let left = messages;
  const one = async () => {
    while (left-- > 0) {
      await publish();
      take(payload);
    }
  };
  for (let flight = 0; flight < 100; flight += 1) void one();
}

const contenders = {
  async raw() {
    const [{ WebSocket }, { decodeMessagePack }, { encodeMessagePack }] = await Promise.all([
      import("ws"),
      import("../../../runtime/dist/realtime/msgpack/decode.js"),
      import("../../../runtime/dist/realtime/msgpack/encode.js"),
    ]);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/?v=6&format=${format}`, { perMessageDeflate: false });
    const encode = format === "json" ? JSON.stringify : encodeMessagePack;
    const decode = format === "json" ? (data) => JSON.parse(data.toString()) : decodeMessagePack;
    let serial = 0;
    const waiting = [];
    socket.on("open", () => socket.send(encode({ action: 10, channel })));
    socket.on("message", (data) => {
      const frame = decode(data);
      if (frame.action === 15) for (const message of frame.messages) take(JSON.parse(message.data));
      else if (frame.action === 1) waiting.shift()?.();
      else if (frame.action === 11 && way === "publish")
        pump(
          () =>
            new Promise((resolve) => {
              waiting.push(resolve);
              socket.send(encode({ action: 15, channel, msgSerial: serial++, messages: [{ name: "m", data: JSON.stringify(payload), encoding: "json" }] }));
            }),
        );
    });
  },
  async "ably-js"() {
    const { default: Ably } = await import("ably");
    const client = new Ably.Realtime({
      key: "app.key:secret",
      endpoint: "127.0.0.1",
      port: Number(port),
      tls: false,
      useBinaryProtocol: format === "msgpack",
      transportParams: {},
      logLevel: 0,
    });
    const room = client.channels.get(channel);
    if (way === "receive") return void (await room.subscribe((message) => take(message.data)));
    await room.attach();
    pump(() => room.publish("m", payload));
  },
  async ours() {
    const [{ createAbly }, { wsTransport }] = await Promise.all([import("@clientwright/runtime/ably"), import("@clientwright/runtime/ws")]);
    const client = createAbly({
      key: "app.key:secret",
      endpoint: "127.0.0.1",
      port: Number(port),
      tls: false,
      format,
      transport: wsTransport({ options: { perMessageDeflate: false } }),
    });
    const room = client.channels.get(channel);
    if (way === "receive") return void room.subscribe((message) => take(message.data));
    await room.attach();
    pump(() => room.publish("m", payload));
  },
};

const before = process.cpuUsage();
await contenders[contender]();
await finished;
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ perCpuSecond: messages / ((user + system) / 1e6), mib: process.memoryUsage().rss / 2 ** 20, sum }));
process.exit(0);
