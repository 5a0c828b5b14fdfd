import { describe, expect, it } from "@jest/globals";
import type { Param, Response, Schema } from "../../../../generator/ir/index.js";
import type { ClientConfig } from "../../../../generator/plan/config/client-config.js";
import { array, integer, json, object, operation, param, planned, response, text } from "../build.js";

const header = (name: string, schema: Schema, said: Partial<Param> = {}): Param => param("header", name, { schema, ...said });
const answer = (status: string, ...headers: Param[]): Response => ({ ...response(status, json(text)), headers });
const headersOf = (responses: readonly Response[], config: ClientConfig = {}) =>
  planned({ operations: [operation("GET /x", { id: "getX", responses })] }, config).operation("getX").headers;
const moment: Schema = { kind: "string", format: "date-time", meta: null };
const wide: Schema = { kind: "number", integer: true, format: "int64", meta: null };

describe("declared response headers", () => {
  it("are read by what their schemas say", () => {
    const made = headersOf([
      answer("200", header("X-Rate", integer), header("X-Tags", array(text)), header("X-When", moment), header("X-Odd", object({ a: text }))),
      answer("404", header("X-Error", text)),
    ]);
    expect(made).toMatchObject({ name: "GetXHeaders", functionName: "getXHeaders" });
    expect(made?.kinds).toEqual({ "x-rate": "number", "x-tags": ["text"], "x-when": "text", "x-odd": "text" });
    expect(made?.fields.find(({ name }) => name === "x-odd")?.type.schema.kind).toBe("string");
  });

  it("are JSON where their media type says so", () => {
    expect(headersOf([answer("200", header("X-Page", object({ a: text }), { mediaType: "application/json" }))])?.kinds).toEqual({ "x-page": "json" });
  });

  it("are Date and bigint where those are asked for", () => {
    const headers = [header("X-When", moment), header("X-Big", wide)];
    expect(headersOf([answer("200", ...headers)], { types: { dates: "date", int64: "bigint" } })?.kinds).toEqual({ "x-when": "date", "x-big": "bigint" });
  });

  it("are always there only where every success requires them", () => {
    const must = { required: true };
    const required = (responses: readonly Response[]) => headersOf(responses)?.fields.map((field) => field.required);
    expect(required([answer("200", header("X-A", text, must))])).toEqual([true]);
    expect(required([answer("200", header("X-A", text, must)), answer("201")])).toEqual([false]);
  });

  it("are nothing where none is declared", () => {
    expect(headersOf([answer("200"), answer("400", header("X-A", text))])).toBeNull();
  });
});
