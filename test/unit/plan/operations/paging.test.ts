import { describe, expect, it } from "@jest/globals";
import type { JsonValue, Operation, Schema } from "../../../../generator/ir/index.js";
import type { ClientConfig, PagingConfig } from "../../../../generator/plan/config/client-config.js";
import { pointerOf } from "../../../../generator/plan/schemas/places.js";
import { array, body, integer, json, model, object, operation, param, planned, ref, response, text, union } from "../build.js";

const Pet = object({ id: text });
const page = object({ data: array(ref("Pet")), "next?": text, "total?": integer, value: array(text), "odata.next?": text });
const models = [model("Pet", Pet), model("Page", page), model("Things", object({ things: array(text), "link?": text }))];
const reply = ref("Page");

function made(said: Partial<Operation>, config: ClientConfig = {}, of: Schema = reply) {
  const params = [param("query", "page"), param("query", "per_page"), param("query", "cursor"), param("header", "X-Token")];
  return planned({ models, operations: [operation("GET /pets", { id: "listPets", params, responses: [response("200", json(of))], ...said })] }, config);
}
const rule = (pages: PagingConfig | false, said: Partial<Operation> = {}, of?: Schema) => made(said, { operations: { listPets: { pages } } }, of);
const declared = (key: string, value: JsonValue, of?: Schema) => made({ extensions: [{ key, value }] }, {}, of).operation("listPets");

describe("paging from client.yaml", () => {
  it("says that the list may be left out where the document lets it", () => {
    const pagesOf = (of: Schema) => (rule({ style: "link", items: "/data" }, {}, of).operation("listPets").constant as { readonly pages?: unknown }).pages; // an Operation as data
    expect(pagesOf(object({ "data?": array(text) }))).toEqual({ style: "link", items: "/data", optional: true });
    expect(pagesOf(object({ data: array(text) }))).toEqual({ style: "link", items: "/data" });
  });

  it.each<[string, PagingConfig]>([
    ["numbered pages", { style: "page", items: "/data", page: "page", size: "per_page", total: "/total" }],
    ["an offset", { style: "offset", items: "/data", offset: "page", limit: "per_page" }],
    ["a cursor", { style: "cursor", items: "/data", cursor: "cursor", next: "/next" }],
    ["the last item's id", { style: "cursor", items: "/data", cursor: "cursor", next: "/data/-1/id" }],
    ["a cursor in headers", { style: "cursor", items: "/data", cursor: "X-Token", next: "header:X-Next" }],
    ["a URL", { style: "url", items: "/data", next: "/next" }],
    ["a Link header", { style: "link", items: "/data" }],
  ])("by %s stands in the constant, and its items are typed", (_, pages) => {
    const view = rule(pages).operation("listPets");
    expect(view).toMatchObject({ constant: { pages }, verb: { verb: "pages", item: { name: null, type: { schema: ref("Pet"), side: "output" } } } });
  });

  it("counts items of a reply that is a list", () => {
    expect(rule({ style: "link", items: "" }, {}, array(object({ a: text }))).operation("listPets").verb).toMatchObject({
      verb: "pages",
      item: { name: "ListPetsItem" },
    });
  });

  it("finds lists behind unions", () => {
    expect(rule({ style: "link", items: "/data" }, {}, union(ref("Page"), text)).operation("listPets").verb.verb).toBe("pages");
  });

  it("speaks of inputs by their wire names, also where they were renamed", () => {
    const config: ClientConfig = { operations: { listPets: { rename: { page: "number" }, pages: { style: "page", items: "/data", page: "page" } } } };
    expect(made({}, config).operation("listPets").constant).toMatchObject({ pages: { page: "number" } });
  });

  it("may turn a place in the request body", () => {
    const said = { method: "POST", body: body([json(object({ request: object({ page: integer }) }))]) };
    expect(rule({ style: "page", items: "/data", page: "/request/page" }, said).operation("listPets").constant).toMatchObject({
      pages: { page: "/request/page" },
    });
  });

  it.each<[string, PagingConfig]>([
    ["a list that is not there", { style: "link", items: "/nothing" }],
    ["something that is no list", { style: "link", items: "/total" }],
    ["an input that is not there", { style: "page", items: "/data", page: "seite" }],
    ["a place in no body", { style: "page", items: "/data", page: "/page" }],
    ["a reply field that is not there", { style: "url", items: "/data", next: "/weiter" }],
  ])("that names %s is told, and the operation stays plain", (_, pages) => {
    const { operation: of, diagnostics } = rule(pages);
    expect([of("listPets").verb.verb, diagnostics.map(({ code }) => code)]).toEqual(["call", ["paging-place-unknown"]]);
  });

  it("for all operations says nothing about those without its places", () => {
    const { diagnostics, operation: of } = made({}, { defaults: { pages: { style: "page", items: "/items", page: "page" } } });
    expect([of("listPets").verb.verb, diagnostics]).toEqual(["call", []]);
    expect(made({}, { defaults: { pages: { style: "page", items: "/data", page: "page" } } }).operation("listPets").verb.verb).toBe("pages");
  });

  it("may be switched off", () => {
    const extensions = [{ key: "x-ms-pageable", value: { nextLinkName: "next", itemName: "data" } }];
    expect(rule(false, { extensions }).operation("listPets").verb.verb).toBe("call");
  });
});

describe("paging from vendor extensions", () => {
  it.each<[string, string, JsonValue, unknown]>([
    ["x-ms-pageable", "x-ms-pageable", { nextLinkName: "next", itemName: "data" }, { style: "url", items: "/data", next: "/next" }],
    ["x-ms-pageable without an item name", "x-ms-pageable", { nextLinkName: "next" }, { style: "url", items: "/value", next: "/next" }],
    [
      "x-ms-pageable with a dot in a name",
      "x-ms-pageable",
      { nextLinkName: "odata.next", itemName: "data" },
      { style: "url", items: "/data", next: "/odata.next" },
    ],
    ["x-ms-pageable of one page", "x-ms-pageable", { nextLinkName: null, itemName: "data" }, undefined],
    [
      "x-speakeasy-pagination, cursor",
      "x-speakeasy-pagination",
      { type: "cursor", inputs: [{ name: "cursor", in: "parameters", type: "cursor" }], outputs: { results: "$.data", nextCursor: "$.data[-1:].id" } },
      { style: "cursor", items: "/data", cursor: "cursor", next: "/data/-1/id" },
    ],
    [
      "x-speakeasy-pagination, url",
      "x-speakeasy-pagination",
      { type: "url", outputs: { results: "$.data", nextUrl: "$.next" } },
      { style: "url", items: "/data", next: "/next" },
    ],
    [
      "x-speakeasy-pagination, page",
      "x-speakeasy-pagination",
      {
        type: "offsetLimit",
        inputs: [
          { name: "page", type: "page" },
          { name: "per_page", type: "limit" },
        ],
        outputs: { results: "$.data", numPages: "$.total" },
      },
      { style: "page", items: "/data", page: "page", size: "per_page", pages: "/total" },
    ],
    [
      "x-speakeasy-pagination, offset",
      "x-speakeasy-pagination",
      { type: "offsetLimit", inputs: [{ name: "page", type: "offset" }], outputs: { results: "$.data" } },
      { style: "offset", items: "/data", offset: "page" },
    ],
    ["x-speakeasy-pagination without results", "x-speakeasy-pagination", { type: "cursor", outputs: {} }, undefined],
    [
      "x-fern-pagination, cursor",
      "x-fern-pagination",
      { cursor: "$request.cursor", next_cursor: "$response.next", results: "$response.data" },
      { style: "cursor", items: "/data", cursor: "cursor", next: "/next" },
    ],
    [
      "x-fern-pagination, page",
      "x-fern-pagination",
      { offset: "$request.page", results: "$response.data", "has-next-page": "$response.next" },
      { style: "page", items: "/data", page: "page", more: "/next" },
    ],
    [
      "x-fern-pagination, offset",
      "x-fern-pagination",
      { offset: "$request.page", step: "$request.per_page", results: "$response.data" },
      { style: "offset", items: "/data", offset: "page", limit: "per_page" },
    ],
    ["x-fern-pagination, uri", "x-fern-pagination", { next_uri: "$response.next", results: "$response.data" }, { style: "url", items: "/data", next: "/next" }],
    ["x-fern-pagination of the API's own", "x-fern-pagination", true, undefined],
  ])("%s", (_, key, value, want) => {
    expect((declared(key, value).constant as { readonly pages?: unknown }).pages).toEqual(want); // an Operation as data
  });

  it("take the one list that there is when x-ms-pageable names none", () => {
    expect(declared("x-ms-pageable", { nextLinkName: "link" }, ref("Things")).constant).toMatchObject({ pages: { items: "/things", next: "/link" } });
  });
});

describe("pointerOf", () => {
  it.each<[string, string | null]>([
    ["$.a.b", "/a/b"],
    ["$response.body#/a", "/a"],
    ["$.data[(@.length-1)].id", "/data/-1/id"],
    ["$['a b'].c", "/a b/c"],
    ["$.items[0].id", "/items/0/id"],
    ["$", ""],
    ["$..deep", "/deep"],
    ["$.items[*].id", null],
  ])("reads %j as %j", (given, want) => {
    expect(pointerOf(given)).toBe(want);
  });
});
