import { basic, call, createClient, events, everything, type Operation } from "@clientwright/runtime";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Running, startLive } from "./live-server.js";
import { missing } from "./missing.js";
import { clickhouse } from "./servers.js";

/** ClickHouse publishes no document for its HTTP interface; these are the constants that one would give. */
const post = { method: "POST", path: "/", auth: ["basic"], errors: ["default"] } as const;
const execute: Operation = { ...post, id: "execute", in: { query: ["default_format", "query_id"], body: { kind: "text", at: "statement" } } };
const insert: Operation = { ...post, id: "insert", in: { query: ["query"], body: { kind: "text", at: "rows" } } };
const rows: Operation = { ...execute, id: "rows", out: "jsonl" };

const absent = missing(clickhouse);
(absent === null ? describe : describe.skip)(`clickhouse${absent === null ? "" : `: ${absent}`}`, () => {
  let server: Running;
  beforeAll(async () => {
    server = await startLive(clickhouse);
  });
  afterAll(() => server?.stop());
  const connect = (password = "secret"): ReturnType<typeof createClient> =>
    createClient(
      { name: "clickhouse", version: "18.16", environments: { local: server.url }, auth: { basic: { type: "basic" } }, security: ["basic"] },
      { auth: basic({ username: "default", password }), codecs: everything },
    );

  it("creates a table, inserts, and reads JSON back", async () => {
    const client = connect();
    await call(client, execute, { statement: "CREATE TABLE numbers (n UInt32, s String) ENGINE = Memory" });
    await call(client, insert, { query: "INSERT INTO numbers FORMAT JSONEachRow", rows: '{"n":1,"s":"a"}\n{"n":2,"s":"ü"}\n' });
    const reply = await call<{ data: unknown }>(client, execute, { statement: "SELECT n, s FROM numbers ORDER BY n", default_format: "JSON" });
    expect(reply.data).toEqual([
      { n: 1, s: "a" },
      { n: 2, s: "ü" },
    ]);
  });

  it("streams rows as they come, and stops the query's stream when the loop is left", async () => {
    const seen: number[] = [];
    for await (const row of events<{ number: string }>(connect(), rows, {
      statement: "SELECT number FROM system.numbers LIMIT 5000000",
      default_format: "JSONEachRow",
    })) {
      seen.push(Number(row.number));
      if (seen.length === 1000) break;
    }
    expect(seen).toEqual(Array.from({ length: 1000 }, (_, index) => index));
  });

  it("a syntax error is the server's plain text, in an ApiError", async () => {
    const error = await call(connect(), execute, { statement: "SELEC 1" }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ kind: "api", status: 400 });
    expect(String((error as { body: unknown }).body)).toContain("Syntax error");
  });

  it("a wrong password is refused, and not sent again and again", async () => {
    const error = await call(connect("wrong"), execute, { statement: "SELECT 1" }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ kind: "api", attempts: 1 });
    expect((error as { status: number }).status).toBeGreaterThanOrEqual(400);
  });
});
