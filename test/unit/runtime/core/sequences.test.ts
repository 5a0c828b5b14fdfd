import { describe, expect, it } from "@jest/globals";
import { convert } from "../../../../runtime/core/convert.js";
import type { Body, BodyKind, Operation } from "../../../../runtime/core/operation.js";
import { sequences } from "../../../../runtime/core/sequences.js";

const operation: Operation = { id: "send", method: "POST", path: "/x" };

async function sent(kind: BodyKind, items: unknown, more: Partial<Body> = {}, use: Operation = operation): Promise<string> {
  const encoded = await sequences.bodies?.[kind]?.(items, { kind, ...more }, use);
  return new Response(encoded?.body as BodyInit).text(); // text or a stream
}

async function* each(...items: readonly unknown[]): AsyncGenerator<unknown> {
  yield* items;
}

describe("a body of one item after another", () => {
  it.each([
    { name: "an iterable that is no list", items: new Set([1, 2]), want: "1\n2\n" },
    { name: "nothing", items: [], want: "" },
    { name: "a value of no iterable's", items: each(null, "a\nb", [1]), want: 'null\n"a\\nb"\n[1]\n' },
  ])("takes $name", async ({ items, want }) => {
    expect(await sent("jsonl", items)).toBe(want);
  });

  it.each([{ n: 1 }, "text", 7, null])("refuses %j: it is no iterable of items", async (items) => {
    await expect(sent("jsonl", items)).rejects.toMatchObject({
      kind: "input",
      message: "send was not sent: its body is a list of items, or an iterable of them",
    });
  });

  it("refuses an item that JSON can't hold, before and while it goes out", async () => {
    await expect(sent("jsonl", [undefined])).rejects.toMatchObject({ kind: "input" });
    await expect(
      sent(
        "json-seq",
        each(1, () => 1),
      ),
    ).rejects.toMatchObject({ kind: "input", message: expect.stringContaining("an item of the body is no JSON value") });
  });

  it("prints items as the operation's own JSON: whole numbers of any size", async () => {
    expect(await sent("jsonl", each({ n: 9007199254740993n }), {}, { ...operation, use: [convert] })).toBe('{"n":9007199254740993}\n');
  });

  it("converts the items of a generator as they come", async () => {
    const shaped: Operation = {
      ...operation,
      convert: { in: { type: "object", fields: { body: { type: "array", items: { type: "string", format: "date", as: "date" } } } } },
    };
    const day = new Date("2026-03-01T00:00:00Z");
    const input: { readonly body?: unknown } = convert.input?.(shaped, { body: each(day, day) }) ?? {};
    expect(await sent("jsonl", input.body)).toBe('"2026-03-01"\n"2026-03-01"\n');
  });

  it("lets go of its source when nobody wants the rest", async () => {
    let left = false;
    async function* endless(): AsyncGenerator<number> {
      try {
        for (;;) yield 1;
      } finally {
        left = true;
      }
    }
    const encoded = await sequences.bodies?.["jsonl"]?.(endless(), { kind: "jsonl" }, operation);
    const reader = new Response(encoded?.body as BodyInit).body?.getReader(); // text or a stream
    await reader?.read();
    await reader?.cancel();
    expect(left).toBe(true);
  });
});

describe("server-sent events that go out", () => {
  it.each<{ name: string; items: readonly unknown[]; stream?: Body["stream"]; want: string }>([
    { name: "data as JSON", items: [{ n: 1 }, "a"], want: 'data: {"n":1}\n\ndata: "a"\n\n' },
    { name: "data as text, line by line", items: ["a\r\nb\nc"], stream: { data: "text" }, want: "data: a\ndata: b\ndata: c\n\n" },
    {
      name: "whole events",
      items: [{ event: "add", id: 7, retry: 10, data: "x" }],
      stream: { item: "event" },
      want: "event: add\nid: 7\nretry: 10\ndata: x\n\n",
    },
    {
      name: "whole events with JSON",
      items: [{ data: "x" }, { data: { n: 1 } }],
      stream: { item: "event", data: "json" },
      want: 'data: "x"\n\ndata: {"n":1}\n\n',
    },
    { name: "an event without data", items: [{ id: "7" }], stream: { item: "event" }, want: "id: 7\n\n" },
  ])("$name", async ({ items, stream, want }) => {
    expect(await sent("sse", items, stream === undefined ? {} : { stream })).toBe(want);
  });

  it.each(["event", "id"])("refuse a line break in %s", async (name) => {
    await expect(sent("sse", [{ [name]: "a\ndata: b", data: "x" }], { stream: { item: "event" } })).rejects.toMatchObject({ kind: "input" });
  });
});
