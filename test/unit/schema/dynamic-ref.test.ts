import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/index.js";
import { lowerOne, lowerSchemas, printModel } from "../openapi/lowered.js";

const ref = (name: string): JsonValue => ({ $ref: `#/components/schemas/${name}` });
const page: JsonValue = {
  $id: "https://example.com/page",
  type: "object",
  properties: { items: { type: "array", items: { $dynamicRef: "#item" } }, next: { type: "string" } },
  $defs: { item: { $dynamicAnchor: "item", not: {} } },
};
const pageOf = (item: JsonValue): JsonValue => ({ $ref: "https://example.com/page", $defs: { item: { $dynamicAnchor: "item", ...(item as object) } } });

describe("a generic schema by $dynamicRef", () => {
  it("is filled in where a reference binds its anchor", () => {
    const { api, codes } = lowerSchemas({ Page: page, Pet: { type: "object" }, Pets: pageOf(ref("Pet")), Texts: pageOf({ type: "string" }) });
    expect(printModel(api, "Pets")).toBe("{items?: Pet[], next?: string}");
    expect(printModel(api, "Texts")).toBe("{items?: item[], next?: string}");
    expect(api.models.find((model) => model.key.endsWith("/Texts/$defs/item"))?.schema).toMatchObject({ kind: "string" });
    expect(codes).toEqual([]);
  });

  it("holds anything where nothing is bound", () => {
    const { api } = lowerSchemas({ Page: page });
    expect(printModel(api, "Page")).toBe("{items?: unknown[], next?: string}");
  });

  it("means the anchor's own schema where that says something", () => {
    const { api } = lowerSchemas({
      Tree: {
        $id: "https://example.com/tree",
        $dynamicAnchor: "node",
        type: "object",
        properties: { children: { type: "array", items: { $dynamicRef: "#node" } } },
      },
    });
    expect(printModel(api, "Tree")).toBe("{children?: Tree[]}");
  });

  it("is extended by a schema that carries the anchor itself", () => {
    const { api } = lowerSchemas({
      Tree: {
        $id: "https://example.com/tree",
        $dynamicAnchor: "node",
        type: "object",
        properties: { children: { type: "array", items: { $dynamicRef: "#node" } } },
      },
      Strict: { $dynamicAnchor: "node", $ref: "https://example.com/tree" },
    });
    expect(printModel(api, "Strict")).toBe("{children?: Strict[]}");
  });

  it("ends where it mentions itself", () => {
    const list: JsonValue = {
      $id: "https://example.com/list",
      type: "object",
      properties: { head: { $dynamicRef: "#item" }, tail: { $ref: "https://example.com/list" } },
      $defs: { item: { $dynamicAnchor: "item" } },
    };
    const { api } = lowerSchemas({
      List: list,
      Pet: { type: "object" },
      Pets: { $ref: "https://example.com/list", $defs: { item: { $dynamicAnchor: "item", ...(ref("Pet") as object) } } },
    });
    expect(printModel(api, "Pets")).toBe("{head?: Pet, tail?: List}");
  });

  it("leads nowhere without harm", () => {
    expect(lowerOne({ $dynamicRef: "#nowhere" })).toEqual({ type: "unknown", codes: [] });
  });
});

describe("$recursiveRef", () => {
  it("means the component around it that has $recursiveAnchor", () => {
    const { api } = lowerSchemas({
      Filter: { $recursiveAnchor: true, type: "object", properties: { filters: { type: "array", items: { $recursiveRef: "#" } } } },
    });
    expect(printModel(api, "Filter")).toBe("{filters?: Filter[]}");
  });

  it("without one may be anything", () => {
    expect(lowerOne({ type: "object", properties: { a: { $recursiveRef: "#" } } })).toEqual({ type: "{a?: unknown}", codes: ["recursive-ref-unresolved"] });
  });
});
