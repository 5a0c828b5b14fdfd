import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { FramingSession } from "../../../../../runtime/realtime/framing.js";
import { decodeFrame, encodeFrame } from "../../../../../runtime/realtime/protocols/jupyter-kernel/codec.js";
import { type Dialect, type KernelFrame, v1Protocol } from "../../../../../runtime/realtime/protocols/jupyter-kernel/frames.js";
import { jupyterKernelFraming } from "../../../../../runtime/realtime/protocols/jupyter-kernel/jupyter-kernel-framing.js";
import { outputsOf } from "../../../../../runtime/realtime/protocols/jupyter-kernel/outputs-of.js";
import type { JupyterKernelSettings } from "../../../../../runtime/realtime/protocols/jupyter-kernel/settings.js";
import { host, messageOf, routeOf, sinkOf } from "../../../../support/framing.js";

const route = routeOf("api/kernels/k1/channels");
const open = (settings: JupyterKernelSettings = { session: "s" }): FramingSession => jupyterKernelFraming(settings).session(route, host);
const request = messageOf({ code: "1" }, { name: "execute_request" });
const frame = (msg_type: string, parent: string | null, content: unknown = {}, buffers: Uint8Array[] = []): KernelFrame => ({
  channel: "shell",
  header: { msg_id: `of-${parent}`, msg_type },
  parent_header: parent === null ? {} : { msg_id: parent },
  metadata: {},
  content,
  buffers,
});

const frames: fc.Arbitrary<KernelFrame> = fc.record({
  channel: fc.constantFrom("shell", "iopub", "control", "stdin"),
  header: fc.record({ msg_id: fc.string(), msg_type: fc.string(), session: fc.string() }),
  parent_header: fc.oneof(fc.constant({}), fc.record({ msg_id: fc.string() })),
  metadata: fc.dictionary(
    fc.string().filter((key) => key !== "__proto__"),
    fc.string(),
  ),
  content: fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value))),
  buffers: fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 3 }),
});

describe.each<Dialect>(["default", "v1"])("jupyter-kernel: the codec, dialect %s (PROTOCOL.md, section 2)", (dialect) => {
  it("gives back what it was given, buffers and all", () => {
    fc.assert(
      fc.property(frames, (given) => {
        const read = decodeFrame(encodeFrame(given, dialect), dialect);
        expect({ ...read, buffers: read.buffers.map((one) => [...one]) }).toEqual({ ...given, buffers: given.buffers.map((one) => [...one]) });
      }),
    );
  });

  it("refuses a frame that is cut anywhere, and random bytes, with an error of its own", () => {
    const whole = encodeFrame(frame("status", "a", { execution_state: "idle" }, [Uint8Array.of(1, 2)]), dialect) as Uint8Array;
    // The default dialect does not say where its last part ends, so a cut there goes unseen.
    const last = dialect === "v1" ? whole.length : whole.length - 2;
    for (let length = 0; length < last; length++) {
      const cut = whole.slice(0, length);
      expect(() => decodeFrame(cut, dialect)).toThrow(expect.objectContaining({ "~clientwright": true }));
    }
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(() => decodeFrame(bytes, dialect)).toThrow(expect.objectContaining({ "~clientwright": true }));
      }),
    );
  });
});

describe("jupyter-kernel: bytes as Jupyter Server writes them", () => {
  it("default: big-endian offsets of the message and its buffers", () => {
    const bytes = encodeFrame(frame("a", null, {}, [Uint8Array.of(7)]), "default") as Uint8Array;
    const view = new DataView(bytes.buffer);
    expect([view.getUint32(0), view.getUint32(4), view.getUint32(8)]).toEqual([2, 12, bytes.length - 1]);
    expect(typeof encodeFrame(frame("a", null), "default")).toBe("string");
  });

  it("v1: little-endian offsets, one more than there are parts", () => {
    const bytes = encodeFrame(frame("a", null, {}, [Uint8Array.of(7)]), "v1") as Uint8Array;
    const view = new DataView(bytes.buffer);
    expect(Number(view.getBigUint64(0, true))).toBe(7);
    expect(Number(view.getBigUint64(8, true))).toBe(64);
    expect(new TextDecoder().decode(bytes.slice(64, 69))).toBe("shell");
    expect(Number(view.getBigUint64(7 * 8, true))).toBe(bytes.length);
  });

  it.each(["{", "1", "{}", '{"header":{"msg_id":"a"}}', '{"header":[]}'])("%s is told as unreadable", (text) =>
    expect(() => open().receive(text, sinkOf().sink)).toThrow(expect.objectContaining({ "~clientwright": true })),
  );

  it("takes a message without its parts for granted", () => {
    expect(decodeFrame('{"header":{"msg_id":"a","msg_type":"b"},"channel":4}', "default")).toEqual({
      channel: "shell",
      header: { msg_id: "a", msg_type: "b" },
      parent_header: {},
      metadata: {},
      content: undefined,
      buffers: [],
    });
  });
});

describe("jupyter-kernel: the session", () => {
  it("offers v1, names its session in the query", () => {
    expect(open().request({ url: "ws://x/api/kernels/k1/channels?token=t" })).toEqual({
      url: "ws://x/api/kernels/k1/channels?token=t&session_id=s",
      protocols: [v1Protocol],
    });
    expect(open({ session: "s", dialect: "default" }).request({ url: "ws://x/" })).toEqual({ url: "ws://x/?session_id=s" });
    expect(new URL(open({}).request({ url: "ws://x/" }).url).searchParams.get("session_id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    { settings: {}, want: [true, false, true, "opens", true, false, "opens", false, true] },
    { settings: { dialect: "v1" as const }, want: [true, true, "opens", true] },
    { settings: { dialect: "default" as const }, want: [false, false, "opens", false] },
  ])("offers v1 by turns until a link opens, unless $settings says which", ({ settings, want }) => {
    const session = open(settings);
    const got = want.map((one) => {
      if (one !== "opens") return "protocols" in session.request({ url: "ws://x/" });
      session.greet(null, "");
      return one;
    });
    expect(got).toEqual(want);
  });

  it("speaks the dialect that the server chose", () => {
    const session = open();
    expect(session.greet(null, v1Protocol)).toEqual([]);
    expect(session.publish(route, request, "m")).toBeInstanceOf(Uint8Array);
    session.greet(null, "");
    expect(JSON.parse(session.publish(route, request, "m") as string)).toEqual({
      channel: "shell",
      header: { msg_id: "m", msg_type: "execute_request", session: "s", username: "client", date: "1970-01-01T00:00:01.000Z", version: "5.4" },
      parent_header: {},
      metadata: {},
      content: { code: "1", silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: true },
      buffers: [],
    });
  });

  it.each([
    { name: "execute_request", headers: null, want: "shell" },
    { name: "interrupt_request", headers: null, want: "control" },
    { name: "input_reply", headers: null, want: "stdin" },
    { name: "toString", headers: null, want: "shell" },
    { name: "kernel_info_request", headers: { channel: "control" }, want: "control" },
  ])("$name goes to $want", ({ name, headers, want }) => {
    const session = open();
    session.greet(null, "");
    expect(JSON.parse(session.publish(route, messageOf({}, { name, headers }), "m") as string).channel).toBe(want);
  });

  it("refuses a message without a type", () => {
    expect(() => open().publish(route, messageOf({}), "m")).toThrow(expect.objectContaining({ kind: "input" }));
    expect(() => jupyterKernelFraming().session(null, host)).toThrow(expect.objectContaining({ kind: "input" }));
  });

  it("tells every message, and answers requests with the reply whose parent they are, once", () => {
    const session = open();
    session.greet(null, "");
    session.ask?.(route, request, "a");
    const { sink, told } = sinkOf();
    for (const said of [
      frame("status", "a", { execution_state: "busy" }),
      frame("execute_reply", "b"),
      frame("execute_reply", "a", { status: "ok" }),
      frame("execute_reply", "a"),
    ])
      session.receive(encodeFrame(said, "default"), sink);
    expect(told.map(([what, key, payload]) => [what, key, payload])).toEqual([
      ["message", route.address, { execution_state: "busy" }],
      ["message", route.address, {}],
      ["message", route.address, { status: "ok" }],
      ["replied", "a", { status: "ok" }],
      ["message", route.address, {}],
    ]);
    expect(told[0]?.[3]).toMatchObject({ name: "status", correlationId: "a", headers: { channel: "shell", buffers: [] } });
  });

  it("forgets what nobody waits for", () => {
    const session = open();
    session.ask?.(route, request, "a");
    expect([session.forget?.("a"), session.ping(), session.reauthenticate("t"), session.subscribe(route), session.unsubscribe(route)]).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    const { sink, told } = sinkOf();
    session.receive(encodeFrame(frame("execute_reply", "a"), "default"), sink);
    expect(told.map(([what]) => what)).toEqual(["message"]);
  });

  it("outputsOf: the messages of one request until the kernel is idle", async () => {
    async function* all() {
      for (const [name, correlationId, payload] of [
        ["status", "a", { execution_state: "busy" }],
        ["stream", "b", { text: "other" }],
        ["stream", "a", { text: "mine" }],
        ["status", "b", { execution_state: "idle" }],
        ["status", "a", { execution_state: "idle" }],
        ["stream", "a", { text: "late" }],
      ] as const)
        yield { payload, name, correlationId, id: null, headers: {}, address: "k", receivedAt: 0 };
    }
    const got: unknown[] = [];
    for await (const { payload } of outputsOf(all(), "a")) got.push(payload);
    expect(got).toEqual([{ execution_state: "busy" }, { text: "mine" }, { execution_state: "idle" }]);
  });
});

describe("jupyter-kernel: a kernel that ends (section 4)", () => {
  /** A session whose clock the test turns. */
  const watched = () => {
    const due: (() => void)[] = [];
    const wake = (at: number, run: () => void): (() => void) => {
      expect(at).toBe(6_000);
      due.push(run);
      return () => void due.splice(due.indexOf(run), 1);
    };
    const session = jupyterKernelFraming({ session: "s" }).session(route, { ...host, wake });
    const { sink, told } = sinkOf();
    session.greet(null, "");
    const hear = (one: KernelFrame): void => session.receive(encodeFrame(one, "default"), sink);
    const refused = (): readonly unknown[] => told.filter(([what]) => what === "refused").map(([, id]) => id);
    return { session, hear, refused, due };
  };

  it.each(["restarting", "autorestarting", "dead"])("that died (%s) leaves nobody waiting", (execution_state) => {
    const { session, hear, refused } = watched();
    session.ask?.(route, request, "a");
    session.ask?.(route, request, "b");
    hear(frame("status", null, { execution_state: "starting" }));
    expect(refused()).toEqual([]);
    hear(frame("status", null, { execution_state }));
    expect(refused()).toEqual(["a", "b"]);
  });

  it("that is shut down may answer for a while; what it was not asked before is not meant", () => {
    const { session, hear, refused, due } = watched();
    session.ask?.(route, request, "a");
    session.ask?.(route, request, "b");
    hear(frame("shutdown_reply", "somebody's", { restart: true }));
    session.ask?.(route, request, "c");
    hear(frame("execute_reply", "a", { status: "error" }));
    expect([refused(), due.length]).toEqual([[], 1]);
    for (const run of due) run();
    expect(refused()).toEqual(["b"]);
  });

  it("over a link that is gone is not waited for", () => {
    const { session, hear, due } = watched();
    session.ask?.(route, request, "a");
    hear(frame("shutdown_reply", "somebody's", { restart: false }));
    session.ended?.();
    expect(due).toEqual([]);
  });

  it("ends outputsOf with an error", async () => {
    const message = (name: string, correlationId: string | null, payload: unknown) =>
      ({ payload, name, id: "x", headers: {}, address: "k", correlationId, receivedAt: 0 }) as const;
    async function* said() {
      yield message("stream", "a", { text: "1" });
      yield message("status", null, { execution_state: "restarting" });
    }
    const came: unknown[] = [];
    const read = async (): Promise<void> => {
      for await (const { payload } of outputsOf(said(), "a")) came.push(payload);
    };
    await expect(read()).rejects.toMatchObject({ kind: "connection", sent: "unknown" });
    expect(came).toEqual([{ text: "1" }]);
  });
});
