import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wsTransport } from "@clientwright/runtime/ws";
import { afterEach, describe, expect, it } from "@jest/globals";
import { compileErrors } from "../../support/compile.js";
import { type FreshClient, freshClient } from "../../support/generated-client.js";
import { type SocketServer, socketServer } from "../../support/socket-server.js";

// Requests and answers of generated clients, each against a server that reads and writes plain frames of `ws`.

const folders: string[] = [];
let server: SocketServer;
let fresh: FreshClient;
// biome-ignore lint/suspicious/noExplicitAny: generated while the test runs; where its types matter the compiler is asked
let client: any;
afterEach(async () => {
  await client?.close();
  fresh?.remove();
  await server?.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

type Json = { readonly [key: string]: unknown };
// biome-ignore lint/suspicious/noExplicitAny: whatever a client wrote
type Heard = (frame: any, say: (frame: unknown) => void) => void;

/** A client of a document with these channels and operations, and a server that hears each of its frames. */
async function start({ heard, ...document }: { readonly heard: Heard } & Json): Promise<void> {
  server = await socketServer((socket) =>
    socket.on("message", (data: Buffer) => heard(JSON.parse(String(data)), (frame) => socket.send(JSON.stringify(frame)))),
  );
  const whole = {
    asyncapi: "3.0.0",
    info: { title: "Desk", version: "1" },
    servers: { live: { host: `127.0.0.1:${server.port}`, protocol: "ws" } },
    ...document,
  };
  const folder = mkdtempSync(join(tmpdir(), "requests-"));
  folders.push(folder);
  const path = join(folder, "asyncapi.json");
  writeFileSync(path, JSON.stringify(whole));
  fresh = await freshClient({ sources: [path] });
  client = fresh.exports.createDesk({ transport: wsTransport() });
}
const codes = (): readonly string[] => fresh.warnings.map((each) => each.split(" ")[0] ?? "");
const object = (properties: Json, required = Object.keys(properties)): Json => ({ type: "object", required, properties });
const text = { type: "string" };
const channel = (name: string): Json => ({ $ref: `#/channels/${name}` });

describe("a correlation id in the payload", () => {
  it("stands where the document says, however deep, and tells answers that come out of order, on the channel of the request", async () => {
    const held: (() => void)[] = [];
    await start({
      heard: ({ meta, q }, say) => {
        held.push(() => say({ meta, a: `${q}!` }));
        if (held.length === 3) for (const answer of held.splice(0).reverse()) answer();
      },
      channels: {
        desk: {
          address: "desk",
          messages: {
            Ask: {
              payload: object({ q: text, meta: object({ "request/id": text }, []) }, ["q"]),
              correlationId: { location: "$message.payload#/meta/request~1id" },
            },
            Answer: {
              payload: object({ a: text, meta: object({ "request/id": text }, []) }, ["a"]),
              correlationId: { location: "$message.payload#/meta/request~1id" },
            },
          },
        },
      },
      operations: {
        ask: {
          action: "receive",
          channel: channel("desk"),
          messages: [channel("desk/messages/Ask")],
          reply: { channel: channel("desk"), messages: [channel("desk/messages/Answer")] },
        },
      },
    });
    expect(codes()).toEqual([]);
    const answers = await Promise.all(["a", "b", "c"].map((q) => client.channels.ask({ q })));
    expect(answers.map(({ a }) => a)).toEqual(["a!", "b!", "c!"]);
  });
});

describe("several messages that may answer", () => {
  const id = { correlationId: { location: "$message.payload#/id" } };
  const channels = {
    desk: {
      address: "desk",
      messages: {
        Ask: { payload: object({ id: text, q: text }, ["q"]), ...id },
        Answer: { payload: object({ id: text, a: text }), ...id },
        Failure: { payload: object({ id: text, error: object({ code: { type: "integer" } }) }), ...id },
        News: { payload: object({ news: text }) },
      },
    },
  };
  const answers = [channel("desk/messages/Answer"), channel("desk/messages/Failure")];
  const operations = {
    ask: { action: "receive", channel: channel("desk"), messages: [channel("desk/messages/Ask")], reply: { channel: channel("desk"), messages: answers } },
  };

  it("are one type, an error among them; what else comes on the channel is no answer", async () => {
    await start({
      heard: ({ id: own, q }, say) => {
        say({ news: "of the day" });
        say(q === "bad" ? { id: own, error: { code: 4 } } : { id: own, a: q });
      },
      channels,
      operations,
    });
    expect(codes()).toEqual([]);
    expect(await client.channels.ask({ q: "good" })).toMatchObject({ a: "good" });
    expect(await client.channels.ask({ q: "bad" })).toMatchObject({ error: { code: 4 } });
    const lines = [
      'import { createDesk } from "./index.js";',
      'const answer = await createDesk().channels.ask({ q: "x" });',
      'if ("error" in answer) { const code: number = answer.error.code; console.log(code); } else { const a: string = answer.a; console.log(a); }',
    ];
    writeFileSync(join(fresh.folder, "calls.ts"), lines.join("\n"));
    expect(compileErrors(fresh.folder)).toEqual([]);
  });
});

describe("a reply whose address the request tells", () => {
  it.each(["header", "payload"])("at $message.%s#/replyTo comes there, told by the id in its headers", async (place) => {
    const at: string[] = [];
    await start({
      heard: ({ op, to, headers = {}, data = {} }, say) => {
        if (op !== "say") return;
        const replyTo = place === "header" ? headers.replyTo : data.replyTo;
        at.push(replyTo);
        say({ to: replyTo, headers: { for: "nobody" }, data: { a: "stray" } });
        say({ to: replyTo, headers: { for: headers.for }, data: { a: `${data.q} at ${to}` } });
      },
      "x-clientwright-framing": {
        framing: "json",
        send: { subscribe: { op: "join", to: "{channel}" }, message: { op: "say", to: "{channel}", headers: "{headers}", data: "{payload}" } },
        receive: { message: { channel: "/to", headers: "/headers", payload: "/data" } },
      },
      channels: {
        desk: {
          address: "desk/{room}",
          parameters: { room: {} },
          messages: {
            Ask: {
              headers: object({ for: text, replyTo: text }, []),
              payload: object({ q: text, replyTo: text }, ["q"]),
              correlationId: { location: "$message.header#/for" },
            },
          },
        },
        answers: {
          address: null,
          messages: { Answer: { headers: object({ for: text }), payload: object({ a: text }), correlationId: { location: "$message.header#/for" } } },
        },
      },
      operations: {
        ask: { action: "receive", channel: channel("desk"), reply: { channel: channel("answers"), address: { location: `$message.${place}#/replyTo` } } },
      },
    });
    expect(codes()).toEqual([]);
    const both = [client.desk.ask({ room: "1", q: "one" }), client.desk.ask({ room: "2", q: "two" })];
    expect(await Promise.all(both)).toEqual([{ a: "one at desk/1" }, { a: "two at desk/2" }]);
    expect(at[0]).toMatch(/^replies\//);
    expect(new Set(at).size).toBe(1);
  });
});

describe("several messages of one channel without anything that tells them apart", () => {
  it("are one type, and have no name; a oneOf within one message is its own", async () => {
    await start({
      heard: (frame, say) => say(frame),
      channels: {
        feed: {
          address: "feed",
          messages: {
            Word: { payload: object({ word: text }) },
            Count: { payload: { oneOf: [object({ count: { type: "integer" } }), object({ total: { type: "integer" } })] } },
          },
        },
      },
      operations: { on: { action: "send", channel: channel("feed") }, say: { action: "receive", channel: channel("feed") } },
    });
    expect(codes()).toEqual(["messages-alike"]);
    const feed = client.channels.on();
    await feed.ready();
    await client.channels.say({ payload: { total: 2 } }, { message: "Count" });
    for await (const { name, payload } of feed.messages()) {
      expect([name, payload]).toEqual([null, { total: 2 }]);
      break;
    }
    await expect(client.channels.say({ payload: { word: "x" } })).rejects.toMatchObject({ kind: "input" });
  });
});

describe("an operation about some messages of its channel", () => {
  const made = (payload: Json) => ({
    channels: {
      feed: {
        address: "feed",
        messages: { Word: { payload: object({ word: text }, []) }, Count: { payload: object({ count: { type: "integer" } }, []) }, End: { payload } },
      },
    },
    operations: {
      on: { action: "send", channel: channel("feed"), messages: [channel("feed/messages/Word")] },
      all: { action: "send", channel: channel("feed") },
      say: { action: "receive", channel: channel("feed") },
    },
  });

  it("is told of others that come as well, because nothing tells them apart, and its type says so", async () => {
    await start({ heard: (frame, say) => say(frame), ...made(object({ end: text }, [])) });
    expect(fresh.warnings).toEqual([
      expect.stringMatching(/^messages-alike .*#\/operations\/all: /),
      expect.stringMatching(/^message-mixed .*#\/operations\/on: Nothing always tells "Count", "End", "Word" apart/),
    ]);
    const words = client.channels.on();
    await words.ready();
    await client.channels.say({ payload: { count: 1 } }, { message: "Count" });
    for await (const word of words) {
      expect(word).toEqual({ count: 1 });
      break;
    }
  });

  it("is told nothing where the others are sent by the client alone", async () => {
    const { channels, operations } = made(object({ end: text }));
    await start({ heard: () => undefined, channels, operations: { on: operations.on, say: operations.say } });
    expect(codes()).toEqual([]);
  });

  it("gets its own alone where a constant tells each other but one", async () => {
    await start({ heard: (frame, say) => say(frame), ...made(object({ kind: { const: "end" } })) });
    expect(fresh.warnings).toEqual([
      expect.stringContaining('Nothing always tells "Count", "Word" apart'),
      expect.stringContaining('Nothing always tells "Count", "Word" apart'),
    ]);
    const words = client.channels.on();
    await words.ready();
    await client.channels.say({ payload: { kind: "end" } });
    await client.channels.say({ payload: { word: "w" } }, { message: "Word" });
    for await (const word of words) {
      expect(word).toEqual({ word: "w" });
      break;
    }
  });
});

describe("headers over frames that have no place for them", () => {
  it("are told when generating", async () => {
    await start({
      heard: (frame, say) => say(frame),
      channels: { feed: { address: "feed", messages: { Word: { headers: object({ trace: text }, []), payload: object({ word: text }) } } } },
      operations: { on: { action: "send", channel: channel("feed") }, say: { action: "receive", channel: channel("feed") } },
    });
    expect(fresh.warnings.map((each) => each.split(":")[0])).toEqual(["headers-uncarried asyncapi.json#/channels/feed/messages/Word/headers"]);
  });
});
