import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { FramingSession } from "../../../../../runtime/realtime/framing.js";
import { Decoder, encodePacket } from "../../../../../runtime/realtime/protocols/socket.io/codec.js";
import type { Packet } from "../../../../../runtime/realtime/protocols/socket.io/frames.js";
import type { SocketIoSettings } from "../../../../../runtime/realtime/protocols/socket.io/settings.js";
import { socketIoFraming } from "../../../../../runtime/realtime/protocols/socket.io/socket-io-framing.js";
import { host, messageOf, routeOf, sinkOf, type Told } from "../../../../support/framing.js";

const chat = routeOf("chat");
const handshake = '0{"sid":"s","pingInterval":25000,"pingTimeout":20000}';
const open = (settings?: SocketIoSettings, credential: string | null = null): FramingSession => {
  const session = socketIoFraming(settings).session(null, host);
  session.greet(credential, "");
  session.receive(handshake, sinkOf().sink);
  return session;
};
const told = (session: FramingSession, ...frames: readonly (string | Uint8Array)[]): readonly Told[] => {
  const { sink, told: all } = sinkOf();
  for (const frame of frames) session.receive(frame, sink);
  return all;
};
const named = messageOf("hi", { name: "say" });

describe("socket.io: Engine.IO (PROTOCOL.md, section 1)", () => {
  it.each([
    { url: "ws://x", settings: {}, want: "ws://x/socket.io/?EIO=4&transport=websocket" },
    { url: "ws://x/", settings: { path: "/rt/" }, want: "ws://x/rt/?EIO=4&transport=websocket" },
    { url: "ws://x/own/?a=1", settings: {}, want: "ws://x/own/?a=1&EIO=4&transport=websocket" },
  ])("$url becomes $want", ({ url, settings, want }) => expect(socketIoFraming(settings).session(null, host).request({ url })).toEqual({ url: want }));

  it.each([
    {
      given: handshake,
      want: [
        ["promised", 45_000],
        ["ready", "lost"],
      ],
    },
    { given: '0{"sid":"s"}', want: [["ready", "lost"]] },
    { given: "1", want: [["dropped", { kind: "connection" }, "retry"]] },
    { given: "2", want: [["answer", "3"]] },
    { given: "2probe", want: [["answer", "3probe"]] },
    { given: "3", want: [] },
    { given: "6", want: [] },
  ])("$given", ({ given, want }) => expect(told(open(), given)).toMatchObject(want));

  it("asks for no life signs of its own", () => expect([open().ping(), open().reauthenticate("t")]).toEqual([null, null]));
});

describe("socket.io: the codec (section 2)", () => {
  it.each([
    { packet: { type: "connect", namespace: "/", id: null, data: undefined }, want: ["40"] },
    { packet: { type: "connect", namespace: "/chat", id: null, data: { token: "t" } }, want: ['40/chat,{"token":"t"}'] },
    { packet: { type: "disconnect", namespace: "/chat", id: null, data: undefined }, want: ["41/chat,"] },
    { packet: { type: "event", namespace: "/", id: null, data: ["a", 1] }, want: ['42["a",1]'] },
    { packet: { type: "event", namespace: "/chat", id: 12, data: ["a"] }, want: ['42/chat,12["a"]'] },
    { packet: { type: "ack", namespace: "/", id: 3, data: [] }, want: ["433[]"] },
    {
      packet: { type: "event", namespace: "/", id: null, data: ["a", Uint8Array.of(1), { b: [Uint8Array.of(2).buffer] }] },
      want: ['452-["a",{"_placeholder":true,"num":0},{"b":[{"_placeholder":true,"num":1}]}]', Uint8Array.of(1), Uint8Array.of(2)],
    },
    { packet: { type: "ack", namespace: "/chat", id: 4, data: [Uint8Array.of(7)] }, want: ['461-/chat,4[{"_placeholder":true,"num":0}]', Uint8Array.of(7)] },
  ] as readonly { readonly packet: Packet; readonly want: unknown[] }[])("$want.0", ({ packet, want }) => expect(encodePacket(packet)).toEqual(want));

  it("gives back what it was given, attachments and all", () => {
    const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null), fc.uint8Array({ maxLength: 8 }));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        leaf,
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(
          fc.string({ maxLength: 4 }).filter((key) => !["__proto__", "toJSON", "_placeholder"].includes(key)),
          tie("value"),
          { maxKeys: 3, noNullPrototype: true },
        ),
      ),
    }));
    const packets: fc.Arbitrary<Packet> = fc.record({
      type: fc.constant("event" as const),
      namespace: fc.constantFrom("/", "/chat", "/a-b"),
      id: fc.option(fc.nat()),
      data: fc.array(value, { maxLength: 3 }).map((args) => ["event", ...args]),
    });
    fc.assert(
      fc.property(packets, (packet) => {
        const decoder = new Decoder();
        const read = encodePacket(packet).map((frame) => (typeof frame === "string" ? decoder.text(frame.slice(1)) : decoder.bytes(frame)));
        expect(read.slice(0, -1).every((one) => one === null)).toBe(true);
        expect(read.at(-1)).toEqual(packet);
      }),
    );
  });

  it.each(["", "x", "4", "4x", "49", "42", "42{}", "42[1]", "43[]", "421{", '451-["a",{"_placeholder":true,"num":5}]+'])(
    "%j is told as unreadable",
    (frame) => {
      const [text = "", ...attachments] = frame.split("+");
      expect(() => told(open(), text, ...attachments.map(() => Uint8Array.of(1)))).toThrow(expect.objectContaining({ "~clientwright": true }));
    },
  );

  it("attachments out of order: an error, and the next packet is read all the same", () => {
    const session = open();
    session.subscribe(routeOf("/"));
    expect(() => told(session, Uint8Array.of(1))).toThrow("without its packet");
    told(session, '451-["a",{"_placeholder":true,"num":0}]');
    expect(() => told(session, '42["b"]')).toThrow("before the attachments");
    expect(told(session, '42["c",1]')).toEqual([["message", "/", 1, { name: "c" }]]);
  });
});

describe("socket.io: the session (sections 3 to 5)", () => {
  it.each([
    { settings: {}, credential: null, want: "40/chat," },
    { settings: {}, credential: "Bearer t", want: '40/chat,{"token":"t"}' },
    { settings: { auth: { tenant: "a" }, credential: "key" }, credential: "Bearer t", want: '40/chat,{"tenant":"a","key":"t"}' },
    { settings: { credential: null }, credential: "Bearer t", want: "40/chat," },
  ])("joins with $settings and $credential", ({ settings, credential, want }) => expect(open(settings, credential).subscribe(chat)).toEqual([want]));

  it("confirms a subscription with the server, a second one at once", () => {
    const session = open();
    expect(session.subscribe(chat)).toEqual(["40/chat,"]);
    expect(session.subscribe(routeOf("/chat"))).toEqual([]);
    expect(told(session, '40/chat,{"sid":"s"}')).toEqual([
      ["subscribed", "chat"],
      ["subscribed", "/chat"],
    ]);
    expect(session.subscribe(chat)).toBeNull();
    expect(session.unsubscribe(routeOf("/chat"))).toBeNull();
    expect(session.unsubscribe(chat)).toEqual(["41/chat,"]);
  });

  it.each([
    { given: '42/chat,["said"]', want: [["message", "chat", null, { name: "said" }]] },
    { given: '42/chat,["said",1]', want: [["message", "chat", 1, { name: "said" }]] },
    { given: '42/chat,["said",1,2]', want: [["message", "chat", [1, 2], { name: "said" }]] },
    {
      given: '42/chat,7["said"]',
      want: [
        ["message", "chat", null, { name: "said" }],
        ["answer", "43/chat,7[]"],
      ],
    },
    { given: '42["said"]', want: [] },
    { given: "41/chat,", want: [["unsubscribed", "chat", { message: "The server ended /chat" }]] },
    { given: '44/chat,{"message":"no","data":{"code":7}}', want: [["unsubscribed", "chat", { message: "The server refuses /chat: no", code: "7" }]] },
    { given: "44/chat,", want: [["unsubscribed", "chat", { message: "The server refuses /chat: no reason given", code: null }]] },
    { given: '43/chat,99["late"]', want: [] },
  ])("$given", ({ given, want }) => {
    const session = open();
    session.subscribe(chat);
    expect(told(session, given)).toMatchObject(want);
  });

  it("holds what is sent until the namespace is joined", () => {
    const session = open();
    expect(session.publish(chat, named, "p")).toEqual(["40/chat,"]);
    expect(session.ask?.(chat, named, "a")).toEqual([]);
    expect(told(session, "40/chat,")).toEqual([
      ["answer", '42/chat,["say","hi"]'],
      ["answer", '42/chat,0["say","hi"]'],
    ]);
    expect(session.publish(chat, named, "q")).toEqual(['42/chat,["say","hi"]']);
    expect(told(session, '43/chat,0["done"]', '43/chat,0["twice"]')).toEqual([["replied", "a", "done"]]);
    // It stays joined, as something was sent to it.
    session.subscribe(chat);
    expect(session.unsubscribe(chat)).toBeNull();
  });

  it("a refused namespace refuses what waits for it; what nobody waits for is forgotten", () => {
    const session = open();
    session.ask?.(chat, named, "a");
    session.ask?.(routeOf("other"), named, "b");
    session.ask?.(chat, named, "c");
    expect(session.forget?.("c")).toBeNull();
    expect(told(session, '44/chat,{"message":"no"}')).toMatchObject([["refused", "a", { message: "The server refuses /chat: no" }]]);
  });

  it("a new link begins anew", () => {
    const session = open();
    session.publish(chat, named, "p");
    told(session, handshake);
    expect(session.publish(chat, named, "p")).toEqual(["40/chat,"]);
    expect(told(session, "40/chat,")).toEqual([["answer", '42/chat,["say","hi"]']]);
  });

  it("lists as arguments where the settings say so", () => {
    const session = open({ arguments: "spread" });
    session.publish(routeOf("/"), messageOf([1, 2], { name: "say" }), "p");
    session.publish(routeOf("/"), messageOf(undefined, { name: "say" }), "q");
    expect(told(session, "40")).toEqual([
      ["answer", '42["say",1,2]'],
      ["answer", '42["say"]'],
    ]);
    expect(() => session.publish(chat, messageOf(1), "r")).toThrow(expect.objectContaining({ kind: "input" }));
  });
});
