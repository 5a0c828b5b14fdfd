import { describe, expect, it } from "@jest/globals";
import { request } from "../../../../runtime/core/request.js";
import { clientWith } from "../../../support/client.js";

describe("request", () => {
  it.each([
    { given: { a: [1] }, body: '{"a":[1]}', type: "application/json" },
    { given: [1, 2], body: "[1,2]", type: "application/json" },
    { given: false, body: "false", type: "application/json" },
    { given: "plain", body: "plain", type: undefined },
    { given: undefined, body: null, type: undefined },
  ])("sends $given", async ({ given, body, type }) => {
    const { client, calls } = clientWith([{ body: { ok: true } }]);
    expect(await request(client, "post", "/any/thing?x=1", { body: given })).toEqual({ ok: true });
    expect(calls[0]).toMatchObject({ method: "POST", url: "http://test.invalid/any/thing?x=1", body });
    expect(calls[0]?.headers["content-type"]).toBe(type);
  });

  it("sends forms and bytes as they are, under the type that was given", async () => {
    const form = new FormData();
    const bytes = new Uint8Array([1]);
    const { client, calls } = clientWith([{}]);
    await request(client, "PUT", "/a", { body: form });
    await request(client, "PUT", "/a", { body: bytes, contentType: "image/png" });
    expect(calls[0]?.body).toBe(form);
    expect(calls[1]?.body).toBe(bytes);
    expect(calls[1]?.headers["content-type"]).toBe("image/png");
  });

  it("takes whole addresses, and braces as they are", async () => {
    const { client, calls } = clientWith([{}]);
    await request(client, "GET", "https://files.test/a/{b}", { query: { c: 1 } });
    expect(calls[0]?.url).toBe("https://files.test/a/%7Bb%7D?c=1");
  });

  it("passes on how the reply is read and what may be repeated", async () => {
    const { client, calls } = clientWith([{ body: "1", headers: { "content-type": "text/plain" } }]);
    expect(await request(client, "POST", "/a", { out: "text", repeat: "idempotent", auth: [] })).toBe("1");
    expect(calls[0]?.operation).toMatchObject({ id: "POST /a", repeat: "idempotent", auth: [] });
  });
});
