// Section 6: messages over a held connection, each contender in a process of its own against a server in another.
import { fork } from "node:child_process";
import { connect } from "node:net";
import { join } from "node:path";
import { median, runOnce, table } from "../measure.mjs";
import { here, versionOf } from "../peers.mjs";

const script = (name) => join(here, "sections", name);

/** Figures of every contender, `rounds` times in turn: per name { perCpuSecond, mib }, or null where it failed. */
async function measured(contenders, rounds) {
  const figures = new Map(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const { name, command } of contenders) {
      const { ok, output } = await runOnce(command, { cwd: here });
      if (ok) figures.get(name).push(JSON.parse(output.trim().split("\n").at(-1)));
      else console.error(`${name}: ${output.slice(0, 500)}`);
    }
  const middle = (own, key) => (own.length === 0 ? null : median(own.map((figure) => figure[key])));
  return new Map([...figures].map(([name, own]) => [name, { perCpuSecond: middle(own, "perCpuSecond"), mib: middle(own, "mib") }]));
}

/** Starts a server of ours for as long as `use` runs. */
async function withServer(name, use) {
  const server = fork(script(name), { env: { ...process.env, NODE_OPTIONS: "" } });
  try {
    return await use(await new Promise((resolve) => server.once("message", (message) => resolve(`${message.port}`))));
  } finally {
    server.disconnect();
    server.kill();
  }
}

const shown = (figure) => (figure?.perCpuSecond == null ? "fails" : `${Math.round(figure.perCpuSecond).toLocaleString("en")} / ${Math.round(figure.mib)}`);

const framed = [
  { name: "raw ws", title: "receive: raw `ws` and JSON.parse", messages: 200_000 },
  { name: "listener", title: "receive: ours, to a listener", messages: 200_000 },
  { name: "loop", title: "receive: ours, `for await`", messages: 200_000 },
  { name: "raw ws, publish", title: "publish, acknowledged: raw `ws`, 100 at once", messages: 50_000 },
  { name: "publish", title: "publish, acknowledged: ours, 100 at once", messages: 50_000 },
];

const framedPart = (rounds) =>
  withServer("realtime-server.mjs", async (port) => {
    const contenders = framed.map(({ name, messages }) => ({ name, command: [script("realtime-client.mjs"), name, port, `${messages}`] }));
    const figures = await measured(contenders, rounds);
    return [
      "### A JSON envelope, as an AsyncAPI document describes it",
      "",
      "About 120 bytes, one a frame, no compression: messages a CPU second of the client / its resident MiB at the end.",
      "",
      table(
        ["", "messages / CPU s / MiB"],
        framed.map(({ name, title }) => [title, shown(figures.get(name))]),
      ),
    ].join("\n");
  });

const ablyWays = [
  { title: "receive, 1 a frame", way: "receive", format: "json", messages: 100_000, perFrame: 1 },
  { title: "receive, 10 a frame", way: "receive", format: "json", messages: 300_000, perFrame: 10 },
  { title: "receive, MessagePack, 1 a frame", way: "receive", format: "msgpack", messages: 100_000, perFrame: 1 },
  { title: "publish and ACK, 100 at once", way: "publish", format: "json", messages: 40_000, perFrame: 1 },
  { title: "publish and ACK, MessagePack", way: "publish", format: "msgpack", messages: 40_000, perFrame: 1 },
];
const ablyContenders = ["raw", "ably-js", "ours"];

const ablyPart = (rounds) =>
  withServer("ably-server.mjs", async (port) => {
    const contenders = ablyWays.flatMap(({ title, way, format, messages, perFrame }) =>
      ablyContenders.map((name) => ({
        name: `${name}, ${title}`,
        command: [script("ably-client.mjs"), name, way, format, port, `${messages}`, `${perFrame}`],
      })),
    );
    const figures = await measured(contenders, rounds);
    const heads = ["raw `ws` and a parser", `ably-js ${versionOf("ably")}`, "**clientwright**"];
    return [
      "### Ably's protocol",
      "",
      "Payloads of 100 bytes: messages a CPU second of the client / its resident MiB at the end.",
      "",
      table(
        ["", ...heads],
        ablyWays.map(({ title }) => [title, ...ablyContenders.map((name) => shown(figures.get(`${name}, ${title}`)))]),
      ),
    ].join("\n");
  });

const mqttWays = [
  { title: "receive, QoS 0", way: "receive", messages: 60_000, qos: 0 },
  { title: "receive, QoS 1", way: "receive", messages: 40_000, qos: 1 },
  { title: "publish, QoS 1, 100 at once", way: "publish", messages: 40_000, qos: 1 },
];

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" }, () => resolve(socket.end() !== null));
    socket.on("error", () => resolve(false));
  });

/** Only where an MQTT broker runs at its standard port. */
async function mqttPart(rounds) {
  const head = ["### MQTT", ""];
  if (!(await answers(1883))) return [...head, "Not measured: no broker at 127.0.0.1:1883."].join("\n");
  const names = ["mqtt.js", "ours"];
  const contenders = mqttWays.flatMap(({ title, way, messages, qos }) =>
    names.map((name) => ({ name: `${name}, ${title}`, command: [script("mqtt-client.mjs"), name, way, `${messages}`, `${qos}`] })),
  );
  const figures = await measured(contenders, rounds);
  return [
    ...head,
    "Over Mosquitto on the same machine, JSON payloads of 100 bytes parsed: messages a CPU second of the client / its resident MiB at the end.",
    "",
    table(
      ["", `mqtt.js ${versionOf("mqtt")}`, "**clientwright** over mqtt.js"],
      mqttWays.map(({ title }) => [title, ...names.map((name) => shown(figures.get(`${name}, ${title}`)))]),
    ),
  ].join("\n");
}

/** Milliseconds until a package is there, and nothing else. */
async function importPart(rounds) {
  const programs = [
    [`ably-js ${versionOf("ably")}`, "ably"],
    ["**clientwright** `@clientwright/runtime/ably`", "@clientwright/runtime/ably"],
    ["**clientwright** `@clientwright/runtime/ably` and `/ws`", "@clientwright/runtime/ably", "@clientwright/runtime/ws"],
    ["npm `ws` alone", "ws"],
  ];
  const times = new Map(programs.map(([name]) => [name, []]));
  for (let round = 0; round < rounds * 3; round += 1)
    for (const [name, ...modules] of programs) {
      const text = `const t = performance.now(); await Promise.all(${JSON.stringify(modules)}.map((name) => import(name))); console.log(performance.now() - t);`;
      const { ok, output } = await runOnce(["--input-type=module", "-e", text], { cwd: here });
      if (ok) times.get(name).push(Number(output));
    }
  return [
    "### Importing",
    "",
    table(
      ["", "ms"],
      programs.map(([name]) => [name, Math.round(median(times.get(name)))]),
    ),
  ].join("\n");
}

export async function realtimeSection({ rounds }) {
  const parts = [];
  for (const part of [framedPart, ablyPart, mqttPart, importPart]) parts.push(await part(rounds));
  return ["## 6. Realtime", ...parts].join("\n\n");
}
