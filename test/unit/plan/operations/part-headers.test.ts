import { describe, expect, it } from "@jest/globals";
import type { Part, Schema } from "../../../../generator/ir/index.js";
import { array, binary, body, content, integer, meta, model, object, oneOfValues, operation, param, planned, ref, response, text, unknown } from "../build.js";

const header = (name: string, schema: Schema) => param("header", name, { schema });
const part = (name: string, said: Partial<Part> = {}): Part => ({
  name,
  contentType: null,
  headers: [],
  style: null,
  explode: true,
  reserved: false,
  at: `api.yaml#/encoding/${name}`,
  ...said,
});
const withDefault = (value: string | number): Schema => ({ ...text, meta: meta({ default: { value } }) });

function made(
  parts: readonly Part[],
  mediaType = "multipart/form-data",
  said: Parameters<typeof content>[2] = {},
  schema: Schema | null = object({ file: binary }),
) {
  const post = operation("POST /x", { id: "send", body: body([content(mediaType, schema, { parts, ...said })]), responses: [response("204")] });
  const { operation: found, diagnostics } = planned({ operations: [post], models: [model("Kind", oneOfValues("k"))] });
  return {
    body: (found("send").constant as { in: { body: unknown } }).in.body,
    told: diagnostics.map(({ code, severity, at, message }) => ({ code, severity, at, message })),
  };
}

describe("headers of a part", () => {
  it("go out by themselves where the document leaves one value", () => {
    const headers = [
      header("X-Const", oneOfValues("a")),
      header("X-Ref", ref("Kind")),
      header("X-Default", withDefault(7)),
      header("Content-Disposition", oneOfValues("evil")),
    ];
    expect(made([part("file", { headers })])).toEqual({
      body: { kind: "multipart", parts: { file: { headers: { "X-Const": "a", "X-Ref": "k", "X-Default": "7" } } } },
      told: [],
    });
  });

  it("are told where the document leaves them open", () => {
    const headers = [header("X-Sum", text), header("X-Kind", oneOfValues("a", "b")), header("X-Size", integer)];
    expect(made([part("file", { headers })])).toEqual({
      body: "multipart",
      told: [
        {
          code: "part-header-open",
          severity: "note",
          at: "api.yaml#/encoding/file/headers",
          message: 'The part "file" may have the headers "X-Sum", "X-Kind", "X-Size", with no value that the document fixes.',
        },
      ],
    });
  });

  it("say nothing in a form that is not multipart", () => {
    const { body: sent, told } = made([part("file", { headers: [header("X-A", oneOfValues("a")), header("X-B", text)] })], "application/x-www-form-urlencoded");
    expect([sent, told]).toEqual(["form", []]);
  });
});

describe("parts without names", () => {
  it("are a list, encoded by place", () => {
    const byPosition = {
      prefix: [part("", { contentType: "application/json" }), part("")],
      items: part("", { contentType: "image/png", headers: [header("X-A", oneOfValues("a"))] }),
    };
    expect(made([], "multipart/mixed", { item: unknown, byPosition }, null).body).toEqual({
      kind: "multipart",
      type: "multipart/mixed",
      at: "body",
      prefix: [{ type: "application/json" }, {}],
      items: { type: "image/png", headers: { "X-A": "a" } },
    });
    expect(made([], "multipart/mixed", {}, array(text)).body).toEqual({ kind: "multipart", type: "multipart/mixed", at: "body" });
  });
});
