import { describe, expect, it } from "@jest/globals";
import { defaultPathSerializer } from "openapi-fetch";
import { addressesOf, type Declared, type Shape, schemas } from "./encoding.js";

/** The values that RFC 6570 defines in section 3.2, for all of its examples. */
const published: Readonly<Record<string, unknown>> = {
  dom: ["example", "com"],
  dub: "me/too",
  half: "50%",
  base: "http://example.com/home/",
  path: "/foo/bar",
  who: "fred",
  list: ["red", "green", "blue"],
  keys: { semi: ";", dot: ".", comma: "," },
  v: "6",
  var: "value",
  x: "1024",
  y: "768",
  empty: "",
  emptyKeys: [],
  undef: null,
};

/** Section 3.2's examples of one variable, for the operators that OpenAPI has a style for. */
const examples: Readonly<Record<string, readonly (readonly [template: string, want: string])[]>> = {
  "3.2.2, simple": [
    ["var", "value"],
    ["x", "1024"],
    ["half", "50%25"],
    ["list", "red,green,blue"],
    ["list*", "red,green,blue"],
    ["keys", "semi,%3B,dot,.,comma,%2C"],
    ["keys*", "semi=%3B,dot=.,comma=%2C"],
    ["base", "http%3A%2F%2Fexample.com%2Fhome%2F"],
  ],
  "3.2.3, reserved": [
    ["+var", "value"],
    ["+half", "50%25"],
    ["+base", "http://example.com/home/"],
    ["+path", "/foo/bar"],
    ["+list", "red,green,blue"],
    ["+list*", "red,green,blue"],
    ["+keys", "semi,;,dot,.,comma,,"],
    ["+keys*", "semi=;,dot=.,comma=,"],
  ],
  "3.2.5, label": [
    [".who", ".fred"],
    [".half", ".50%25"],
    [".dom*", ".example.com"],
    [".var", ".value"],
    [".list", ".red,green,blue"],
    [".list*", ".red.green.blue"],
    [".keys", ".semi,%3B,dot,.,comma,%2C"],
    [".keys*", ".semi=%3B.dot=..comma=%2C"],
  ],
  "3.2.7, matrix": [
    [";who", ";who=fred"],
    [";half", ";half=50%25"],
    [";v", ";v=6"],
    [";list", ";list=red,green,blue"],
    [";list*", ";list=red;list=green;list=blue"],
    [";keys", ";keys=semi,%3B,dot,.,comma,%2C"],
    [";keys*", ";semi=%3B;dot=.;comma=%2C"],
  ],
  "3.2.8, query": [
    ["?who", "who=fred"],
    ["?half", "half=50%25"],
    ["?empty", "empty="],
    ["?undef", ""],
    ["?emptyKeys*", ""],
    ["?list", "list=red,green,blue"],
    ["?list*", "list=red&list=green&list=blue"],
    ["?keys", "keys=semi,%3B,dot,.,comma,%2C"],
    ["?keys*", "semi=%3B&dot=.&comma=%2C"],
  ],
};

const styleOf: Readonly<Record<string, Pick<Declared, "in" | "style" | "allowReserved">>> = {
  "+": { in: "path", allowReserved: true },
  ".": { in: "path", style: "label" },
  ";": { in: "path", style: "matrix" },
  "?": { in: "query" },
};

const shapeOf = (value: unknown): Shape => (Array.isArray(value) ? "list" : typeof value === "object" && value !== null ? "object" : "scalar");

function declaredAs(template: string): Declared {
  const [, operator = "", name = "", star] = /^([+.;?]?)(\w+)(\*?)$/.exec(template) ?? [];
  return { ...(styleOf[operator] ?? { in: "path" }), name, explode: star === "*", schema: schemas[shapeOf(published[name])] };
}

describe("RFC 6570's examples", () => {
  const rows = Object.entries(examples).flatMap(([section, list]) => list.map(([template, want]) => ({ section, template, want })));

  it.each(rows)("$section: {$template} is $want", async ({ template, want }) => {
    const param = declaredAs(template);
    const [address] = await addressesOf([[param]]);
    expect(await address?.({ [param.name ?? ""]: published[param.name ?? ""] })).toBe(want);
  });

  it("of two query variables are two parameters", async () => {
    const [address] = await addressesOf([["x", "y", "empty"].map((name) => ({ name, in: "query" as const, schema: {} }))]);
    expect(await address?.({ x: published["x"], y: published["y"], empty: published["empty"] })).toBe("x=1024&y=768&empty=");
  });

  it("are kept but for ! ' ( ) *, which stand as they are in openapi-fetch and wherever encodeURIComponent is used", async () => {
    const [address] = await addressesOf([[{ in: "path", schema: {} }]]);
    expect(await address?.({ v: "Hello World!'()*" })).toBe("Hello%20World!'()*");
    expect(defaultPathSerializer("{v}", { v: "Hello World!'()*" })).toBe("Hello%20World!'()*");
  });
});
