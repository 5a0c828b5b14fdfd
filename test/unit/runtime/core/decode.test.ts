import { describe, expect, it } from "@jest/globals";
import type { ApiDefinition } from "../../../../runtime/core/api-definition.js";
import type { Codec } from "../../../../runtime/core/codec.js";
import { envelopes } from "../../../../runtime/core/envelopes.js";
import type { Operation } from "../../../../runtime/core/operation.js";
import { call } from "../../../../runtime/core/start.js";
import { clientWith, testApi } from "../../../support/client.js";
import type { LiteralReply } from "../../../support/send.js";

const read = async (reply: LiteralReply, operation: Partial<Operation> = {}, api: ApiDefinition = testApi): Promise<unknown> =>
  call(clientWith([reply], {}, api).client, { id: "op", path: "/", ...operation });

const typed = (type: string, body: string | Uint8Array): LiteralReply => ({ headers: { "content-type": type }, body });

describe("a success body", () => {
  const table: { given: string; reply: LiteralReply; operation?: Partial<Operation>; want: unknown }[] = [
    { given: "JSON", reply: typed("application/json; charset=utf-8", '{"a":1}'), want: { a: 1 } },
    { given: "+json", reply: typed("application/problem+json", "[1]"), want: [1] },
    { given: "JSON under a wrong name", reply: typed("text/plain", '{"a":1}'), want: { a: 1 } },
    { given: "text", reply: typed("text/plain", "hello"), want: "hello" },
    { given: "CSV", reply: typed("text/csv", "a,b"), want: "a,b" },
    { given: "text that was promised", reply: typed("text/html", "<p>"), operation: { out: "text" }, want: "<p>" },
    { given: "text that looks like JSON", reply: typed("text/plain", "1"), operation: { out: "text" }, want: "1" },
    { given: "nothing", reply: { status: 204 }, want: undefined },
    { given: "nothing with 200", reply: typed("application/json", ""), want: undefined },
    { given: "nothing promised", reply: typed("text/plain", "ok"), operation: { out: "none" }, want: undefined },
    { given: "HEAD", reply: { status: 200 }, operation: { method: "HEAD" }, want: undefined },
    { given: "bytes", reply: typed("application/zip", new Uint8Array([1, 2])), operation: { out: "bytes" }, want: new Uint8Array([1, 2]) },
    { given: "a place inside", reply: { body: { response_data: { a: 1 } } }, operation: { unwrap: "/response_data" }, want: { a: 1 } },
  ];
  it.each(table)("$given", async ({ reply, operation, want }) => expect(await read(reply, operation)).toEqual(want));

  it("is a Blob for binary types", async () => {
    const blob = (await read(typed("image/png", new Uint8Array([1])))) as Blob;
    expect(await blob.arrayBuffer()).toEqual(new Uint8Array([1]).buffer);
  });

  it("is a stream where one is promised", async () => {
    expect(await new Response((await read(typed("text/plain", "abc"), { out: "stream" })) as ReadableStream).text()).toBe("abc");
  });

  it.each([
    { given: "a web page", reply: typed("text/html", "<html>") },
    { given: "broken JSON", reply: typed("application/json", "{") },
    { given: "XML without its codec", reply: typed("application/xml", "<a/>") },
    { given: "text instead of promised JSON", reply: typed("text/plain", "hello"), operation: { out: "json" as const } },
  ])("is a DecodeError when it is $given", async ({ reply, operation }) => {
    await expect(read(reply, operation)).rejects.toMatchObject({ kind: "decode", status: 200, text: reply.body });
  });

  it("is read by the codec of its kind", async () => {
    const xml: Codec = { replies: { xml: async (text) => ({ parsed: text }) } };
    expect(await read(typed("application/xml", "<a/>"), { use: [xml] })).toEqual({ parsed: "<a/>" });
    await expect(read({ status: 400, ...typed("text/xml", "<e/>") }, { use: [xml] })).rejects.toMatchObject({ body: { parsed: "<e/>" }, readable: true });
  });
});

describe("an error body", () => {
  it.each([
    { body: { code: "A", message: "m" }, code: "A", message: "m" },
    { body: { error: { code: "B", message: "n" } }, code: "B", message: "n" },
    { body: { error: "invalid_grant", error_description: "o" }, code: "invalid_grant", message: "o" },
    { body: { title: "Not good", detail: "p" }, code: null, message: "p" },
    { body: [1], code: null, message: null },
  ])("$body", async ({ body, code, message }) => {
    await expect(read({ status: 400, body })).rejects.toMatchObject({ code, message: `op answered 400${message === null ? "" : `: ${message}`}` });
  });

  it("is looked at where the API says", async () => {
    const api: ApiDefinition = { ...testApi, errors: { code: ["/e/c"], message: ["/e/m"], requestId: ["header:x-trace"] } };
    await expect(read({ status: 409, body: { code: "no", e: { c: 7, m: "yes" } }, headers: { "x-trace": "t" } }, {}, api)).rejects.toMatchObject({
      code: "7",
      message: "op answered 409: yes",
      requestId: "t",
    });
  });

  it("tells how long to wait", async () => {
    await expect(read({ status: 429, headers: { "retry-after": "3" } })).rejects.toMatchObject({ retryAfter: 3000 });
    await expect(read({ status: 429 })).rejects.toMatchObject({ retryAfter: null });
    const date = { date: "Sun, 06 Nov 1994 08:49:37 GMT", "retry-after": "Sun, 06 Nov 1994 08:49:47 GMT" };
    await expect(read({ status: 429, headers: date })).rejects.toMatchObject({ retryAfter: 10_000 });
    await expect(read({ status: 429, headers: { "retry-after-ms": "250" } })).rejects.toMatchObject({ retryAfter: 250 });
  });

  it("counts redirects that lead nowhere and 304 as failures", async () => {
    await expect(read({ status: 304 })).rejects.toMatchObject({ status: 304 });
  });
});

describe("an envelope", () => {
  const api: ApiDefinition = {
    ...testApi,
    envelopes: { v1: { when: "/status", is: ["Error"], code: "/errorCode", message: "/message", status: { EXISTS: 409 }, fallback: 422 } },
  };
  const operation: Partial<Operation> = { envelope: "v1", unwrap: "/data", use: [envelopes], errors: [409] };

  it("delivers what it holds", async () => {
    expect(await read({ body: { status: "Success", data: { a: 1 } } }, operation, api)).toEqual({ a: 1 });
  });

  it.each([
    { errorCode: "EXISTS", status: 409 },
    { errorCode: "OTHER", status: 422 },
  ])("$errorCode inside HTTP 200 is an error of status $status", async ({ errorCode, status }) => {
    const body = { status: "Error", errorCode, message: "no", data: null };
    await expect(read({ body }, operation, api)).rejects.toMatchObject({ kind: "api", status, code: errorCode, message: `op answered ${status}: no`, body });
  });

  it("settles by the status that it means", async () => {
    const { client } = clientWith([{ body: { status: "Error", errorCode: "EXISTS" } }], {}, api);
    expect(await call(client, { id: "op", path: "/", ...operation }).settle()).toMatchObject({ ok: false, status: 409, error: { errorCode: "EXISTS" } });
  });
});
