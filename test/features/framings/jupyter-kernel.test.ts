import { jupyterKernelFraming, outputsOf } from "@clientwright/runtime/jupyter-kernel";
import { ask, type ChannelOperation, subscribe } from "@clientwright/runtime/realtime";
import { afterEach, describe, expect, it } from "@jest/globals";
import { decodeFrame, encodeFrame } from "../../../runtime/realtime/protocols/jupyter-kernel/codec.js";
import { v1Protocol } from "../../../runtime/realtime/protocols/jupyter-kernel/frames.js";
import { eventually, type SocketServer, socketServer } from "../../support/socket-server.js";
import { closeAll, shop } from "../realtime/shop.js";

let server: SocketServer;
afterEach(() => closeAll(server));

const channel = {
  id: "kernel",
  address: "api/kernels/{kernel_id}/channels",
  params: ["kernel_id"],
  messages: { execute_request: {}, execute_reply: {}, stream: {}, status: {} },
};
const execute: ChannelOperation = { id: "execute", channel, messages: ["execute_request"], input: "flat", reply: { channel, messages: ["execute_reply"] } };
const onMessages: ChannelOperation = { id: "onMessages", channel };

/** A kernel that prints its code, in the dialect that it prefers; it hangs up when told so. */
async function kernel(speaksV1: boolean): Promise<{ readonly asked: string[]; readonly ran: string[] }> {
  const asked: string[] = [];
  const ran: string[] = [];
  server = await socketServer(
    (socket, request) => {
      const dialect = socket.protocol === v1Protocol ? "v1" : "default";
      asked.push(`${dialect} ${request.url?.replace(/=.*/, "")}`);
      socket.on("message", (data: Buffer, isBinary) => {
        const { header, content } = decodeFrame(isBinary ? new Uint8Array(data) : data.toString(), dialect);
        const { code } = content as { readonly code: string };
        ran.push(code);
        if (code === "hang up") socket.terminate();
        const say = (channel_: string, msg_type: string, told: object): void =>
          socket.send(
            encodeFrame(
              {
                channel: channel_,
                header: { msg_id: crypto.randomUUID(), msg_type },
                parent_header: header,
                metadata: {},
                content: told,
                buffers: [],
              },
              dialect,
            ),
          );
        const lines = code === "loop" ? 10_000 : 1;
        for (let line = 0; line < lines; line++) say("iopub", "stream", { name: "stdout", text: code === "loop" ? `${line}` : code });
        say("shell", "execute_reply", { status: "ok" });
        say("iopub", "status", { execution_state: "idle" });
      });
    },
    { handleProtocols: (offered) => (speaksV1 && offered.has(v1Protocol) ? v1Protocol : false) },
  );
  return { asked, ran };
}

describe.each([
  { speaksV1: true, dialect: "v1" },
  { speaksV1: false, dialect: "default" },
])("a kernel's socket, where the server knows $dialect", ({ speaksV1, dialect }) => {
  it("runs code: outputs until it is idle, and the reply, framed before it was known how", async () => {
    const { asked } = await kernel(speaksV1);
    const client = shop({ url: server.url, framing: jupyterKernelFraming() });
    const messages = subscribe<unknown>(client, onMessages, { kernel_id: "k1" });
    // Asked before there is a link.
    const reply = ask(client, execute, { kernel_id: "k1", code: "print(1)" }, { id: "a" });
    const came: unknown[] = [];
    for await (const { name, payload } of outputsOf(messages.messages(), "a")) came.push([name, payload]);
    expect(came).toEqual([
      ["stream", { name: "stdout", text: "print(1)" }],
      ["execute_reply", { status: "ok" }],
      ["status", { execution_state: "idle" }],
    ]);
    expect(await reply).toEqual({ status: "ok" });
    expect(asked.at(-1)).toBe(`${dialect} /api/kernels/k1/channels?session_id`);
  });

  it("a cut is told as a gap, and code that was running is not run twice", async () => {
    const { ran } = await kernel(speaksV1);
    const client = shop({ url: server.url, framing: jupyterKernelFraming() });
    const messages = subscribe<unknown>(client, onMessages, { kernel_id: "k1" });
    const gaps: unknown[] = [];
    messages.on("discontinuity", ({ reason }) => gaps.push(reason));
    await messages.ready();
    await expect(ask(client, execute, { kernel_id: "k1", code: "hang up" })).rejects.toMatchObject({ kind: "connection", sent: "unknown" });
    expect(await ask(client, execute, { kernel_id: "k1", code: "2" })).toEqual({ status: "ok" });
    await eventually(() => gaps.length > 0);
    expect([gaps, ran]).toEqual([["not-resumed"], ["hang up", "2"]]);
  });
});

describe("ten thousand outputs of one request, to a reader that is slow", () => {
  /** Reads what comes of a loop; gives the texts, and what became of the reading and of the reply. */
  const read = async (buffer?: number): Promise<{ readonly texts: readonly string[]; readonly outcomes: readonly PromiseSettledResult<unknown>[] }> => {
    await kernel(true);
    const client = shop({ url: server.url, framing: jupyterKernelFraming() });
    const heard = subscribe<{ readonly text: string }>(client, onMessages, { kernel_id: "k1" }, buffer === undefined ? {} : { buffer });
    await heard.ready();
    const reply = ask(client, execute, { kernel_id: "k1", code: "loop" }, { id: "r" });
    const texts: string[] = [];
    const reading = async (): Promise<void> => {
      for await (const { name, payload } of outputsOf(heard.messages(), "r")) {
        if (name === "stream") texts.push(payload.text);
        if (texts.length % 1_000 === 1) await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    return { texts, outcomes: await Promise.allSettled([reading(), reply]) };
  };

  it("are heard whole and in order where the buffer has room", async () => {
    const { texts, outcomes } = await read(20_000);
    expect(outcomes).toMatchObject([{ status: "fulfilled" }, { status: "fulfilled", value: { status: "ok" } }]);
    expect(texts).toEqual(Array.from({ length: 10_000 }, (_, line) => `${line}`));
  });

  it("end the reading with an error where it has not, since the reply comes over the same socket; the reply comes", async () => {
    const { outcomes } = await read(4);
    expect(outcomes).toMatchObject([
      { status: "rejected", reason: { kind: "connection", message: expect.stringContaining("buffer of 4 messages is full") } },
      { status: "fulfilled", value: { status: "ok" } },
    ]);
  });
});
