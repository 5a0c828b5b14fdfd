import { Readable } from "node:stream";
import { gunzipSync, inflateSync } from "node:zlib";
import { afterEach, describe, expect, it } from "@jest/globals";
import { bodies, type Codec, call, compress, type FileInput, multipart, type Operation } from "../../../runtime/index.js";
import { clientOf } from "../../support/client.js";
import { closeServers, json, type Received, startServer } from "../../support/server.js";

const operation = (body: NonNullable<Operation["in"]>["body"], ...use: Codec[]): Operation => ({
  id: "send",
  method: "POST",
  path: "/send",
  in: body === undefined ? {} : { body },
  use,
});

afterEach(closeServers);

const sink = () => startServer((_, response) => json(response, 200, {}));
const send = async (body: NonNullable<Operation["in"]>["body"], use: Codec[], input: object, options = {}) => {
  const server = await sink();
  await call(clientOf(server.url), operation(body, ...use), input, options);
  const [request] = server.requests;
  if (!request) throw new Error("nothing was sent");
  return request;
};
/** Multipart text with its boundary made readable. */
const readable = ({ text, headers }: Received): string => text.replaceAll(headers["content-type"]?.split("boundary=")[1] ?? "?", "B").replaceAll("\r\n", "\n");

describe("a form", () => {
  it.each([
    { given: { a: "x y", b: [1, 2], c: null }, want: "a=x%20y&b=1&b=2" },
    { given: { card: { number: "1", months: [1, 2] } }, want: "card[number]=1&card[months][0]=1&card[months][1]=2" },
  ])("$given goes out as $want", async ({ given, want }) => {
    const request = await send("form", [bodies], given);
    expect(request.text).toBe(want);
    expect(request.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  });

  it("follows the encoding of single fields", async () => {
    const body = { kind: "form" as const, parts: { ids: { style: "form" as const, explode: false }, meta: { type: "application/json" } } };
    expect((await send(body, [bodies], { ids: [1, 2], meta: { a: 1 } })).text).toBe("ids=1,2&meta=%7B%22a%22%3A1%7D");
  });
});

describe("text and bytes", () => {
  it("text goes out as it is", async () => {
    const request = await send({ kind: "text", at: "body" }, [bodies], { body: "héllo" });
    expect(request.text).toBe("héllo");
    expect(request.headers["content-type"]).toBe("text/plain;charset=UTF-8");
  });

  const bytes = new TextEncoder().encode("12345");
  const kinds: { name: string; file: FileInput; type: string; length: string | undefined }[] = [
    { name: "bytes", file: bytes, type: "application/octet-stream", length: "5" },
    { name: "an ArrayBuffer", file: bytes.buffer, type: "application/octet-stream", length: "5" },
    { name: "a Blob with a type", file: new Blob(["12345"], { type: "image/png" }), type: "image/png", length: "5" },
    { name: "a named file", file: { data: bytes, name: "a.zip", type: "application/zip" }, type: "application/zip", length: "5" },
    { name: "a stream", file: new Blob(["12345"]).stream(), type: "application/octet-stream", length: undefined },
    { name: "a Node stream", file: Readable.from([Buffer.from("123"), Buffer.from("45")]), type: "application/octet-stream", length: undefined },
    { name: "text", file: "12345", type: "application/octet-stream", length: "5" },
  ];
  it.each(kinds)("a file may be $name", async ({ file, type, length }) => {
    const request = await send({ kind: "bytes", at: "file" }, [bodies], { file });
    expect(request.text).toBe("12345");
    expect(request.headers["content-type"]).toBe(type);
    expect(request.headers["content-length"]).toBe(length);
  });
});

describe("a multipart body", () => {
  it("has a part per field, files with their names and types", async () => {
    const request = await send({ kind: "multipart", parts: { meta: { type: "application/json" } } }, [multipart], {
      title: 'a "quoted" title',
      tags: ["x", "y"],
      meta: { a: [1] },
      when: new Date(0),
      file: new File(["content"], 'my "file".txt', { type: "text/plain" }),
      raw: { data: new Uint8Array([65, 66]), name: "raw.bin" },
      none: undefined,
    });
    expect(request.headers["content-length"]).toBe(String(request.body.length));
    expect(readable(request)).toBe(
      [
        '--B\nContent-Disposition: form-data; name="title"\n\na "quoted" title',
        '--B\nContent-Disposition: form-data; name="tags"\n\nx',
        '--B\nContent-Disposition: form-data; name="tags"\n\ny',
        '--B\nContent-Disposition: form-data; name="meta"\nContent-Type: application/json\n\n{"a":[1]}',
        '--B\nContent-Disposition: form-data; name="when"\n\n1970-01-01T00:00:00.000Z',
        '--B\nContent-Disposition: form-data; name="file"; filename="my %22file%22.txt"\nContent-Type: text/plain\n\ncontent',
        '--B\nContent-Disposition: form-data; name="raw"; filename="raw.bin"\nContent-Type: application/octet-stream\n\nAB',
        "--B--\n",
      ].join("\n"),
    );
  });

  it("has the headers that its parts always have, and those that a file brings", async () => {
    const request = await send(
      { kind: "multipart", parts: { meta: { type: "application/json", headers: { "X-Kind": "meta" } }, file: { headers: { "X-Kind": "file" } } } },
      [multipart],
      {
        meta: { a: 1 },
        file: { data: new Blob(["x"]), name: "x.bin", headers: { "X-Checksum": "abc\r\nX-Evil: 1" } },
      },
    );
    expect(readable(request)).toBe(
      [
        '--B\nContent-Disposition: form-data; name="meta"\nContent-Type: application/json\nX-Kind: meta\n\n{"a":1}',
        '--B\nContent-Disposition: form-data; name="file"; filename="x.bin"\nContent-Type: application/octet-stream\nX-Kind: file\nX-Checksum: abcX-Evil: 1\n\nx',
        "--B--\n",
      ].join("\n"),
    );
  });

  it("takes name and type that a wrapped file has itself; those beside it win", async () => {
    const scan = new File(["x"], "scan.png", { type: "image/png" });
    const request = await send("multipart", [multipart], { file: { data: scan, headers: { "X-Page": "1" } }, copy: { data: scan, name: "copy.png" } });
    expect(readable(request)).toBe(
      [
        '--B\nContent-Disposition: form-data; name="file"; filename="scan.png"\nContent-Type: image/png\nX-Page: 1\n\nx',
        '--B\nContent-Disposition: form-data; name="copy"; filename="copy.png"\nContent-Type: image/png\n\nx',
        "--B--\n",
      ].join("\n"),
    );
  });

  it("of a list has parts without names, encoded by their place", async () => {
    const body = { kind: "multipart", type: "multipart/mixed", at: "body", prefix: [{ type: "application/json" }], items: { type: "image/png" } } as const;
    const request = await send(body, [multipart], { body: [{ a: 1 }, Uint8Array.of(65), new File(["B"], "b.png"), ["C"]] });
    expect(request.headers["content-type"]).toMatch(/^multipart\/mixed; boundary=/);
    expect(readable(request)).toBe(
      [
        '--B\nContent-Type: application/json\n\n{"a":1}',
        "--B\nContent-Type: image/png\n\nA",
        '--B\nContent-Disposition: attachment; filename="b.png"\nContent-Type: image/png\n\nB',
        '--B\nContent-Type: image/png\n\n["C"]',
        "--B--\n",
      ].join("\n"),
    );
  });

  it("streams files that are streams", async () => {
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("one");
      yield Buffer.from("two");
    }
    const request = await send("multipart", [multipart], { a: 1, file: { data: slow(), name: "s.txt", type: "text/plain" } });
    expect(request.headers["transfer-encoding"]).toBe("chunked");
    expect(readable(request)).toContain('name="file"; filename="s.txt"\nContent-Type: text/plain\n\nonetwo\n--B--');
  });

  it("fails when a streamed file fails", async () => {
    const server = await sink();
    const broken = new ReadableStream<Uint8Array>({
      pull: () => {
        throw new Error("disk gone");
      },
    });
    await expect(call(clientOf(server.url), operation("multipart", multipart), { file: broken })).rejects.toMatchObject({
      kind: "input",
      message: "The body could not be read to its end: disk gone",
    });
  });

  it("can't be made to break out of a part's head", async () => {
    const request = await send("multipart", [multipart], { 'a"\r\nX-Evil: 1': "v", file: { data: "x", name: 'n"\r\nX: 1', type: "text/plain\r\nX: 2" } });
    expect(readable(request)).not.toMatch(/^X/m);
  });
});

describe("compression", () => {
  it.each([
    { encoding: "gzip" as const, unpack: gunzipSync },
    { encoding: "deflate" as const, unpack: inflateSync },
  ])("$encoding packs the body and keeps its length", async ({ encoding, unpack }) => {
    const request = await send({ kind: "json", encoding }, [compress], { a: "x".repeat(1000) });
    expect(request.headers["content-encoding"]).toBe(encoding);
    expect(request.headers["content-length"]).toBe(String(request.body.length));
    expect(unpack(request.body).toString()).toBe(`{"a":"${"x".repeat(1000)}"}`);
  });

  it("packs streams as they go", async () => {
    const request = await send({ kind: "bytes", at: "file", encoding: "gzip" }, [compress], { file: new Blob(["streamed"]).stream() });
    expect(gunzipSync(request.body).toString()).toBe("streamed");
  });
});

describe("several bodies", () => {
  const several: NonNullable<Operation["in"]>["body"] = [{ kind: "json" }, { kind: "text", type: "text/csv", at: "csv" }];
  it.each([
    { given: { a: 1 }, type: "application/json", text: '{"a":1}' },
    { given: { contentType: "text/csv", csv: "a,b" }, type: "text/csv", text: "a,b" },
  ])("are chosen by contentType: $type", async ({ given, type, text }) => {
    const request = await send(several, [bodies], given);
    expect(request.headers["content-type"]).toBe(type);
    expect(request.text).toBe(text);
  });
});

describe("lifted, renamed and optional fields", () => {
  it("go to their places", async () => {
    const body = { kind: "json" as const, lift: { inputs: "/request_data/inputs", page: "/request_data/page" }, rename: { nameBody: "name" } };
    expect((await send(body, [bodies], { inputs: { a: 1 }, page: 2, nameBody: "n", other: true })).text).toBe(
      '{"name":"n","other":true,"request_data":{"inputs":{"a":1},"page":2}}',
    );
  });

  it("an optional body of which nothing is given is not sent", async () => {
    const request = await send({ kind: "json", optional: true, rename: { a: "b" } }, [bodies], {});
    expect(request.text).toBe("");
    expect(request.headers["content-type"]).toBeUndefined();
  });
});

describe("progress", () => {
  it("is told for bodies of known length, which keep it", async () => {
    const seen: [number, number | null][] = [];
    const request = await send(
      { kind: "bytes", at: "file" },
      [bodies],
      { file: new Blob(["1234567890"]) },
      { onUpload: (sent: number, total: number | null) => seen.push([sent, total]) },
    );
    expect(seen.at(-1)).toEqual([10, 10]);
    expect(request.headers["content-length"]).toBe("10");
    expect(request.text).toBe("1234567890");
  });

  it("is told for downloads", async () => {
    const server = await startServer((_, response) => json(response, 200, { a: "x".repeat(100) }));
    const seen: [number, number | null][] = [];
    await call(clientOf(server.url), { id: "get", path: "/" }, {}, { onDownload: (received, total) => seen.push([received, total]) });
    expect(seen.at(-1)).toEqual([108, 108]);
  });
});
