// Section 5: requests, each contender in a process of its own against a server in another.
import { fork } from "node:child_process";
import { join } from "node:path";
import { median, runOnce, table } from "../measure.mjs";
import { here, newerNode } from "../peers.mjs";

const names = ["fetch", "undici.request", "openapi-fetch", "axios", "axios (http)", "ky", "clientwright over fetch", "clientwright over undici"];
/** Peers that do not run on Node 20; measured on a newer one, against its own fetch. */
const onNewer = new Set(["ky"]);

export async function requestsSection({ rounds }) {
  const server = fork(join(here, "sections/requests-server.mjs"), { env: { ...process.env, NODE_OPTIONS: "" } });
  const port = await new Promise((resolve) => server.once("message", (message) => resolve(message.port)));
  try {
    const columns = [];
    for (const [concurrency, requests] of [
      [1, 4000],
      [50, 12000],
    ])
      columns.push(await column({ port, concurrency, requests, rounds }));
    const rows = names.map((name) => [name, ...columns.map((results) => results.get(name))]);
    return [
      "## 5. Requests",
      "",
      "1 KB of JSON, keep-alive: requests a second, client CPU a request relative to fetch with the same header and deadline (ky on Node 24, relative to that Node's fetch).",
      "",
      table(["", "one at a time", "50 at once"], rows),
    ].join("\n");
  } finally {
    server.disconnect();
    server.kill();
  }
}

async function column({ port, concurrency, requests, rounds }) {
  const figures = new Map();
  const contenders = [
    ...names.map((name) => ({ name, node: onNewer.has(name) ? newerNode : process.execPath })),
    { name: "fetch", node: newerNode, label: "fetch on newer" },
  ];
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, node, label } of contenders) {
      const result = await runOnce([join(here, "sections/requests-client.mjs"), name, String(port), String(concurrency), String(requests)], {
        cwd: here,
        node,
      });
      const line = result.output.trim().split("\n").at(-1);
      if (result.ok) figures.set(label ?? name, [...(figures.get(label ?? name) ?? []), JSON.parse(line)]);
      else console.error(`${name}: ${result.output.slice(0, 500)}`);
    }
  }
  const cpu = (name) => median((figures.get(name) ?? []).map((figure) => figure.cpu));
  return new Map(
    names.map((name) => {
      const own = figures.get(name);
      if (!own) return [name, "fails"];
      const base = cpu(onNewer.has(name) ? "fetch on newer" : "fetch");
      return [name, `${Math.round(median(own.map((figure) => figure.perSecond))).toLocaleString("en")}, ${(cpu(name) / base).toFixed(2)}`];
    }),
  );
}
