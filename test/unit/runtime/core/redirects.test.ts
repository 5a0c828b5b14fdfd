import { describe, expect, it } from "@jest/globals";
import { call } from "../../../../runtime/core/start.js";
import { clientWith } from "../../../support/client.js";
import { wireReply } from "../../../support/send.js";

const operation = { id: "op", path: "/a" };

describe("the redirects layer", () => {
  it("leaves answers without an address alone", async () => {
    const { client, calls } = clientWith([{ status: 302 }]);
    await expect(call(client, operation)).rejects.toMatchObject({ kind: "api", status: 302 });
    expect(calls).toHaveLength(1);
  });

  it("fails where the platform does not show the address", async () => {
    const send = async () => ({ ...wireReply(), status: 0 });
    await expect(call(clientWith([], { send }).client, operation)).rejects.toMatchObject({ kind: "connection", remedy: expect.stringContaining("address") });
  });

  it("does not send a stream twice", async () => {
    const { client } = clientWith([{ status: 307, headers: { location: "/b" } }]);
    const upload = {
      id: "up",
      method: "PUT",
      path: "/a",
      in: { body: { kind: "bytes" as const, at: "file" } },
      use: [(await import("../../../../runtime/core/bodies.js")).bodies],
    };
    await expect(call(client, upload, { file: new Blob(["x"]).stream() })).rejects.toMatchObject({
      kind: "connection",
      message: expect.stringContaining("sent twice"),
    });
  });

  it("keeps keys that the caller put among the headers at home", async () => {
    const { client, calls } = clientWith([{ status: 302, headers: { location: "https://elsewhere.invalid/b" } }, {}], {
      headers: { "X-Api-Key": "k", "x-tenant": "acme" },
    });
    await call(client, operation);
    // Named as secret, so that the network layer leaves the redirect to this one.
    expect(calls[0]).toMatchObject({ headers: { "x-api-key": "k" }, secrets: ["x-api-key"] });
    expect(calls[1]?.headers["x-api-key"]).toBeUndefined();
    expect(calls[1]?.headers["x-tenant"]).toBe("acme");
  });

  it("follows to addresses of the web only", async () => {
    const { client, calls } = clientWith([{ status: 302, headers: { location: "data:application/json,{}" } }, {}]);
    await expect(call(client, operation)).rejects.toMatchObject({ kind: "connection", message: expect.stringContaining("data:") });
    expect(calls).toHaveLength(1);
  });

  it("drops what describes the body when a POST becomes a GET", async () => {
    const { client, calls } = clientWith([{ status: 303, headers: { location: "/b" } }, {}]);
    await call(client, { ...operation, method: "POST", in: { body: "json" } }, { a: 1 });
    expect(calls[1]).toMatchObject({ method: "GET", url: "http://test.invalid/b", body: null });
    expect(calls[1]?.headers["content-type"]).toBeUndefined();
  });
});
