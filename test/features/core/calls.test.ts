import { afterEach, describe, expect, it } from "@jest/globals";
import { call, type Operation, type Reply } from "../../../runtime/index.js";
import { clientOf } from "../../support/client.js";
import { closeServers, json, startServer } from "../../support/server.js";

interface Pet {
  readonly id: number;
  readonly name: string;
}
interface Problem {
  readonly code: string;
  readonly message: string;
}

const getPet: Operation = { id: "getPet", path: "/pets/{petId}", in: { query: ["fields"], header: ["X-Trace"] }, errors: [404, "5XX"] };
const addPet: Operation = { id: "addPet", method: "POST", path: "/pets", in: { body: "json" } };
const dropPet: Operation = { id: "dropPet", method: "DELETE", path: "/pets/{petId}" };

type GetPet = Reply<Pet, { 404: Problem; "5XX": Problem }>;

afterEach(closeServers);

const petServer = () =>
  startServer((request, response) => {
    if (request.path.startsWith("/pets/404")) return json(response, 404, { code: "NO_PET", message: "No such pet" }, { "x-request-id": "r-1" });
    if (request.path.startsWith("/pets/502")) {
      response.writeHead(502, { "content-type": "text/html" });
      return void response.end("<h1>Bad gateway</h1>");
    }
    if (request.method === "DELETE") {
      response.writeHead(204);
      return void response.end();
    }
    json(response, 200, { id: 1, name: "Rex" });
  });

describe("a call", () => {
  it("sends path, query, header and delivers the decoded body", async () => {
    const server = await petServer();
    const pet = await call<Pet>(clientOf(server.url), getPet, { petId: "a/b?c#d", fields: ["id", "name"], "X-Trace": "t1" });
    expect(pet).toEqual({ id: 1, name: "Rex" });
    expect(server.requests[0]).toMatchObject({ method: "GET", path: "/pets/a%2Fb%3Fc%23d?fields=id&fields=name" });
    expect(server.requests[0]?.headers).toMatchObject({ "x-trace": "t1", accept: "application/json, */*;q=0.5", "user-agent": "test/1.0 clientwright" });
  });

  it("sends every unclaimed input as the JSON body", async () => {
    const server = await petServer();
    await call(clientOf(server.url), addPet, { name: "Rex", tags: [], left: undefined });
    expect(server.requests[0]?.text).toBe('{"name":"Rex","tags":[]}');
    expect(server.requests[0]?.headers["content-type"]).toBe("application/json");
  });

  it("gives undefined for an answer without a body", async () => {
    const server = await petServer();
    expect(await call(clientOf(server.url), dropPet, { petId: 1 })).toBeUndefined();
  });

  it("starts at once, and asks once however often it is awaited", async () => {
    const server = await petServer();
    const reply = call<Pet>(clientOf(server.url), getPet, { petId: 1 });
    const [one, two, { data, response }] = await Promise.all([reply, reply, reply.withResponse()]);
    expect([one, two, data]).toEqual([one, one, one]);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(server.requests).toHaveLength(1);
  });

  it("hands out the whole response, its body unread", async () => {
    const server = await petServer();
    const response = await call<Pet>(clientOf(server.url), getPet, { petId: 1 }).asResponse();
    expect(response.url).toBe(`${server.url}/pets/1`);
    expect(await response.json()).toEqual({ id: 1, name: "Rex" });
  });

  it("runs finally and catch like any promise", async () => {
    const server = await petServer();
    const seen: string[] = [];
    await call(clientOf(server.url), getPet, { petId: 1 }).finally(() => seen.push("finally"));
    await call(clientOf(server.url), getPet, { petId: 404 }).catch(() => seen.push("catch"));
    expect(seen).toEqual(["finally", "catch"]);
  });
});

describe("a failed call", () => {
  it("throws an ApiError with everything that the answer tells", async () => {
    const server = await petServer();
    await expect(call(clientOf(server.url), getPet, { petId: 404 })).rejects.toMatchObject({
      name: "ApiError",
      kind: "api",
      message: "getPet answered 404: No such pet",
      status: 404,
      code: "NO_PET",
      requestId: "r-1",
      attempts: 1,
      body: { code: "NO_PET", message: "No such pet" },
    });
  });

  it("settles by the declared status", async () => {
    const server = await petServer();
    const client = clientOf(server.url);
    const missing = await (call(client, getPet, { petId: 404 }) as GetPet).settle();
    if (missing.ok || missing.status !== 404) throw new Error("expected a 404");
    expect(missing.error.code).toBe("NO_PET");
    expect(missing.cause.status).toBe(404);
    const found = await (call(client, getPet, { petId: 1 }) as GetPet).settle();
    expect(found).toMatchObject({ ok: true, data: { name: "Rex" } });
  });

  it("settles as other when the body is not what was declared", async () => {
    const server = await petServer();
    const outcome = await (call(clientOf(server.url), getPet, { petId: 502 }) as GetPet).settle();
    expect(outcome).toMatchObject({ ok: false, status: "other", cause: { status: 502, body: "<h1>Bad gateway</h1>" } });
  });
});

describe("a rejection", () => {
  it("is handled by handling any view, and is reported once when nobody handles it", async () => {
    const server = await petServer();
    const lost: unknown[] = [];
    const note = (reason: unknown): void => void lost.push(reason);
    process.on("unhandledRejection", note);
    try {
      const client = clientOf(server.url);
      await call(client, getPet, { petId: 404 }).settle();
      await call(client, getPet, { petId: 404 })
        .asResponse()
        .catch(() => undefined);
      const twice = call(client, getPet, { petId: 404 });
      await twice.catch(() => undefined);
      await twice.withResponse().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(lost).toHaveLength(0);
    } finally {
      process.off("unhandledRejection", note);
    }
  });
});
