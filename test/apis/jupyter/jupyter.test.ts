import { ApiError } from "@clientwright/runtime";
import { outputsOf } from "@clientwright/runtime/jupyter-kernel";
import { wsTransport } from "@clientwright/runtime/ws";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createJupyter, type Jupyter } from "../../../generated/jupyter/index.js";
import { startServer, type TestServer } from "../../support/server.js";
import { type SocketServer, socketServer } from "../../support/socket-server.js";

interface KernelMessage {
  readonly channel: string;
  readonly header: { readonly msg_id: string; readonly msg_type: string };
  readonly content: Readonly<Record<string, unknown>>;
}

/** A server with one kernel, which knows how to print and how to fail. Its token is "secret". */
async function jupyterServer() {
  const kernels = new Map<string, string>();
  const asked: string[] = [];
  const http = await startServer(({ method, path }, response) => {
    const { pathname, searchParams } = new URL(path, "http://kernel.test");
    const answer = (status: number, body?: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(body === undefined ? "" : JSON.stringify(body));
    };
    asked.push(`${method} ${pathname}`);
    if (pathname === "/api") return answer(200, { version: "2.0" });
    if (searchParams.get("token") !== "secret") return answer(403, { message: "Forbidden", reason: null });
    const [, id = "", action] = /^\/api\/kernels\/([^/]+)(?:\/(\w+))?$/.exec(pathname) ?? [];
    if (pathname === "/api/kernels" && method === "POST") kernels.set("k1", "python3");
    if (pathname === "/api/kernels")
      return answer(
        method === "POST" ? 201 : 200,
        method === "POST" ? { id: "k1", name: "python3" } : [...kernels.keys()].map((id) => ({ id, name: "python3" })),
      );
    if (!kernels.has(id)) return answer(404, { message: `Kernel does not exist: ${id}` });
    if (method === "DELETE") kernels.delete(id);
    return method === "DELETE" || action === "interrupt" ? answer(204) : answer(200, { id, name: "python3" });
  });
  const sockets = await socketServer(
    (socket, { url = "" }) => {
      asked.push(new URL(url, "ws://kernel.test").pathname);
      socket.on("message", (data) => {
        const { channel, header, content } = JSON.parse(String(data)) as KernelMessage;
        const say = (on: string, msg_type: string, own: object): void =>
          socket.send(
            JSON.stringify({
              channel: on,
              header: { ...header, msg_id: crypto.randomUUID(), msg_type },
              parent_header: header,
              metadata: {},
              content: own,
            }),
          );
        say("iopub", "status", { execution_state: "busy" });
        if (content["code"] === "boom") say("iopub", "error", { ename: "Boom", evalue: "", traceback: [] });
        else say("iopub", "stream", { name: "stdout", text: `${content["code"]}` });
        say(
          channel,
          header.msg_type.replace("request", "reply"),
          content["code"] === "boom" ? { status: "error", ename: "Boom" } : { status: "ok", execution_count: 1 },
        );
        say("iopub", "status", { execution_state: "idle" });
      });
    },
    {
      // It knows the older dialect alone.
      handleProtocols: () => false,
    },
  );
  return { http, sockets, asked };
}

let server: { readonly http: TestServer; readonly sockets: SocketServer };
const made: Jupyter[] = [];
afterEach(async () => {
  await Promise.all(made.splice(0).map((jupyter) => jupyter.close()));
  await Promise.all([server.http.close(), server.sockets.close()]);
});

async function connected(token = "secret") {
  const { asked, ...both } = await jupyterServer();
  server = both;
  const jupyter = createJupyter({
    baseUrl: both.http.url,
    url: both.sockets.url,
    auth: { token },
    transport: wsTransport(),
    reconnect: { delay: 1 },
    hosts: ["127.0.0.1"],
  });
  made.push(jupyter);
  return { jupyter, asked };
}

describe("Jupyter's kernels, generated", () => {
  it("starts a kernel over HTTP, runs code over its channel, and ends it: one client, one token", async () => {
    const { jupyter, asked } = await connected();
    const { id: kernel_id } = await jupyter.kernels.start({ name: "python3" });
    const id = crypto.randomUUID();
    const messages = jupyter.kernel.messages({ kernel_id });
    await messages.ready();
    const reply = jupyter.kernel.execute({ kernel_id, code: "6 * 7" }, { id });
    const came: unknown[] = [];
    for await (const { name, payload } of outputsOf(messages.messages(), id)) came.push([name, payload]);
    expect(came).toEqual([
      ["status", { execution_state: "busy" }],
      ["stream", { name: "stdout", text: "6 * 7" }],
      ["status", { execution_state: "idle" }],
    ]);
    expect(await reply).toEqual({ status: "ok", execution_count: 1 });
    await jupyter.kernels.interrupt({ kernel_id });
    await jupyter.kernels.end({ kernel_id });
    expect(await jupyter.kernels.list()).toEqual([]);
    expect(asked).toContain("/api/kernels/k1/channels");
  });

  it("an error of the code is an answer of its own type", async () => {
    const { jupyter } = await connected();
    const { id: kernel_id } = await jupyter.kernels.start();
    const reply = await jupyter.kernel.execute({ kernel_id, code: "boom" });
    expect(reply.status === "error" ? reply.ename : null).toBe("Boom");
  });

  it("a kernel that there is not, and a wrong token, say so in the server's words", async () => {
    const { jupyter } = await connected();
    const gone = await jupyter.kernels.get({ kernel_id: "k9" }).settle();
    expect(gone).toMatchObject({ ok: false, status: 404, error: { message: "Kernel does not exist: k9" } });
    const stranger = createJupyter({ baseUrl: server.http.url, auth: { token: "guess" }, hosts: ["127.0.0.1"] });
    const refused = await stranger.kernels.list().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ApiError);
    expect(refused).toMatchObject({ status: 403, message: expect.stringContaining("Forbidden") });
    expect(await stranger.server.version()).toEqual({ version: "2.0" });
  });
});
