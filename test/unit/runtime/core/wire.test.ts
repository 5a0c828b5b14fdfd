import { describe, expect, it } from "@jest/globals";
import { plainClient } from "../../../../runtime/core/plain.js";
import { call } from "../../../../runtime/core/start.js";
import { toWireReply } from "../../../../runtime/core/wire.js";
import { closeServers, json, startServer } from "../../../support/server.js";

describe("toWireReply", () => {
  const response = () => new Response("abc", { status: 201, headers: { "x-a": "1" } });

  it("reads a Response every way", async () => {
    const reply = toWireReply(response());
    expect([reply.status, reply.headers.get("x-a"), reply.url]).toEqual([201, "1", ""]);
    expect(await reply.text()).toBe("abc");
    expect(await toWireReply(response()).bytes()).toEqual(new TextEncoder().encode("abc"));
    expect((await toWireReply(response()).blob()).size).toBe(3);
    expect(await new Response(toWireReply(response()).body).text()).toBe("abc");
    expect(await toWireReply(response()).toResponse().text()).toBe("abc");
  });

  it("lets go of a body, read or not", async () => {
    const unread = toWireReply(response());
    await unread.cancel();
    await expect(unread.text()).rejects.toThrow();
    const read = toWireReply(response());
    await read.text();
    await expect(read.cancel()).resolves.toBeUndefined();
    await expect(toWireReply(new Response(null)).cancel()).resolves.toBeUndefined();
  });
});

describe("plainSend", () => {
  it("is just fetch", async () => {
    const server = await startServer((request, response) => json(response, 200, { method: request.method, body: request.text }));
    const client = plainClient({ baseUrl: server.url });
    expect(await call(client, { id: "op", method: "POST", path: "/a", in: { body: "json" } }, { a: 1 })).toEqual({ method: "POST", body: '{"a":1}' });
    await expect(call(client, { id: "op", path: "/a" }, {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: expect.stringMatching(/Error$/) });
    await closeServers();
  });
});
