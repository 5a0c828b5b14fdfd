// One contender over the broker at 127.0.0.1:1883: receives or publishes so many messages, prints messages per CPU second and its memory.
// node mqtt-client.mjs mqtt.js|ours receive|publish COUNT QOS; `feed TOPIC COUNT QOS` is the sender of what is received, in a process of its own.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

const [contender, ...rest] = process.argv.slice(2);
const url = "mqtt://127.0.0.1:1883";
const payload = { id: 1, note: "x".repeat(80) };
const text = JSON.stringify(payload);
/** Messages that the feed may be ahead of what was taken. */
const ahead = 500;

/** Publishes with 100 in flight. */
function pump(count, publish, published) {
  let left = count;
  const one = async () => {
    while (left-- > 0) {
      await publish();
      published();
    }
  };
  for (let flight = 0; flight < 100; flight += 1) void one();
}

/** Never far ahead of the receiver, which tells what it took: a broker drops what it can't queue for it. */
async function feed(topic, count, qos) {
  const { connectAsync } = (await import("mqtt")).default;
  const client = await connectAsync(url);
  let taken = 0;
  let moved = () => undefined;
  process.on("message", (told) => {
    taken = told;
    moved();
  });
  for (let sent = 0; sent < count; sent += 100) {
    while (sent - taken > ahead)
      await new Promise((resolve) => {
        moved = resolve;
      });
    await Promise.all(Array.from({ length: Math.min(100, count - sent) }, () => client.publishAsync(topic, text, { qos })));
  }
  await client.endAsync();
}

async function measure(way, count, qos) {
  const topic = `clientwright-bench/${process.pid}`;
  let finish;
  const finished = new Promise((resolve) => {
    finish = resolve;
  });
  let taken = 0;
  let sum = 0;
  let feeder = null;
  const take = (data) => {
    sum += data.id;
    if (++taken === count) finish();
    if (taken % 100 === 0) feeder?.send(taken);
  };
  const before = process.cpuUsage();
  await contenders[contender]({ way, topic, count, qos, take });
  if (way === "receive") feeder = fork(fileURLToPath(import.meta.url), ["feed", topic, `${count}`, `${qos}`], { env: { ...process.env, NODE_OPTIONS: "" } });
  await finished;
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ perCpuSecond: count / ((user + system) / 1e6), mib: process.memoryUsage().rss / 2 ** 20, sum }));
  process.exit(0);
}

const contenders = {
  async "mqtt.js"({ way, topic, count, qos, take }) {
    const { connectAsync } = (await import("mqtt")).default;
    const client = await connectAsync(url);
    if (way === "publish")
      return pump(
        count,
        () => client.publishAsync(topic, JSON.stringify(payload), { qos }),
        () => take(payload),
      );
    client.on("message", (_, bytes) => take(JSON.parse(bytes.toString())));
    await client.subscribeAsync(topic, { qos });
  },
  async ours({ way, topic, count, qos, take }) {
    const [{ createRealtime, publish, subscribe }, { mqttBus }] = await Promise.all([
      import("@clientwright/runtime/realtime"),
      import("@clientwright/runtime/mqtt"),
    ]);
    const servers = { local: { url, protocol: "mqtt" } };
    const client = createRealtime({ name: "bench", version: "1", environments: {}, servers }, { bus: mqttBus() });
    const operation = { id: "o", channel: { id: "c", address: topic, messages: { M: {} } }, bindings: { mqtt: { qos } } };
    if (way === "publish")
      return pump(
        count,
        () => publish(client, operation, { payload }),
        () => take(payload),
      );
    const subscription = subscribe(client, operation);
    subscription.subscribe(take);
    await subscription.ready();
  },
};

if (contender === "feed") await feed(rest[0], Number(rest[1]), Number(rest[2]));
else await measure(rest[0], Number(rest[1]), Number(rest[2]));
