import { ForbiddenError, NotFoundError, sharedKey } from "@clientwright/runtime";
import { undiciSend } from "@clientwright/runtime/node";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { pathOf, withCorpus } from "../corpus/documents.js";
import { type FreshClient, freshClient } from "../support/generated-client.js";
import { inOtherProcess } from "../support/other-process.js";
import { azureKey, azurite } from "./azurite.js";
import { type Running, startLive } from "./live-server.js";
import { missing } from "./missing.js";

const container = "live-test";
const names = ["100%25 done.txt", "a b/c+d&e=f.txt", "it's (here)!.txt", "notes/one.txt", "ünïcode/日本語 🎉.txt"];
const errors = { code: ["/Code", "header:x-ms-error-code"], message: ["/Message"], requestId: ["header:x-ms-request-id"] };
const pages = { style: "cursor", items: "/Blobs", cursor: "marker", next: "/NextMarker" } as const;

const absent = missing(azurite);
(absent === null ? describe : describe.skip)(`azurite, signatures checked${absent === null ? "" : `: ${absent}`}`, () => {
  let server: Running;
  let generated: FreshClient;
  // biome-ignore lint/suspicious/noExplicitAny: generated while the test runs
  let api: any;
  beforeAll(async () => {
    server = await startLive(azurite);
    const config = { errors, operations: { ListBlobs: { pages } } };
    generated = await freshClient({ sources: ["test/live/azure-blob-openapi.yaml"], name: "azure-blob", config });
    api = connect();
    await api.general.createContainer({ container });
  });
  afterAll(async () => {
    generated?.remove();
    await server?.stop();
  });
  const options = (key = azureKey) => ({ baseUrl: `${server.url}/${azureKey.account}`, auth: sharedKey(key) });
  const connect = (key = azureKey, more = {}) => generated.exports.createAzureBlob({ ...options(key), ...more });

  it("keeps blobs whose names hold spaces, slashes, unicode and percent signs", async () => {
    for (const blob of names) await api.general.putBlob({ container, blob, body: `this is ${blob}` });
    const listed = await api.general.listBlobs({ container }).all();
    expect(listed.map(({ Name }: { Name: string }) => Name)).toEqual(names);
    for (const blob of names) expect(await (await api.general.getBlob({ container, blob })).text()).toBe(`this is ${blob}`);
  });

  it.each(["fetch", "undici"])("sends and reads bytes, blobs, streams of known length and a part over %s", async (network) => {
    const { general } = connect(azureKey, network === "undici" ? { send: undiciSend() } : {});
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
    for (const [body, sent] of [
      [bytes, bytes],
      [new Blob([bytes], { type: "image/png" }), bytes],
      [new Uint8Array(), new Uint8Array()],
    ] as const) {
      await general.putBlob({ container, blob: "form", body, "x-ms-meta-note": "a  b" });
      const back = await general.getBlob({ container, blob: "form" });
      expect(Buffer.compare(Buffer.from(await back.arrayBuffer()), sent)).toBe(0);
      if (body instanceof Blob) expect(back.type).toBe("image/png");
    }
    await general.putBlob({ container, blob: "form", body: bytes.slice(0, 10) });
    const told = { headers: { "content-length": `${bytes.length}` } };
    await general.putBlob({ container, blob: "streamed", body: new Blob([bytes]).stream() }, told);
    expect(Buffer.compare(Buffer.from(await (await general.getBlob({ container, blob: "streamed" })).arrayBuffer()), bytes)).toBe(0);
    await general.deleteBlob({ container, blob: "streamed" });
    const part = await general.getBlob({ container, blob: "form", "x-ms-range": "bytes=2-4" });
    expect([...new Uint8Array(await part.arrayBuffer())]).toEqual([2, 3, 4]);
    await general.deleteBlob({ container, blob: "form" });
  });

  it("pages by the marker in the XML; another process goes on after the second page", async () => {
    const seen: string[] = [];
    let resume: string | null = null;
    for await (const page of api.general.listBlobs({ container, maxresults: 2 }).pages()) {
      seen.push(...page.items.map(({ Name }: { Name: string }) => Name));
      resume = page.resume;
      if (seen.length >= 4) break;
    }
    const rest = await inOtherProcess(
      `import { resumePages, sharedKey } from "./runtime/index.js";
       import { createAzureBlobClient, listBlobs } from ${JSON.stringify(`${generated.folder}/index.ts`)};
       const client = createAzureBlobClient({ baseUrl: input.baseUrl, auth: sharedKey(input.key) });
       output(await resumePages(client, listBlobs, input.resume).all());`,
      { baseUrl: options().baseUrl, key: azureKey, resume },
    );
    expect([...seen, ...(rest as { Name: string }[]).map(({ Name }) => Name)]).toEqual(names);
  });

  it("reads attributes, numbers and wrapped lists out of XML", async () => {
    const page = await api.general.listBlobs({ container, prefix: "notes/", maxresults: 5 });
    expect(page).toMatchObject({ ContainerName: container, MaxResults: 5 });
    expect(page.Blobs).toEqual([expect.objectContaining({ Name: "notes/one.txt" })]);
    expect(page.Blobs[0].Properties).toMatchObject({ "Content-Length": "this is notes/one.txt".length });
    expect((await api.general.listBlobs({ container, prefix: "nothing" })).Blobs).toEqual([]);
  });

  it("a wrong key is a ForbiddenError that says so, sent once", async () => {
    const stranger = connect({ ...azureKey, key: Buffer.from("another").toString("base64") });
    const refused = await stranger.general
      .listBlobs({ container })
      .data()
      .catch((caught: unknown) => caught);
    expect(refused).toBeInstanceOf(ForbiddenError);
    expect(refused).toMatchObject({
      status: 403,
      code: expect.stringMatching(/AuthorizationFailure|AuthenticationFailed/),
      attempts: 1,
      operation: "listBlobs",
    });
    expect(refused.message).toContain("Server failed to authenticate the request");
  });

  it("what is not there is a NotFoundError", async () => {
    const error = await api.general.getBlob({ container, blob: "nowhere" }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ code: "BlobNotFound" });
  });

  withCorpus("Azure's own document", () => {
    it("stages blocks and uploads a blob by it", async () => {
      const { exports, remove } = await freshClient({ sources: [pathOf({ path: "openapi/azure-blob-storage.json" })], name: "official", config: { errors } });
      const official = exports.createOfficial(options());
      const body = new TextEncoder().encode("by the book");
      await official.blockBlob.stageBlock({ containerName: container, blob: "book", blockId: btoa("block1"), "Content-Length": body.length, body });
      await official.blockBlob.upload({ containerName: container, blob: "book", "Content-Length": body.length, body });
      expect(await (await api.general.getBlob({ container, blob: "book" })).text()).toBe("by the book");
      remove();
    });
  });
});
