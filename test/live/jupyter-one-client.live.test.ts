import { jupyterKernelFraming, outputsOf } from "@clientwright/runtime/jupyter-kernel";
import type { Message } from "@clientwright/runtime/realtime";
import { wsTransport } from "@clientwright/runtime/ws";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { createJupyter, type Jupyter, type JupyterOptions } from "../../generated/jupyter/index.js";
import { type Running, startLive } from "./live-server.js";
import { missing } from "./missing.js";
import { jupyter, jupyterToken } from "./servers.js";

/** The generated client of both documents (HTTP and the kernel channel: one client, one token) against Debian's Jupyter Server. */

jest.setTimeout(120_000);

const absent = missing(jupyter);
(absent === null ? describe : describe.skip)(`jupyter, both halves in one client${absent === null ? "" : `: ${absent}`}`, () => {
  let server: Running;
  beforeAll(async () => {
    server = await startLive(jupyter);
  });
  afterAll(() => server?.stop());

  const connect = (more: JupyterOptions = {}, { port }: Running = server): Jupyter =>
    createJupyter({ host: `127.0.0.1:${port}`, auth: { token: jupyterToken }, transport: wsTransport(), reconnect: { delay: 50, maxDelay: 200 }, ...more });

  /** Runs code, and gives the reply and what came on the way. */
  async function run(client: Jupyter, kernel_id: string, code: string): Promise<{ readonly status: string; readonly came: readonly Message[] }> {
    const id = crypto.randomUUID();
    const heard = client.kernel.messages({ kernel_id }, { buffer: 20_000 });
    await heard.ready();
    const reply = client.kernel.execute({ kernel_id, code }, { id });
    const came: Message[] = [];
    for await (const message of outputsOf<Message>(heard.messages(), id)) came.push(message);
    return { status: (await reply).status, came };
  }
  /** A kernel that was made anew hears nothing at first, and the server doesn't hear its outputs: what is asked meanwhile is lost, or never done with. */
  async function awake(client: Jupyter, kernel_id: string): Promise<void> {
    for (let time = 0; time < 20; time++) {
      const id = crypto.randomUUID();
      const heard = client.kernel.messages({ kernel_id });
      await heard.ready();
      const isDone = (async () => {
        for await (const _ of outputsOf<Message>(heard.messages(), id));
        return true;
      })().catch(() => false);
      const isLate = new Promise<boolean>((resolve) => setTimeout(resolve, 3_000, false));
      await client.kernel.execute({ kernel_id, code: "0" }, { id, timeout: 3_000 }).catch(() => null);
      if (await Promise.race([isDone, isLate])) return;
      heard.close();
    }
    throw new Error("The kernel never came back");
  }
  const named = (came: readonly Message[], name: string): readonly unknown[] => came.flatMap((one) => (one.name === name ? [one.payload] : []));

  describe.each(["default", "v1"] as const)("in the dialect %s", (dialect) => {
    let client: Jupyter;
    let kernel_id = "";
    beforeEach(async () => {
      // v1 is what the document's framing offers by itself.
      client = connect(dialect === "default" ? { framing: jupyterKernelFraming({ dialect }) } : {});
      kernel_id = (await client.kernels.start({ name: "python3" })).id;
    });
    afterEach(async () => {
      await client.kernels.end({ kernel_id }).settle();
      await client.close();
    });

    it("shows, then shows something else in its place", async () => {
      const { status, came } = await run(client, kernel_id, "h = display('one', display_id='d1'); h.update('two')");
      expect(status).toBe("ok");
      expect(named(came, "display_data")).toMatchObject([{ data: { "text/plain": "'one'" }, transient: { display_id: "d1" } }]);
      expect(named(came, "update_display_data")).toMatchObject([{ data: { "text/plain": "'two'" }, transient: { display_id: "d1" } }]);
      const [first, second] = [named(came, "status")[0], came.at(-1)];
      expect([first, second?.payload]).toEqual([{ execution_state: "busy" }, { execution_state: "idle" }]);
    });

    it("every message of a request names this client's session as its parent's, and the kernel's as its own", async () => {
      const { came } = await run(client, kernel_id, "1");
      const sessions = new Set(came.map(({ headers }) => (headers["parent_header"] as { readonly session: string }).session));
      const kernels = new Set(came.map(({ headers }) => (headers["header"] as { readonly session: string }).session));
      expect([sessions.size, kernels.size]).toEqual([1, 1]);
      expect([...sessions]).not.toEqual([...kernels]);
    });

    it("carries bytes both ways over a comm", async () => {
      const setUp = [
        "def opened(comm, message):",
        "    @comm.on_msg",
        "    def heard(message):",
        "        comm.send({'back': True}, buffers=[bytes(reversed(message['buffers'][0].tobytes() if hasattr(message['buffers'][0], 'tobytes') else message['buffers'][0]))])",
        "get_ipython().kernel.comm_manager.register_target('mirror', opened)",
      ].join("\n");
      expect((await run(client, kernel_id, setUp)).status).toBe("ok");
      const comm_id = crypto.randomUUID();
      const heard = client.kernel.messages({ kernel_id });
      await heard.ready();
      await client.kernel.openComm({ kernel_id, comm_id, target_name: "mirror", data: {} });
      await client.kernel.sendComm({ kernel_id, comm_id, data: {}, headers: { buffers: [Uint8Array.of(0, 1, 254, 255)] } });
      for await (const { name, payload, headers } of heard.messages()) {
        if (name !== "comm_msg") continue;
        expect(payload).toMatchObject({ comm_id, data: { back: true } });
        expect([...((headers["buffers"] as readonly Uint8Array[])[0] ?? [])]).toEqual([255, 254, 1, 0]);
        break;
      }
    });

    it("tells a kernel that dies: who waits is not left waiting, and the next one runs", async () => {
      const id = crypto.randomUUID();
      const heard = client.kernel.messages({ kernel_id });
      await heard.ready();
      // The server tells of a restart only those whose kernel has answered it once.
      await awake(client, kernel_id);
      const reply = client.kernel.execute({ kernel_id, code: "import os; os._exit(1)" }, { id });
      const outputs = async (): Promise<void> => {
        for await (const _ of outputsOf<Message>(heard.messages(), id));
      };
      const [told, answered] = await Promise.allSettled([outputs(), reply]);
      expect(told).toMatchObject({ reason: { kind: "connection", sent: "unknown" } });
      expect(answered).toMatchObject({ reason: { kind: "connection", sent: "unknown", message: expect.stringContaining("kernel ended") } });
      await awake(client, kernel_id);
      expect(named((await run(client, kernel_id, "6 * 7")).came, "execute_result")).toMatchObject([{ data: { "text/plain": "42" } }]);
    });

    it("restarted over HTTP while it runs: the request ends, the same socket goes on, its variables are gone", async () => {
      expect((await run(client, kernel_id, "kept = 1")).status).toBe("ok");
      const heard = client.kernel.messages({ kernel_id });
      // A kernel that is restarted over HTTP isn't always heard to end.
      const running = client.kernel.execute({ kernel_id, code: "print('on', flush=True)\nimport time\ntime.sleep(60)" }, { timeout: 20_000 });
      for await (const { name } of heard.messages()) if (name === "stream") break;
      const [ended] = await Promise.all([Promise.allSettled([running]), client.kernels.restart({ kernel_id })]);
      const [{ status }] = ended;
      if (status === "fulfilled") expect((await running).status).not.toBe("ok");
      await awake(client, kernel_id);
      const { came } = await run(client, kernel_id, "kept");
      expect(named(came, "error")).toMatchObject([{ ename: "NameError" }]);
    });

    it("interrupted over HTTP: the reply is the kernel's error", async () => {
      const heard = client.kernel.messages({ kernel_id });
      const running = client.kernel.execute({ kernel_id, code: "print('on', flush=True)\nimport time\ntime.sleep(60)" });
      for await (const { name } of heard.messages()) if (name === "stream") break;
      await client.kernels.interrupt({ kernel_id });
      expect(await running).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
    });
  });

  it("a session has its kernel; deleting it ends the kernel, and what waits for it", async () => {
    const client = connect();
    const { id: session_id, kernel } = await client.sessions.create({ path: "notes.ipynb", type: "notebook", kernel: { name: "python3" } });
    const kernel_id = kernel.id;
    expect((await client.sessions.list()).map(({ id }) => id)).toContain(session_id);
    expect((await run(client, kernel_id, "1 + 1")).status).toBe("ok");
    await client.sessions.delete({ session_id });
    expect((await client.kernels.list()).map(({ id }) => id)).not.toContain(kernel_id);
    await expect(client.kernel.execute({ kernel_id, code: "1" }, { timeout: 10_000 })).rejects.toMatchObject({ name: expect.stringMatching(/Error$/) });
    await client.close();
  });

  it("one close() ends both halves, with nothing left waiting", async () => {
    const client = connect();
    const { id: kernel_id } = await client.kernels.start({});
    const waiting = client.kernel.execute({ kernel_id, code: "import time; time.sleep(60)" });
    await client.connection.until("open");
    const [, left] = await Promise.all([client.close(), Promise.allSettled([waiting])]);
    expect(left).toMatchObject([{ status: "rejected" }]);
    const other = connect();
    await other.kernels.end({ kernel_id });
    await other.close();
  });

  it("the server ends and comes back on its port: the break is told, then that the kernel is gone; a new one runs", async () => {
    const first = await startLive(jupyter);
    const client = connect({}, first);
    const { id: kernel_id } = await client.kernels.start({});
    const heard = client.kernel.messages({ kernel_id });
    await heard.ready();
    const states: string[] = [];
    client.connection.on(({ state }) => states.push(state));
    const next = heard.messages()[Symbol.asyncIterator]();
    const drained = (async () => {
      for (let one = await next.next(); one.done !== true; one = await next.next());
    })();
    const running = client.kernel.execute({ kernel_id, code: "import time; time.sleep(60)" });
    const [broken] = await Promise.all([Promise.allSettled([running]), first.stop()]);
    expect(broken).toMatchObject([{ status: "rejected", reason: { kind: "connection", sent: "unknown" } }]);
    const second = await startLive(jupyter, first.port);
    await expect(drained).rejects.toMatchObject({ kind: "connection", status: 404 });
    expect(states).toEqual(expect.arrayContaining(["waiting", "failed"]));
    const again = (await client.kernels.start({})).id;
    expect((await run(client, again, "2 + 2")).status).toBe("ok");
    await client.close();
    await second.stop();
  });
});
