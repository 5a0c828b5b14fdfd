import { apiKey } from "@clientwright/runtime";
import { jupyterKernelFraming, outputsOf } from "@clientwright/runtime/jupyter-kernel";
import type { Message, Subscription } from "@clientwright/runtime/realtime";
import { wsTransport } from "@clientwright/runtime/ws";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { type FreshClient, freshClient } from "../support/generated-client.js";
import { type Running, startLive } from "./live-server.js";
import { missing } from "./missing.js";
import { jupyter, jupyterToken } from "./servers.js";

/** The generated kernel channel against Debian's Jupyter Server and its Python kernel. */

const absent = missing(jupyter);
(absent === null ? describe : describe.skip)(`jupyter's kernel channel${absent === null ? "" : `: ${absent}`}`, () => {
  let server: Running;
  let generated: FreshClient;
  let kernel_id = "";
  beforeAll(async () => {
    server = await startLive(jupyter);
    generated = await freshClient({ sources: ["specs/jupyter/asyncapi.yaml"], name: "jupyter-kernels" });
    const started = await fetch(`${server.url}/api/kernels`, { method: "POST", headers: { authorization: `token ${jupyterToken}` } });
    kernel_id = ((await started.json()) as { readonly id: string }).id;
  });
  afterAll(async () => {
    generated?.remove();
    await server?.stop();
  });

  describe.each(["default", "v1"] as const)("in the dialect %s", (dialect) => {
    // biome-ignore lint/suspicious/noExplicitAny: generated while the test runs
    let api: any;
    let frames: unknown[];
    beforeEach(() => {
      frames = [];
      const ws = wsTransport();
      const transport = {
        ...ws,
        open: (request: Parameters<typeof ws.open>[0], events: Parameters<typeof ws.open>[1]) =>
          ws.open(request, {
            opened: (protocol) => events.opened(protocol),
            frame: (frame) => {
              frames.push(typeof frame);
              events.frame(frame);
            },
            alive: () => events.alive(),
            closed: (end) => events.closed(end),
          }),
      };
      // The document names the framing; only the older dialect has to be asked for.
      const framing = dialect === "default" ? { framing: jupyterKernelFraming({ dialect }) } : {};
      api = generated.exports.createJupyterKernels({ host: `127.0.0.1:${server.port}`, auth: { token: apiKey(jupyterToken) }, ...framing, transport });
    });
    afterEach(() => api.close());

    /** Runs code, and gives the reply and what came on the way, as name and payload. */
    async function run(
      code: string,
      more: object = {},
    ): Promise<{ readonly reply: Readonly<Record<string, unknown>>; readonly came: readonly (readonly [string | null, unknown])[] }> {
      const id = crypto.randomUUID();
      const heard: Subscription<unknown> = api.kernel.messages({ kernel_id });
      await heard.ready();
      const reply = api.kernel.execute({ kernel_id, code, ...more }, { id });
      const came: (readonly [string | null, unknown])[] = [];
      for await (const message of outputsOf<Message>(heard.messages(), id)) {
        came.push([message.name, message.payload]);
        if (message.name === "input_request") await api.kernel.answerInput({ kernel_id, value: "Ada" });
      }
      return { reply: await reply, came };
    }

    it("runs code: what it prints, its value, and the reply", async () => {
      const { reply, came } = await run("print('hello'); 6 * 7");
      expect(reply).toMatchObject({ status: "ok" });
      expect(came).toMatchObject([
        ["status", { execution_state: "busy" }],
        ["execute_input", { code: "print('hello'); 6 * 7" }],
        ["stream", { name: "stdout", text: "hello\n" }],
        ["execute_result", { data: { "text/plain": "42" } }],
        ["status", { execution_state: "idle" }],
      ]);
      expect(new Set(frames)).toEqual(new Set([dialect === "v1" ? "object" : "string"]));
    });

    it("an error of the code is an answer", async () => {
      const { reply, came } = await run("1 / 0");
      expect(reply).toMatchObject({ status: "error", ename: "ZeroDivisionError" });
      expect(came.find(([name]) => name === "error")?.[1]).toMatchObject({ ename: "ZeroDivisionError" });
    });

    it("answers what the code asks its user", async () => {
      const { reply, came } = await run("name = input('Who? '); print(name)", { allow_stdin: true });
      expect(reply).toMatchObject({ status: "ok" });
      expect(came.find(([name]) => name === "stream")?.[1]).toMatchObject({ text: "Ada\n" });
    });

    it("carries bytes: a comm message with buffers comes back whole", async () => {
      const code = ["from ipykernel.comm import Comm", "comm = Comm(target_name='bytes', data={}, buffers=[bytes([0, 1, 254, 255])])"].join("\n");
      const id = crypto.randomUUID();
      const heard: Subscription<unknown> = api.kernel.messages({ kernel_id });
      await heard.ready();
      const reply = api.kernel.execute({ kernel_id, code }, { id });
      let bytes: readonly number[] = [];
      for await (const { name, headers } of outputsOf<Message>(heard.messages(), id)) {
        const [buffer] = (headers["buffers"] ?? []) as readonly Uint8Array[];
        if (name === "comm_open" && buffer !== undefined) bytes = [...buffer];
      }
      expect(await reply).toMatchObject({ status: "ok" });
      expect(bytes).toEqual([0, 1, 254, 255]);
    });

    it("tells requests apart that run at the same time, and asks about the kernel", async () => {
      const [info, completed, complete] = await Promise.all([
        api.kernel.info({ kernel_id }),
        api.kernel.complete({ kernel_id, code: "impor", cursor_pos: 5 }),
        api.kernel.isComplete({ kernel_id, code: "for i in range(3):" }),
      ]);
      expect(info).toMatchObject({ status: "ok", language_info: { name: "python" } });
      expect(completed.matches).toContain("import");
      expect(complete).toMatchObject({ status: "incomplete" });
    });

    it("interrupts what runs, on the control channel", async () => {
      const running = run("import time\nprint('on', flush=True)\ntime.sleep(60)");
      const heard: Subscription<unknown> = api.kernel.messages({ kernel_id });
      for await (const message of heard.messages()) if (message.name === "stream") break;
      await api.kernel.interrupt({ kernel_id });
      expect((await running).reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
    });
  });

  it("a kernel that isn't there, a wrong token: over at once, and told why", async () => {
    const connect = (auth: string) =>
      generated.exports.createJupyterKernels({
        host: `127.0.0.1:${server.port}`,
        auth: { token: apiKey(auth) },
        framing: jupyterKernelFraming(),
        transport: wsTransport(),
      });
    const gone = connect(jupyterToken);
    await expect(gone.kernel.info({ kernel_id: crypto.randomUUID() })).rejects.toMatchObject({
      kind: "connection",
      message: expect.stringContaining("404"),
    });
    const stranger = connect("wrong");
    await expect(stranger.kernel.info({ kernel_id })).rejects.toMatchObject({ message: expect.stringContaining("403") });
    await Promise.all([gone.close(), stranger.close()]);
  });
});
