import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Channel } from "../../../../../runtime/realtime/channel.js";
import type { Framing } from "../../../../../runtime/realtime/framing.js";
import { ask, createRealtime, subscribe } from "../../../../../runtime/realtime/index.js";
import { centrifugeFraming } from "../../../../../runtime/realtime/protocols/centrifuge/centrifuge-framing.js";
import { graphqlTransportWsFraming } from "../../../../../runtime/realtime/protocols/graphql-transport-ws/graphql-transport-ws-framing.js";
import { jsonRpcFraming } from "../../../../../runtime/realtime/protocols/json-rpc/json-rpc-framing.js";
import { encodeFrame } from "../../../../../runtime/realtime/protocols/jupyter-kernel/codec.js";
import { jupyterKernelFraming } from "../../../../../runtime/realtime/protocols/jupyter-kernel/jupyter-kernel-framing.js";
import { lokiTailFraming } from "../../../../../runtime/realtime/protocols/loki-tail/loki-tail-framing.js";
import { socketIoFraming } from "../../../../../runtime/realtime/protocols/socket.io/socket-io-framing.js";
import type { Frame, LinkEvents, Transport } from "../../../../../runtime/realtime/transport.js";

/** A peer that says what a test makes it say, and answers as its protocol wants. */
interface Peer {
  readonly name: string;
  readonly framing: Framing;
  readonly channel?: Partial<Channel>;
  /** What it says first. */
  readonly greets?: readonly string[];
  /** What it says to a frame of the client's. */
  readonly answers?: (frame: string) => readonly Frame[];
  /** Frames as they should be, for hostile ones to be made of. */
  readonly good: readonly string[];
}

const json = (value: unknown): string => JSON.stringify(value);
const idOf = (frame: string): unknown => (JSON.parse(frame) as { readonly id?: unknown }).id;

const peers: readonly Peer[] = [
  {
    name: "json-rpc",
    framing: jsonRpcFraming(),
    answers: (frame) => [json({ jsonrpc: "2.0", id: idOf(frame), result: 42 })],
    good: [
      json({ jsonrpc: "2.0", method: "add", params: { a: [1] } }),
      json({ jsonrpc: "2.0", id: "x", result: {} }),
      json([{ jsonrpc: "2.0", id: 1, error: { code: -1, message: "m" } }]),
    ],
  },
  {
    name: "graphql-transport-ws",
    framing: graphqlTransportWsFraming(),
    channel: { framing: { framing: "graphql-transport-ws", query: "{ add }" } },
    answers: (frame) => [frame.includes("connection_init") ? json({ type: "connection_ack" }) : json({ type: "next", id: idOf(frame), payload: { data: 42 } })],
    good: [json({ type: "next", id: "s1", payload: { data: 1, errors: [{ message: "m" }] } }), json({ type: "error", id: "s1", payload: [{ message: "m" }] })],
  },
  {
    name: "centrifuge",
    framing: centrifugeFraming(),
    answers: (frame) => [json({ id: idOf(frame), ...(frame.includes("connect") ? { connect: {} } : { rpc: { data: 42 } }) })],
    good: [
      json({ push: { channel: "add", pub: { data: 1, offset: 3, tags: { a: "b" } } } }),
      json({ push: { channel: "add", join: { info: {} }, unsubscribe: { code: 2500, reason: "r" } } }),
      json({ id: 7, error: { code: 1, message: "m" } }),
      json({ push: { channel: "add", subscribe: { epoch: "e", offset: 1, publications: [{ data: 1 }] } } }),
    ],
  },
  {
    name: "jupyter-kernel",
    framing: jupyterKernelFraming({ dialect: "default" }),
    answers: (frame) => {
      const { header } = JSON.parse(frame) as { readonly header: { readonly msg_id: string } };
      const reply = { channel: "shell", header: { msg_id: "r", msg_type: "add_reply" }, parent_header: header, metadata: {}, content: 42, buffers: [] };
      return [encodeFrame(reply, "default")];
    },
    good: [
      json({
        channel: "iopub",
        header: { msg_id: "a", msg_type: "status" },
        parent_header: { msg_id: "b" },
        metadata: {},
        content: { execution_state: "idle" },
      }),
      json({ channel: "shell", header: { msg_id: "a", msg_type: "x_reply" }, parent_header: null, metadata: [], content: null, buffers: [1] }),
    ],
  },
  {
    name: "socket.io",
    framing: socketIoFraming(),
    greets: ['0{"sid":"s","pingInterval":25000,"pingTimeout":20000}'],
    answers: (frame) => (frame.startsWith("40") ? ['40/add,{"sid":"n"}'] : frame.startsWith("42") ? [frame.replace(/^42(\/add,\d+).*$/s, "43$1[42]")] : []),
    good: ['42/add,["add",{"a":1}]', '451-/add,["add",{"_placeholder":true,"num":0}]', "43/add,7[1]", '461-/add,7[{"_placeholder":true,"num":5}]'],
  },
];

/** Frames that no peer should send: other kinds, cut, of wrong types, deep, binary. */
function hostile(good: readonly string[]): fc.Arbitrary<Frame> {
  const whole = fc.constantFrom(...good);
  const wrong = fc.constantFrom("null", "0", '"a"', "[]", "{}", "[null]", '{"id":null}', "true", "1e999");
  return fc.oneof(
    fc.string(),
    fc.uint8Array({ maxLength: 64 }),
    fc.json(),
    fc.constantFrom("", "[".repeat(50_000), `${"[".repeat(20_000)}${"]".repeat(20_000)}`, `{"type":${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}}`),
    fc.tuple(whole, fc.nat()).map(([frame, at]) => frame.slice(0, at % frame.length)),
    // One value of a good frame is something else.
    fc.tuple(whole, fc.nat(), wrong).map(([frame, at, value]) => {
      const values = [...frame.matchAll(/(?<=:)("[^"]*"|[\d.]+|true|\{\}|\[[^\]]*\])/g)];
      const found = values[at % Math.max(1, values.length)];
      return found === undefined ? frame : frame.slice(0, found.index) + value + frame.slice(found.index + found[0].length);
    }),
  );
}

/** A transport to the peer; `said` makes it say something on the link that there is. */
function transportTo({ greets = [], answers = () => [] }: Peer): Transport & { said(frame: Frame): void } {
  let current: LinkEvents | null = null;
  return {
    sendsHeaders: true,
    seesPings: true,
    said: (frame) => current?.frame(frame),
    open: (_request, events) => {
      current = events;
      const say = (frames: readonly Frame[]): void =>
        queueMicrotask(() => {
          for (const frame of frames) events.frame(frame);
        });
      queueMicrotask(() => {
        events.opened("");
        say(greets);
      });
      const over = (): void => queueMicrotask(() => events.closed({ code: 1000, reason: "", status: null, cause: null }));
      return {
        buffered: 0,
        send: (frame) => say(answers(String(frame))),
        close: over,
        terminate: over,
        ping: () => true,
        pause: () => true,
        resume: () => undefined,
      };
    },
  };
}

const api = { name: "hostile", version: "1", environments: {}, servers: {} };
const channelOf = (more: Partial<Channel> = {}): Channel => ({ id: "add", address: "add", messages: { add: {} }, ...more });

describe("whatever a server says, the process lives and requests are answered", () => {
  it.each(peers.map((peer) => [peer.name, peer] as const))("%s", async (_, peer) => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostile(peer.good), { minLength: 1, maxLength: 12 }), async (frames) => {
        const transport = transportTo(peer);
        const client = createRealtime(api, { url: "ws://peer.test", framing: peer.framing, transport, reconnect: { delay: 0, maxDelay: 0 } });
        const add = { id: "add", channel: channelOf(peer.channel) };
        const request = { id: "add", channel: channelOf(peer.channel), messages: ["add"] };
        subscribe(client, add).subscribe(() => undefined);
        expect(await ask(client, request, { payload: {} }, { timeout: 5_000 })).toBe(42);
        for (const frame of frames) transport.said(frame);
        expect(await ask(client, request, { payload: {} }, { timeout: 5_000 })).toBe(42);
        await client.close();
      }),
      { numRuns: 25 },
    );
  });

  it("loki-tail: what can be read is heard all the same", async () => {
    const good = [
      json({ streams: [{ stream: { app: "a" }, values: [["1", "x", { m: "1" }]] }], dropped_entries: [{ labels: {}, timestamp: "1" }] }),
      json({ streams: [], dropped_entries: null }),
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(hostile(good), { minLength: 1, maxLength: 12 }), async (frames) => {
        const transport = transportTo({ name: "loki-tail", framing: lokiTailFraming(), good });
        const client = createRealtime(api, { url: "ws://peer.test", framing: lokiTailFraming(), transport });
        const lines: unknown[] = [];
        const heard = subscribe<{ readonly line: string }>(client, { id: "tail", channel: channelOf() });
        heard.subscribe(({ line }) => void lines.push(line));
        await heard.ready();
        for (const frame of frames) transport.said(frame);
        transport.said(json({ streams: [{ stream: {}, values: [["99999999999999999999", "the last line"]] }] }));
        expect(lines.at(-1)).toBe("the last line");
        await client.close();
      }),
      { numRuns: 25 },
    );
  });
});
