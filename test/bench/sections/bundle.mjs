// Section 4: what the bundle pays: one operation, twenty, and a façade. Uses section 1's output.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { consumers, pickOperations } from "../consumers.mjs";
import { documents } from "../documents.mjs";
import { table } from "../measure.mjs";
import { here, peers, root, versionOf } from "../peers.mjs";
import { linkModules } from "./compile.mjs";
import { readDocument } from "./read-document.mjs";

const names = ["Qdrant", "GitHub"];

/** Minified and gzipped bytes of a program, ESM for browsers. */
export async function bundle(folder, text) {
  const { build } = await import("esbuild");
  const entry = join(folder, "consumer.bundle.ts");
  writeFileSync(entry, text);
  linkModules(folder);
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
    logLevel: "silent",
    alias: { "@clientwright/runtime": join(root, "runtime/dist/index.js") },
  });
  const bytes = result.outputFiles[0].contents;
  return { bytes: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
}

const ably = `ably-js ${versionOf("ably")}`;
const realtimePrograms = [
  [`${ably}, whole`, `import { Realtime } from "ably"; globalThis.made = new Realtime({ key: "a.b:c" });`],
  [
    `${ably}, modular: realtime, presence, MessagePack`,
    `import { BaseRealtime, FetchRequest, MsgPack, RealtimePresence, Rest, WebSocketTransport } from "ably/modular";
     globalThis.made = new BaseRealtime({ key: "a.b:c", plugins: { FetchRequest, MsgPack, RealtimePresence, Rest, WebSocketTransport } });`,
  ],
  [
    `${ably}, modular: realtime only`,
    `import { BaseRealtime, FetchRequest, WebSocketTransport } from "ably/modular";
     globalThis.made = new BaseRealtime({ key: "a.b:c", plugins: { FetchRequest, WebSocketTransport } });`,
  ],
  ["**clientwright**, Ably's protocol, everything", `export { createAbly } from "@clientwright/runtime/ably";`],
  [
    "**clientwright**, Ably's protocol with presence and MessagePack",
    `import { messagePack, plainAbly, presence, publishing } from "@clientwright/runtime/ably";
     globalThis.made = plainAbly({ key: "a.b:c", format: "msgpack" }, { messagePack, presence, publishing });`,
  ],
  [
    "**clientwright**, Ably's protocol, subscribe only, JSON",
    `import { plainAbly } from "@clientwright/runtime/ably";
     globalThis.made = plainAbly({ key: "a.b:c" });`,
  ],
  ["**clientwright**, JSON frames as generated, subscribe only", `export { composeRealtime, subscribe } from "@clientwright/runtime/realtime";`],
  [
    "**clientwright**, JSON frames as generated, subscribe, publish, ask",
    `export { ask, composeRealtime, publish, subscribe } from "@clientwright/runtime/realtime";`,
  ],
  ["**clientwright**, JSON frames with envelopes, by hand, subscribe only", `export { createRealtime, subscribe } from "@clientwright/runtime/realtime";`],
];

/** What holding a connection adds to a page. */
async function realtimeRows() {
  const { build } = await import("esbuild");
  const rows = [];
  for (const [name, contents] of realtimePrograms) {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: here, loader: "js" },
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      target: "es2022",
      write: false,
      logLevel: "silent",
    });
    const bytes = outputFiles[0].contents;
    rows.push([name, show({ bytes: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length })]);
  }
  return rows;
}

const show = ({ bytes, gzip }) => `${bytes.toLocaleString("en")} (${gzip.toLocaleString("en")})`;

export async function bundleSection({ work }) {
  const index = (start) => peers.findIndex(({ name }) => name.startsWith(start));
  const cases = [
    ["openapi-fetch", index("openapi-typescript"), consumers.openapiFetch],
    ["hey-api", index("@hey-api"), consumers.heyApi],
    ["orval", index("orval"), consumers.orval],
    ["@redocly generate-client", index("@redocly"), consumers.redocly],
    ["**clientwright** bare", peers.length, (folder, operations) => consumers.ours.program(folder, operations, "bare")],
    [
      "**clientwright** small: OAuth, retry, deadlines, typed errors",
      peers.length,
      (folder, operations) => consumers.ours.program(folder, operations, "small"),
    ],
    [
      "**clientwright** as generated for an API that takes bodies: also redirects, environments, process variables, budgets, drift, progress",
      peers.length,
      (folder, operations) => consumers.ours.program(folder, operations, "standard"),
    ],
  ];
  const rows = [];
  for (const [name, contender, write] of cases) {
    const row = [name];
    for (const document of documents(names)) {
      const folder = join(work, "generate", `${contender}`, document.name);
      if (!existsSync(folder)) {
        row.push("-");
        continue;
      }
      const content = await readDocument(document.path);
      try {
        const [one, twenty] = [
          await bundle(folder, write(folder, pickOperations(content, 1))),
          await bundle(folder, write(folder, pickOperations(content, 20))),
        ];
        row.push(`${show(one)} / ${show(twenty)}`);
      } catch {
        row.push("fails");
      }
    }
    rows.push(row);
  }
  return [
    "## 4. What the bundle pays",
    "",
    "esbuild --minify, bytes (gzip): one operation / twenty.",
    "",
    table(["", ...names], rows),
    "",
    "Realtime:",
    "",
    table(["", "bytes (gzip)"], await realtimeRows()),
  ].join("\n");
}
