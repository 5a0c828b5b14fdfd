import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { afterEach, describe, expect, it } from "@jest/globals";
import { AuthError, bodies, type CallOptions, type ClientOptions, call, compress, custom, multipart, type Operation, request } from "../../../runtime/index.js";
import { type UndiciSend, undiciSend } from "../../../runtime/node/index.js";
import { clientOf } from "../../support/client.js";
import { fakeClock, settle } from "../../support/clock.js";
import { closeServers, json, startServer, startTcpServer } from "../../support/server.js";

const sends: UndiciSend[] = [];
afterEach(async () => {
  await closeServers();
  await Promise.all(sends.splice(0).map((send) => send.close()));
});

const putForm: Operation = { id: "putForm", method: "PUT", path: "/form", in: { body: "multipart" }, use: [multipart] };
const putFile: Operation = { id: "putFile", method: "PUT", path: "/file", in: { body: { kind: "bytes", at: "first" } }, use: [bodies] };
const putPacked: Operation = { id: "putPacked", method: "PUT", path: "/file", in: { body: { kind: "bytes", at: "first", encoding: "gzip" } }, use: [compress] };

/** What no coding makes smaller. */
const noise = randomBytes(10_000);

/** A file without an end, in one of its forms, that tells when it is let go of. */
function endless(form: "web" | "node" | "iterable") {
  const state = { read: 0, over: false };
  const chunk = (): Uint8Array => {
    state.read++;
    return noise;
  };
  const end = (): void => {
    state.over = true;
  };
  if (form === "web") return { state, file: new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(chunk()), cancel: end }) };
  if (form === "iterable") {
    const file: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: chunk() }),
        return: async () => {
          end();
          return { done: true, value: undefined };
        },
      }),
    };
    return { state, file };
  }
  const file = new Readable({
    read() {
      this.push(chunk());
    },
  });
  file.once("close", end);
  return { state, file };
}

/** Gives the loop its turns until something is so, but not for ever. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2000 && !isSo(); turn++) await settle(1);
}

const forms = ["web", "node", "iterable"] as const;
const networks = [
  { network: "fetch", options: (): ClientOptions => ({}) },
  {
    network: "undici",
    options: (): ClientOptions => {
      const send = undiciSend();
      sends.push(send);
      return { send };
    },
  },
];

interface Ending {
  readonly ending: string;
  readonly server: () => Promise<{ readonly url: string }>;
  readonly options?: ClientOptions;
  /** Ends the call from outside, once the upload is under way. */
  readonly stop?: (abort: AbortController) => void;
  readonly want: object;
}
const silent = () => startTcpServer((socket) => socket.resume());
const endings: Ending[] = [
  {
    ending: "its connection breaks",
    server: () => startTcpServer((socket) => socket.once("data", () => socket.resetAndDestroy())),
    want: { kind: "connection" },
  },
  {
    ending: "nobody listens",
    server: async () => {
      const server = await startServer(() => undefined);
      await server.close();
      return server;
    },
    want: { kind: "connection" },
  },
  { ending: "the caller aborts", server: silent, stop: (abort) => abort.abort(), want: { kind: "abort" } },
  {
    ending: "it is refused before it is sent",
    server: silent,
    options: {
      auth: custom(() => {
        throw new AuthError("no token");
      }),
    },
    want: { kind: "auth" },
  },
  { ending: "it goes nowhere", server: async () => ({ url: "http://clientwright.invalid" }), want: { kind: "connection" } },
  {
    ending: "the server has heard enough",
    server: () =>
      startTcpServer((socket) =>
        socket.once("data", () => socket.write("HTTP/1.1 413 Too Large\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}")),
      ),
    want: { kind: "api", status: 413 },
  },
];

describe.each(networks)("an upload over $network lets go of its files, read or not, when", ({ options }) => {
  describe.each(endings)("$ending", (ending) => {
    it.each(forms)("%s", async (form) => {
      const { url } = await ending.server();
      for (const operation of form === "web" ? [putForm, putFile, putPacked] : [putForm, putFile]) {
        const [first, second] = [endless(form), endless(form)];
        const abort = new AbortController();
        // Progress puts another stream around the file's.
        const callOptions: CallOptions = { signal: abort.signal, ...(form === "node" && { onUpload: () => undefined }) };
        const client = clientOf(url, { retries: 2, ...options(), ...ending.options });
        const input = { first: first.file, ...(operation === putForm && { second: second.file }) };
        const reply = call(client, { ...operation, auth: ["any"] }, input, callOptions).catch((error: unknown) => error);
        if (ending.stop) {
          await until(() => first.state.read > 5);
          ending.stop(abort);
        }
        expect(await reply).toMatchObject(ending.want);
        await until(() => first.state.over && (operation !== putForm || second.state.over));
        expect([operation.id, first.state.over, second.state.over]).toEqual([operation.id, true, operation === putForm]);
      }
    });
  });

  it("another of them can't be read", async () => {
    const { url } = await silent();
    const broken = new ReadableStream<Uint8Array>({
      pull: () => {
        throw new Error("disk gone");
      },
    });
    const { file, state } = endless("web");
    await expect(call(clientOf(url, options()), putForm, { broken, file })).rejects.toMatchObject({
      kind: "input",
      message: expect.stringContaining("disk gone"),
    });
    expect(state.over).toBe(true);
  });

  it("the deadline passes", async () => {
    const { url } = await silent();
    const clock = fakeClock();
    const { file, state } = endless("web");
    const made = options();
    const reply = call(clientOf(url, { ...(made.send ? { send: undiciSend({ clock }) } : {}), clock, timeout: 1000 }), putForm, { file }).catch(
      (error: unknown) => error,
    );
    await until(() => state.read > 5);
    await clock.advance(1000);
    expect(await reply).toMatchObject({ kind: "timeout" });
    await until(() => state.over);
    expect(state.over).toBe(true);
  });
});

describe("an upload that arrives", () => {
  it("has all of every file, in order, and reads each to its end", async () => {
    const server = await startServer((_, response) => json(response, 200, {}));
    async function* letters(letter: string): AsyncGenerator<string> {
      for (let count = 0; count < 3; count++) yield letter.repeat(50_000);
    }
    await call(clientOf(server.url), putForm, { a: { data: letters("a"), name: "a" }, text: "t", b: { data: letters("b"), name: "b" }, c: new Blob(["c"]) });
    const text = server.requests[0]?.text ?? "";
    expect(text.match(/a{10,}/)?.[0]).toHaveLength(150_000);
    expect(text.match(/b{10,}/)?.[0]).toHaveLength(150_000);
    expect(text.indexOf("aaaa")).toBeLessThan(text.indexOf("bbbb"));
  });

  it("may be any stream, through request() too", async () => {
    const server = await startServer((_, response) => json(response, 200, {}));
    await request(clientOf(server.url), "PUT", "/x", { body: new Blob(["hello"]).stream() });
    expect(server.requests[0]?.text).toBe("hello");
  });
});
