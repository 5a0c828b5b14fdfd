import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, afterEach, describe, expect, it } from "@jest/globals";
import { DEFAULT_LIMITS } from "../../../generator/load/options.js";
import { download, type RemoteRules } from "../../../generator/load/remote.js";
import { closeServers, type Handler, startServer, startTcpServer } from "../../support/server.js";
import { loaded, loadedFiles, removeFolders } from "./folder.js";

afterEach(closeServers);
afterAll(removeFolders);

const rules: RemoteRules = {
  named: [],
  inside: [],
  headersFor: null,
  headers: {},
  allowOthers: true,
  allowPrivate: true,
  limits: { ...DEFAULT_LIMITS, timeout: 2_000 },
};
const textAt = async (url: string, changed: Partial<RemoteRules> = {}): Promise<string> => (await download(url, { ...rules, ...changed })).bytes.toString();
const yaml = (ref: string): string => `openapi: 3.0.0\ncomponents: {schemas: {A: {$ref: ${JSON.stringify(ref)}}}}`;

/** Serves texts by path; a value that begins with `->` redirects. */
const serving = (pages: Readonly<Record<string, string>>): Handler => {
  return (request, response) => {
    const page = pages[request.path];
    if (page?.startsWith("->")) response.writeHead(302, { location: page.slice(2) }).end();
    else if (page === undefined) response.writeHead(404).end();
    else response.end(page);
  };
};

describe("a download", () => {
  it.each([
    { encoding: "gzip", encode: gzipSync },
    { encoding: "deflate", encode: deflateSync },
    { encoding: "br", encode: brotliCompressSync },
    { encoding: "identity", encode: (bytes: Buffer): Buffer => bytes },
  ])("decodes $encoding", async ({ encoding, encode }) => {
    const server = await startServer((_, response) => void response.writeHead(200, { "content-encoding": encoding }).end(encode(Buffer.from("text"))));
    expect(await textAt(`${server.url}/a`)).toBe("text");
  });

  it("that unpacks to more than the limit is refused", async () => {
    const server = await startServer((_, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(1_000_000))));
    const limits = { ...rules.limits, fileBytes: 10_000 };
    await expect(download(server.url, { ...rules, limits })).rejects.toMatchObject({ code: "input-too-large" });
  });

  it("with a broken encoding is refused", async () => {
    const server = await startServer((_, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end("not gzip"));
    await expect(download(server.url, rules)).rejects.toMatchObject({ code: "fetch-failed" });
  });

  it("that ends too early is refused", async () => {
    const server = await startTcpServer((socket) => void socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf"));
    await expect(download(server.url, rules)).rejects.toMatchObject({ code: "fetch-failed" });
  });

  it("that gets no answer is refused in time", async () => {
    const server = await startTcpServer(() => undefined);
    await expect(download(server.url, { ...rules, limits: { ...rules.limits, timeout: 50 } })).rejects.toThrow("no answer in time");
  });

  it.each([
    { status: 404, remedy: "Check the URL." },
    { status: 401, remedy: "Give the headers that this URL wants (--header 'Authorization: Bearer ...')." },
    { status: 403, remedy: "Give the headers that this URL wants (--header 'Authorization: Bearer ...')." },
    { status: 204, remedy: "Check the URL." },
  ])("answered $status is refused", async ({ status, remedy }) => {
    const server = await startServer((_, response) => void response.writeHead(status).end());
    await expect(download(server.url, rules)).rejects.toMatchObject({ code: "fetch-failed", remedy, message: expect.stringContaining(String(status)) });
  });

  it("follows redirects, but not for ever, and only to http", async () => {
    const server = await startServer(serving({ "/a": "->/b", "/b": "text", "/loop": "->/loop", "/file": "->file:///etc/hosts", "/bad": "->http://[" }));
    expect(await textAt(`${server.url}/a`)).toBe("text");
    await expect(download(`${server.url}/loop`, rules)).rejects.toThrow("redirects more than 5 times");
    await expect(download(`${server.url}/file`, rules)).rejects.toThrow("which is no http(s) URL");
    await expect(download(`${server.url}/bad`, rules)).rejects.toThrow("which is no http(s) URL");
  });

  it("sends its headers to their origin only, also after a redirect", async () => {
    const other = await startServer(serving({ "/x": "text" }));
    const own = await startServer(serving({ "/a": "->/b", "/b": `->${other.url}/x` }));
    await download(`${own.url}/a`, { ...rules, headersFor: own.url, headers: { authorization: "Bearer secret" } });
    expect(own.requests.map((request) => request.headers.authorization)).toEqual(["Bearer secret", "Bearer secret"]);
    expect(other.requests.map((request) => request.headers.authorization)).toEqual([undefined]);
  });

  it.each([
    "http://127.0.0.1:1/",
    "http://localhost:1/",
    "http://[::1]:1/",
    "http://2130706433:1/",
    "http://0x7f.1:1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::ffff:127.0.0.1]:1/",
    "http://[::127.0.0.1]:1/",
    "http://[::ffff:0:127.0.0.1]:1/",
    "http://192.88.99.1/",
  ])("from %s is refused before anything is sent", async (url) => {
    await expect(download(url, { ...rules, allowPrivate: false })).rejects.toMatchObject({ code: "ref-internal-address" });
  });

  it("that is redirected to another host is refused where only named hosts may be called", async () => {
    const other = await startServer(serving({ "/x": "text" }));
    const own = await startServer(serving({ "/a": "->/b", "/b": "text", "/out": `->${other.url}/x` }));
    const only = { named: [own.url], inside: [own.url], allowPrivate: false, allowOthers: false };
    expect(await textAt(`${own.url}/a`, only)).toBe("text");
    await expect(textAt(`${own.url}/out`, only)).rejects.toMatchObject({ code: "ref-remote" });
    expect(other.requests).toEqual([]);
  });

  it("never shows the password of its URL", async () => {
    const server = await startServer(serving({ "/loop": "->/loop" }));
    for (const path of ["/none", "/loop", "/\u0000"]) {
      const url = `${server.url.replace("://", "://me:hush@")}${path}`;
      const error = await download(url, rules).catch((caught: unknown) => caught);
      expect(String(error)).toContain(server.url);
      expect(String(error)).not.toContain("hush");
    }
  });

  it("says to name the host itself when headers did not go along with a redirect", async () => {
    const other = await startServer((_, response) => void response.writeHead(401).end());
    const own = await startServer(serving({ "/a": `->${other.url}/x` }));
    await expect(textAt(`${own.url}/a`, { headersFor: own.url, headers: { "x-key": "k" } })).rejects.toMatchObject({
      remedy: `Headers go to the host that was named only: name ${other.url} itself if it may see them.`,
    });
  });

  it("from a name that doesn't resolve is refused", async () => {
    await expect(download("http://does-not-exist.invalid/", { ...rules, allowPrivate: false })).rejects.toMatchObject({ code: "fetch-failed" });
  });

  it("over https from what speaks none is refused", async () => {
    const server = await startServer(serving({}));
    await expect(download(server.url.replace("http:", "https:"), rules)).rejects.toMatchObject({ code: "fetch-failed" });
  });
});

describe("a document from a URL", () => {
  it("brings in what it refers to on its own host, with the headers", async () => {
    const server = await startServer(serving({ "/v1/openapi.yaml": yaml("models/a.json"), "/v1/models/a.json": '{"type": "object"}' }));
    const { document, codes } = await loaded(`${server.url}/v1/openapi.yaml`, { headers: { "x-key": "k" } });
    expect(codes).toEqual([]);
    expect([...(document?.files.values() ?? [])].map((file) => file.name)).toEqual(["openapi.yaml", "models/a.json"]);
    expect(server.requests.map((request) => request.headers["x-key"])).toEqual(["k", "k"]);
    expect(document?.source).toBe(`${server.url}/v1/openapi.yaml`);
  });

  it("may not refer to local files", async () => {
    const server = await startServer(serving({ "/openapi.yaml": yaml("file:///etc/hosts") }));
    const { document, codes } = await loaded(`${server.url}/openapi.yaml`);
    expect(codes).toEqual(["ref-outside"]);
    expect(document?.files.size).toBe(1);
  });

  it("that can't be fetched is reported", async () => {
    const server = await startServer(serving({}));
    const { document, diagnostics } = await loaded(`${server.url}/openapi.yaml`);
    expect(document).toBeNull();
    expect(diagnostics).toEqual([expect.objectContaining({ code: "fetch-failed", at: `${server.url}/openapi.yaml` })]);
  });

  it("that was redirected is relative to where it was found", async () => {
    const server = await startServer(
      serving({ "/openapi": "->/v2/openapi.yaml", "/v2/openapi.yaml": yaml("models/a.json"), "/v2/models/a.json": '{"type": "object"}' }),
    );
    const { document, codes } = await loaded(`${server.url}/openapi`);
    expect(codes).toEqual([]);
    expect([...(document?.files.values() ?? [])].map((file) => file.name)).toEqual(["openapi.yaml", "models/a.json"]);
  });

  it("may not be redirected to another host where remote references are switched off", async () => {
    const other = await startServer(serving({ "/x": yaml("#/components") }));
    const own = await startServer(serving({ "/openapi.yaml": `->${other.url}/x` }));
    const { document, codes } = await loaded(`${own.url}/openapi.yaml`, { allowRemote: false, allowPrivate: true });
    expect([document, codes]).toEqual([null, ["ref-remote"]]);
    expect(other.requests).toEqual([]);
  });

  it("whose URL has a key or a password keeps both out of names and messages", async () => {
    const server = await startServer(serving({ "/openapi.yaml?key=hush": yaml("#/nowhere") }));
    const { document, diagnostics } = await loaded(`${server.url.replace("://", "://me:hush@")}/openapi.yaml?key=hush`);
    expect([...(document?.files.values() ?? [])].map((file) => file.name)).toEqual(["openapi.yaml"]);
    expect(JSON.stringify(diagnostics)).not.toContain("hush");
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from("me:hush").toString("base64")}`);
  });

  it("can have an overlay from a URL", async () => {
    const server = await startServer(
      serving({ "/openapi.yaml": yaml("#/components"), "/overlay.json": '{"overlay": "1.0.0", "actions": [{"target": "$", "update": {"x-a": 1}}]}' }),
    );
    const { document } = await loaded(`${server.url}/openapi.yaml`, { overlays: [`${server.url}/overlay.json`], headers: { "x-key": "k" } });
    expect(document?.root).toMatchObject({ "x-a": 1 });
  });
});

describe("a reference to a URL", () => {
  it("to an internal address is refused, and read when that is allowed", async () => {
    const server = await startServer(serving({ "/a.yaml": "type: string" }));
    const refused = await loadedFiles({ "openapi.yaml": yaml(`${server.url}/a.yaml`) });
    expect(refused.diagnostics).toEqual([
      expect.objectContaining({ code: "ref-internal-address", severity: "error", at: "openapi.yaml#/components/schemas/A", line: 2 }),
    ]);
    expect(server.requests).toEqual([]);
    const allowed = await loadedFiles({ "openapi.yaml": yaml(`${server.url}/a.yaml`) }, { allowPrivate: true, headers: { "x-key": "k" } });
    expect(allowed.codes).toEqual([]);
    expect([...(allowed.document?.files.values() ?? [])][1]).toMatchObject({ name: `${server.url}/a.yaml`, root: { type: "string" } });
    expect(server.requests[0]?.headers["x-key"]).toBeUndefined();
  });

  it("is refused when it leaves the entry document's own internal host for another", async () => {
    const inner = await startServer(serving({ "/secret": "type: string" }));
    const own = await startServer(serving({ "/openapi.yaml": yaml("/redirect"), "/redirect": `->${inner.url}/secret` }));
    const { codes } = await loaded(`${own.url}/openapi.yaml`);
    expect(codes).toEqual(["ref-internal-address"]);
    expect(inner.requests).toEqual([]);
  });

  it("is refused when remote references are switched off", async () => {
    const { codes } = await loadedFiles({ "openapi.yaml": yaml("https://a.example/b.yaml") }, { allowRemote: false });
    expect(codes).toEqual(["ref-remote"]);
  });

  it("that fails leaves a warning and is asked for once", async () => {
    const server = await startServer(serving({}));
    const { diagnostics } = await loadedFiles(
      { "openapi.yaml": `openapi: 3.0.0\nx: {$ref: '${server.url}/b.yaml#/a'}\ny: {$ref: '${server.url}/b.yaml#/c'}` },
      { allowPrivate: true },
    );
    expect(diagnostics.map((each) => `${each.severity} ${each.code} ${each.at}`)).toEqual([
      "warning ref-unreachable openapi.yaml#/x",
      "warning ref-unreachable openapi.yaml#/y",
    ]);
    expect(server.requests).toHaveLength(1);
  });

  it("without a file extension is parsed", async () => {
    const server = await startServer(serving({ "/schemas/a": "type: string" }));
    const { document } = await loadedFiles({ "openapi.yaml": yaml(`${server.url}/schemas/a`) }, { allowPrivate: true });
    expect([...(document?.files.values() ?? [])][1]?.root).toEqual({ type: "string" });
  });
});
