import { createHash } from "node:crypto";
import { ForbiddenError, NotFoundError, presignSigV4, sigV4 } from "@clientwright/runtime";
import { undiciSend } from "@clientwright/runtime/node";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type FreshClient, freshClient } from "../support/generated-client.js";
import { inOtherProcess } from "../support/other-process.js";
import { type Running, startLive } from "./live-server.js";
import { missing } from "./missing.js";
import { s3, s3Keys } from "./swift.js";

const at = { region: "us-east-1", service: "s3" } as const;
const keysOfFirstPage = ["50% off?.txt", "a b/c+d&e=f.txt", "it's (here)!*~.txt", "slashes//double/", "ünïcode/日本語 🎉.txt"];
const text = async (reply: Promise<Blob>): Promise<string> => (await reply).text();

const absent = missing(s3);
(absent === null ? describe : describe.skip)(`s3, signatures checked${absent === null ? "" : `: ${absent}`}`, () => {
  let server: Running;
  let generated: FreshClient;
  // biome-ignore lint/suspicious/noExplicitAny: generated while the test runs
  let api: any;
  beforeAll(async () => {
    server = await startLive(s3);
    generated = await freshClient({
      sources: ["test/live/s3-openapi.yaml"],
      name: "s3",
      config: {
        errors: { code: ["/Code"], message: ["/Message"], requestId: ["/RequestId"] },
        operations: {
          ListObjectsV2: { pages: { style: "cursor", items: "/Contents", cursor: "continuation-token", next: "/NextContinuationToken", more: "/IsTruncated" } },
        },
      },
    });
    api = connect();
    await api.general.createBucket({ bucket: "live-test" });
  });
  afterAll(async () => {
    generated?.remove();
    await server?.stop();
  });
  const connect = (keys = s3Keys, more = {}) => generated.exports.createS3({ baseUrl: server.url, auth: sigV4({ ...at, keys }), ...more });

  it("keeps objects whose keys hold spaces, plus signs, slashes, unicode and percent signs", async () => {
    for (const key of keysOfFirstPage) await api.general.putObject({ bucket: "live-test", key, body: `this is ${key}` });
    const listed = await api.general.listObjectsV2({ bucket: "live-test" }).all();
    expect(listed.map(({ Key }: { Key: string }) => Key)).toEqual(keysOfFirstPage);
    for (const key of keysOfFirstPage) expect(await text(api.general.getObject({ bucket: "live-test", key }))).toBe(`this is ${key}`);
  });

  it("a key that looks like it was encoded is not decoded", async () => {
    await api.general.putObject({ bucket: "live-test", key: "100%25 done/%2F.txt", body: "as written" });
    const [found] = await api.general.listObjectsV2({ bucket: "live-test", prefix: "100%" }).all();
    expect(found.Key).toBe("100%25 done/%2F.txt");
    await api.general.deleteObject({ bucket: "live-test", key: found.Key });
  });

  it.each(["fetch", "undici"])("sends bytes, blobs and streams over %s; what came back is what went", async (network) => {
    const { general } = connect(s3Keys, network === "undici" ? { send: undiciSend() } : {});
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
    const forms = { bytes, blob: new Blob([bytes], { type: "image/png" }), stream: new Blob([bytes]).stream() };
    for (const [name, body] of Object.entries(forms)) {
      await general.putObject({ bucket: "live-test", key: `forms/${name}`, body, "x-amz-meta-note": "a  b" });
      const back = await general.getObject({ bucket: "live-test", key: `forms/${name}` });
      expect(Buffer.compare(Buffer.from(await back.arrayBuffer()), bytes)).toBe(0);
      if (name === "blob") expect(back.type).toBe("image/png");
      await general.deleteObject({ bucket: "live-test", key: `forms/${name}` });
    }
  });

  it("an unsigned body and a part of an object", async () => {
    const { general } = generated.exports.createS3({ baseUrl: server.url, auth: sigV4({ ...at, keys: () => s3Keys, unsignedPayload: true }) });
    await general.putObject({ bucket: "live-test", key: "unsigned", body: new Uint8Array([1, 2, 3, 4]) });
    const part = await general.getObject({ bucket: "live-test", key: "unsigned", range: "bytes=1-2" });
    expect([...new Uint8Array(await part.arrayBuffer())]).toEqual([2, 3]);
    await general.deleteObject({ bucket: "live-test", key: "unsigned" });
  });

  it("pages by the token in the XML; another process goes on after the second page", async () => {
    const list = api.general.listObjectsV2({ bucket: "live-test", "max-keys": 2 });
    const seen: string[] = [];
    let resume: string | null = null;
    for await (const page of list.pages()) {
      seen.push(...page.items.map(({ Key }: { Key: string }) => Key));
      resume = page.resume;
      if (seen.length >= 4) break;
    }
    const rest = await inOtherProcess(
      `import { resumePages, sigV4 } from "./runtime/index.js";
       import { createS3Client, listObjectsV2 } from ${JSON.stringify(`${generated.folder}/index.ts`)};
       const client = createS3Client({ baseUrl: input.url, auth: sigV4(input.sign) });
       output(await resumePages(client, listObjectsV2, input.resume).all());`,
      { url: server.url, sign: { ...at, keys: s3Keys }, resume },
    );
    expect([...seen, ...(rest as { Key: string }[]).map(({ Key }) => Key)]).toEqual(keysOfFirstPage);
  });

  it("reads numbers, booleans, dates and lists of one out of XML", async () => {
    const page = await api.general.listObjectsV2({ bucket: "live-test", delimiter: "/", prefix: "a b/" });
    expect(page).toMatchObject({ Name: "live-test", KeyCount: 1, IsTruncated: false, CommonPrefixes: [] });
    expect(page.Contents).toEqual([expect.objectContaining({ Key: "a b/c+d&e=f.txt", Size: "this is a b/c+d&e=f.txt".length })]);
    expect(new Date(page.Contents[0].LastModified).getFullYear()).toBeGreaterThan(2000);
  });

  it("writes XML: several objects go at once", async () => {
    const keys = ["gone/<1>.txt", "gone/&2.txt"];
    for (const key of keys) await api.general.putObject({ bucket: "live-test", key, body: "x" });
    const list = { Object: keys.map((Key) => ({ Key })) };
    const digest = (body: string): string => createHash("md5").update(body).digest("base64");
    const wanted = `<?xml version="1.0" encoding="UTF-8"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Object><Key>gone/&lt;1&gt;.txt</Key></Object><Object><Key>gone/&amp;2.txt</Key></Object></Delete>`;
    const { Deleted } = await api.general.deleteObjects({ bucket: "live-test", "Content-MD5": digest(wanted), body: list });
    expect(new Set(Deleted.map(({ Key }: { Key: string }) => Key))).toEqual(new Set(keys));
  });

  it("a wrong secret is a ForbiddenError that says so in the server's words, sent once", async () => {
    const stranger = connect({ ...s3Keys, secretAccessKey: "wrong" });
    const refused = await stranger.general
      .listObjectsV2({ bucket: "live-test" })
      .data()
      .catch((caught: unknown) => caught);
    expect(refused).toBeInstanceOf(ForbiddenError);
    expect(refused).toMatchObject({
      status: 403,
      code: "SignatureDoesNotMatch",
      attempts: 1,
      operation: "listObjectsV2",
      body: { Code: "SignatureDoesNotMatch" },
    });
    expect(refused.message).toBe(`listObjectsV2 answered 403: ${refused.body.Message}`);
    expect(refused.requestId).toBe(refused.body.RequestId);
    const nobody = await connect({ ...s3Keys, accessKeyId: "test:nobody" })
      .general.getObject({ bucket: "live-test", key: "x" })
      .settle();
    expect(nobody).toMatchObject({ ok: false, status: "default", cause: { status: 403 }, error: { Code: "SignatureDoesNotMatch" } });
  });

  it("what is not there is a NotFoundError", async () => {
    const error = await api.general.getObject({ bucket: "live-test", key: "nowhere" }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ code: "NoSuchKey", body: { Key: "nowhere" } });
    await expect(api.general.headObject({ bucket: "live-test", key: "nowhere" })).rejects.toMatchObject({ status: 404 });
  });

  it("a presigned address serves without keys, until somebody changes it", async () => {
    const url = await presignSigV4({ ...at, keys: s3Keys, url: `${server.url}/live-test/a%20b/c%2Bd%26e%3Df.txt` });
    const [right, changed] = await Promise.all([fetch(url), fetch(url.replace("c%2Bd", "c%2Bx"))]);
    expect([right.status, await right.text(), changed.status]).toEqual([200, "this is a b/c+d&e=f.txt", 403]);
  });
});
