import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wsTransport } from "@clientwright/runtime/ws";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { compileErrors } from "../../support/compile.js";
import { type FreshClient, freshClient } from "../../support/generated-client.js";
import { eventually, type SocketServer, socketServer } from "../../support/socket-server.js";

// A loop that is slower than its server, through a generated client: each policy of a full buffer over a real socket.

const document = {
  asyncapi: "3.0.0",
  info: { title: "Ticks", version: "1.0.0" },
  servers: { live: { host: "ticks.example", protocol: "wss" } },
  channels: { ticks: { address: "ticks", messages: { tick: { payload: { $ref: "#/components/schemas/Tick" } } } } },
  operations: { onTick: { action: "send", channel: { $ref: "#/channels/ticks" } } },
  components: { schemas: { Tick: { type: "object", required: ["n"], properties: { n: { type: "integer" }, note: { type: "string" } } } } },
};

const burst = 3_000;
const folder = mkdtempSync(join(tmpdir(), "policies-"));
let fresh: FreshClient;
let server: SocketServer;
// biome-ignore lint/suspicious/noExplicitAny: generated while the test runs; that its types fit is asked of the compiler
let client: any;
let note = "";

beforeAll(async () => {
  const path = join(folder, "asyncapi.json");
  writeFileSync(path, JSON.stringify(document));
  fresh = await freshClient({ sources: [path] });
  server = await socketServer((socket) => {
    for (let n = 0; n < burst; n++) socket.send(JSON.stringify({ n, note }));
  });
});
afterEach(() => client?.close());
afterAll(async () => {
  fresh.remove();
  rmSync(folder, { recursive: true });
  await server.close();
});

const create = (): void => {
  client = fresh.exports.createTicks({ url: server.url, transport: wsTransport() });
};
/** The server still has something to send, and can't. */
const serverWaits = (): boolean => ([...server.sockets][0]?.bufferedAmount ?? 0) > 0;

describe("a loop of a generated client that is slower than its server", () => {
  it("compiles with each policy, and brings no more than frames that are payloads", () => {
    const options = ["block", "dropOldest", "dropNewest", "error"].map((overflow) => `tick({ buffer: 1, overflow: "${overflow}" })`);
    const calls = options.map((option) => `for await (const { n } of channels.${option}) { const one: number = n; console.log(one); }`);
    writeFileSync(join(fresh.folder, "calls.ts"), ['import { createTicks } from "./index.js";', "const { channels } = createTicks();", ...calls].join("\n"));
    expect(compileErrors(fresh.folder)).toEqual([]);
    const text = readFileSync(join(fresh.folder, "client.ts"), "utf8");
    expect(text).toContain("composeRealtime(ticksApi, options, { parts: [envOptions] })");
  });

  it("block: the server waits, and nothing is missed", async () => {
    note = "x".repeat(3_000);
    create();
    const got: number[] = [];
    for await (const { n } of client.channels.tick({ buffer: 16 })) {
      got.push(n);
      if (n === 100) await eventually(serverWaits);
      if (n === burst - 1) break;
    }
    expect(got).toEqual(Array.from({ length: burst }, (_, n) => n));
  });

  it.each([
    { overflow: "dropOldest", first: burst - 10 },
    { overflow: "dropNewest", first: 0 },
  ])("$overflow: the server goes on; the loop keeps ten and is told of the rest", async ({ overflow, first }) => {
    note = "";
    create();
    const ticks = client.channels.tick({ buffer: 10, overflow });
    let lost = 0;
    ticks.on("discontinuity", (gap: { reason: string; lost: number }) => {
      expect(gap.reason).toBe("dropped");
      lost += gap.lost;
    });
    await ticks.ready();
    await eventually(() => lost === burst - 10);
    const got: number[] = [];
    for await (const { n } of ticks) if (got.push(n) === 10) break;
    expect(got).toEqual(Array.from({ length: 10 }, (_, index) => first + index));
  });

  it("error: the loop gets what was kept, then the error; the socket is let go", async () => {
    note = "";
    create();
    const ticks = client.channels.tick({ buffer: 10, overflow: "error" });
    const got: number[] = [];
    let over = false;
    ticks.on("error", () => {
      over = true;
    });
    const reading = (async () => {
      for await (const { n } of ticks) {
        got.push(n);
        if (n === 0) await eventually(() => over);
      }
    })();
    await expect(reading).rejects.toMatchObject({ kind: "connection", message: "The subscription's buffer of 10 messages is full" });
    expect(got).toEqual(Array.from({ length: got.length }, (_, index) => index));
    expect(got.length).toBeGreaterThanOrEqual(10);
    await eventually(() => server.sockets.size === 0);
  });
});
