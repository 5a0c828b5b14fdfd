// Section 6: messages over a socket, each contender in a process of its own against a server in another.
import { fork } from "node:child_process";
import { join } from "node:path";
import { median, runOnce, table } from "../measure.mjs";
import { here } from "../peers.mjs";

const contenders = [
  { name: "raw ws", title: "receive: raw `ws` and JSON.parse", messages: 200_000 },
  { name: "listener", title: "receive: ours, to a listener", messages: 200_000 },
  { name: "loop", title: "receive: ours, `for await`", messages: 200_000 },
  { name: "raw ws, publish", title: "publish, acknowledged: raw `ws`, 100 at once", messages: 50_000 },
  { name: "publish", title: "publish, acknowledged: ours, 100 at once", messages: 50_000 },
];

export async function realtimeSection({ rounds }) {
  const server = fork(join(here, "sections/realtime-server.mjs"), { env: { ...process.env, NODE_OPTIONS: "" } });
  const port = await new Promise((resolve) => server.once("message", (message) => resolve(message.port)));
  const figures = new Map(contenders.map(({ name }) => [name, []]));
  try {
    for (let round = 0; round < rounds; round += 1)
      for (const { name, messages } of contenders) {
        const { ok, output } = await runOnce([join(here, "sections/realtime-client.mjs"), name, String(port), String(messages)], { cwd: here });
        if (ok) figures.get(name).push(JSON.parse(output.trim().split("\n").at(-1)));
        else console.error(`${name}: ${output.slice(0, 500)}`);
      }
  } finally {
    server.disconnect();
    server.kill();
  }
  const row = ({ name, title }) => {
    const own = figures.get(name);
    if (own.length === 0) return [title, "fails", ""];
    return [title, Math.round(median(own.map((figure) => figure.perCpuSecond))).toLocaleString("en"), `${Math.round(median(own.map((figure) => figure.mib)))}`];
  };
  return [
    "## 6. Realtime",
    "",
    "JSON envelopes of about 120 bytes, one a frame, no compression: messages a CPU second of the client, and its resident MiB at the end.",
    "",
    table(["", "messages / CPU s", "MiB"], contenders.map(row)),
  ].join("\n");
}
