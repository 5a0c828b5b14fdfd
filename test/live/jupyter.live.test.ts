import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type FreshClient, freshClient } from "../support/generated-client.js";
import { type Running, startLive } from "./live-server.js";
import { missing } from "./missing.js";
import { jupyter, jupyterToken } from "./servers.js";

const absent = missing(jupyter);
(absent === null ? describe : describe.skip)(`jupyter, from the document that it serves itself${absent === null ? "" : `: ${absent}`}`, () => {
  let server: Running;
  let client: FreshClient;
  // biome-ignore lint/suspicious/noExplicitAny: generated while the test runs
  let api: any;
  beforeAll(async () => {
    server = await startLive(jupyter);
    const load = { headers: { authorization: `token ${jupyterToken}` }, allowPrivate: true, overlays: ["test/live/jupyter-overlay.yaml"] };
    client = await freshClient({ sources: [`${server.url}/api/spec.yaml`], name: "jupyter", load });
    api = client.exports.createJupyter({ baseUrl: server.url, headers: { authorization: `token ${jupyterToken}` } });
  });
  afterAll(async () => {
    client?.remove();
    await server?.stop();
  });

  it("writes, reads, renames and deletes a file in a folder, slashes and spaces in its path", async () => {
    await api.contents.replace({ path: "reports", type: "directory" });
    const saved = await api.contents.replace({ path: "reports/first note.txt", type: "file", format: "text", content: "first line\n" });
    expect(saved).toMatchObject({ name: "first note.txt", type: "file" });
    expect(await api.contents.get({ path: "reports/first note.txt" })).toMatchObject({ content: "first line\n", format: "text" });
    await api.contents.delete({ path: "reports/first note.txt" });
    const gone = await api.contents.get({ path: "reports/first note.txt" }).catch((caught: unknown) => caught);
    expect(gone).toMatchObject({ kind: "api", status: 404 });
    expect(gone.message).toContain("first note.txt");
  });

  it("starts a kernel, lists it, interrupts and stops it", async () => {
    const kernel = await api.kernels.create({ name: "python3" });
    expect(kernel.id).toMatch(/^[0-9a-f-]{36}$/);
    expect((await api.kernels.list()).map(({ id }: { id: string }) => id)).toEqual([kernel.id]);
    await api.kernels.interrupt({ kernel_id: kernel.id });
    await api.kernels.delete({ kernel_id: kernel.id });
    expect(await api.kernels.list()).toEqual([]);
  });

  it("without a token: 403, told as such", async () => {
    const stranger = client.exports.createJupyter({ baseUrl: server.url });
    const refused = await stranger.sessions.list().catch((caught: unknown) => caught);
    expect(refused).toMatchObject({ kind: "api", status: 403 });
  });
});
