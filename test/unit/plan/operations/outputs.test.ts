import { describe, expect, it } from "@jest/globals";
import { noDocs, type Operation, type Response, type Schema } from "../../../../generator/ir/index.js";
import type { ClientConfig } from "../../../../generator/plan/config/client-config.js";
import { array, binary, content, json, model, object, operation, planned, ref, response, text, unknown } from "../build.js";

const models = [model("Pet", object({ name: text, "data?": object({ inner: text }) })), model("Problem", object({ message: text }))];
const view = (responses: readonly Response[], config: ClientConfig = {}, line = "GET /x", said: Partial<Operation> = {}) =>
  planned({ models, operations: [operation(line, { id: "op", responses, ...said })] }, config).operation("op");
const out = ({ constant }: ReturnType<typeof view>): unknown => (constant as { readonly out?: unknown }).out; // an Operation as data

describe("what an operation gives", () => {
  it("is named after it", () => {
    expect(view([response("200", json(ref("Pet")))]).output).toMatchObject({ name: "OpOutput", type: { schema: ref("Pet"), side: "output" } });
  });

  it.each<[string, readonly Response[]]>([
    ["204", [response("204")]],
    ["nothing declared", []],
    ["only a redirect", [response("302")]],
  ])("is nothing for %s", (_, responses) => {
    expect(view(responses).output).toMatchObject({ name: null, type: { schema: { kind: "never" }, empty: true } });
  });

  it("is nothing for HEAD, whatever is declared", () => {
    expect(view([response("200", json(text))], {}, "HEAD /x").output.type).toMatchObject({ schema: { kind: "never" }, empty: true });
  });

  it("is a union over the successes, each once", () => {
    const { type } = view([
      response("200", json(ref("Pet"))),
      response("201", json(ref("Pet"))),
      response("202", json(ref("Problem"))),
      response("204"),
    ]).output;
    expect(type).toMatchObject({ schema: { kind: "union", of: [ref("Pet"), ref("Problem")] }, empty: true });
  });

  it("is what default says where there is no success", () => {
    const made = view([response("default", json(ref("Pet"))), response("404", json(ref("Problem")))]);
    expect(made).toMatchObject({ output: { type: { schema: ref("Pet") } }, errors: { entries: [{ key: 404 }] } });
  });

  it.each<[string, Response, Schema["kind"], unknown]>([
    ["JSON", response("200", json(text)), "string", undefined],
    ["a picture", response("200", content("image/png", null)), "binary", "blob"],
    ["text", response("200", content("text/plain", text)), "string", undefined],
    ["XML", response("200", content("application/xml", object({ a: text }))), "object", "xml"],
    ["JSON rather than XML", response("200", content("application/xml", ref("Pet")), json(ref("Pet"))), "ref", undefined],
    ["JSON or bytes", response("200", json(text), content("application/pdf", binary)), "union", undefined],
    ["JSON without a schema", response("200", content("application/json", null)), "unknown", undefined],
  ])("is read as %s", (_, given, kind, want) => {
    const made = view([given]);
    expect([made.output.type.schema.kind, out(made)]).toEqual([kind, want]);
  });

  it("is delivered as client.yaml says", () => {
    const bytes = view([response("200", content("image/png", null))], { types: { binary: "stream" } });
    const own = view([response("200", json(text))], { operations: { op: { out: "bytes" } } });
    const plain = view([response("200", json(object({ a: text })))], { operations: { op: { out: "text" } } });
    const none = view([response("200", json(text))], { operations: { op: { out: "none" } } });
    expect([out(bytes), out(own), own.output.type, plain.output.type.schema.kind, none.output.type.empty]).toEqual([
      "stream",
      "bytes",
      { schema: { kind: "binary", meta: null }, side: "output", binary: "bytes" },
      "string",
      true,
    ]);
  });

  it("is unwrapped", () => {
    const made = view([response("200", json(ref("Pet")))], { operations: { op: { unwrap: "/data" } } });
    expect(made).toMatchObject({ constant: { unwrap: "/data" }, output: { type: { schema: { kind: "object", fields: [{ name: "inner" }] } } } });
    expect(view([response("200", json(ref("Pet")))], { operations: { op: { unwrap: "/no" } } }).output.type.schema.kind).toBe("unknown");
  });
});

describe("errors", () => {
  it("tells which are plain text", () => {
    const plain = content("text/plain", text);
    const made = view([
      response("200", json(ref("Pet"))),
      response("404", plain),
      response("409", plain, json(ref("Problem"))),
      response("5XX", plain),
      response("410"),
    ]);
    expect(made.constant).toMatchObject({ texts: [404, "5XX"], use: [{ $symbol: { name: "texts" } }] });
    expect(view([response("200", plain)]).constant).not.toHaveProperty("texts");
  });

  it("stand by status, without a body too", () => {
    const made = view([response("200", json(text)), response("404", json(ref("Problem"))), response("5XX"), response("default", json(ref("Problem")))]);
    expect(made.errors).toMatchObject({
      name: "OpErrors",
      entries: [
        { key: 404, type: { schema: ref("Problem") } },
        { key: "5XX", type: { schema: { kind: "never" }, empty: true } },
        { key: "default", type: { schema: ref("Problem") } },
      ],
    });
  });

  it("are none where none are declared", () => {
    expect(view([response("200", json(text))]).errors).toBeNull();
  });
});

describe("a stream", () => {
  it.each([
    ["application/x-ndjson", "jsonl"],
    ["application/json-seq", "json-seq"],
  ])("of %s gives its items one by one", (mediaType, kind) => {
    const made = view([response("200", content(mediaType, array(unknown), { item: ref("Pet") }))]);
    expect(made).toMatchObject({
      constant: { out: kind },
      output: { name: null },
      verb: { verb: "events", item: { name: null, type: { schema: ref("Pet") } } },
    });
  });

  it("of structures written in place names them", () => {
    const made = view([response("200", content("application/x-ndjson", null, { item: object({ a: text }) }))]);
    expect(made.verb).toMatchObject({ verb: "events", item: { name: "OpEvent" } });
  });
});

it("is anything where client.yaml asks for a form that the document knows nothing of", () => {
  expect(view([response("202")], { operations: { op: { out: "jsonl" } } }).output.type.schema).toEqual(unknown);
});

describe("several media types of one reply", () => {
  it.each<[string, readonly Parameters<typeof response>[1][], Schema]>([
    ["another encoding of what the JSON says", [json(ref("Pet")), content("application/vnd.acme.protobuf", ref("Pet"))], ref("Pet")],
    ["text that says the same", [json(ref("Pet")), content("text/plain", text), content("application/yaml", text)], ref("Pet")],
    ["a form that only another Accept asks for", [json(ref("Pet")), content("application/vnd.acme.diff", text)], ref("Pet")],
  ])("are JSON, without %s", (_, contents, want) => {
    expect(view([response("200", ...contents)]).output.type.schema).toEqual(want);
  });

  it("are JSON or a file where the document says that bytes may come", () => {
    const made = view([response("200", json(ref("Problem")), content("image/png", binary))]);
    expect(made.output.type.schema).toMatchObject({ kind: "union", of: [ref("Problem"), binary] });
  });
});

describe("what is told of replies", () => {
  const said = (status: string, description: string): Response => ({ ...response(status), docs: { ...noDocs, description } });
  const told = (count: number, ...replies: readonly Response[]) => {
    const operations = Array.from({ length: count }, (_, at) =>
      operation(`GET /x${at}`, { id: `op${at}`, responses: [response("200", json(text)), ...replies] }),
    );
    return planned({ models, operations })
      .operation("op0")
      .errors?.entries.map(({ docs }) => docs.lines.join());
  };

  it("is what their status doesn't say", () => {
    expect(told(1, said("404", "Not found"), said("409", "The pet was sold."))).toEqual(["", "The pet was sold."]);
    expect(view([{ ...response("200", json(text)), docs: { ...noDocs, description: "Successful operation" } }]).output.docs.lines).toEqual([
      "What {@link op} gives.",
    ]);
    expect(view([{ ...response("200", json(text)), docs: { ...noDocs, description: "The pet's name" } }]).output.docs.lines).toEqual(["The pet's name"]);
  });

  it("is left out of failures where many operations say the same", () => {
    expect(told(5, said("401", "The key is wrong."))).toEqual(["The key is wrong."]);
    expect(told(6, said("401", "The key is wrong."))).toEqual([""]);
  });

  it("is no summary that only spells the operation's name", () => {
    const docs = (summary: string, description: string | null) => view([], {}, "GET /x", { docs: { ...noDocs, summary, description } }).docs.lines;
    expect([docs("OP", "Reads it all."), docs("OP", null), docs("Op now", "Reads it all.")]).toEqual([
      ["Reads it all."],
      ["OP"],
      ["Op now", "", "Reads it all."],
    ]);
  });
});
