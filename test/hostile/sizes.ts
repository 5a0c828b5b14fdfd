/** A document that is too much of something, and what must become of it. */
export interface OversizedDocument {
  readonly name: string;
  /** Made on demand: some take megabytes. */
  readonly make: () => unknown;
  /** `output`: a client; else the code of the diagnostic that refuses all or part of it. */
  readonly want: "output" | "nesting-too-deep" | "schema-circular" | "ref-circular" | "input-too-many-values" | "version-unknown";
}

const DEEP = 10_000;
const fill = <T>(count: number, item: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => item(index));
const record = (count: number, entry: (index: number) => readonly [string, unknown]): object => Object.fromEntries(fill(count, entry));

/** A document whose one operation takes and gives the component schema `A`. */
export const withSchemas = (schemas: object, operation: object = {}): object => {
  const content = { "application/json": { schema: { $ref: "#/components/schemas/A" } } };
  const post = { requestBody: { content }, responses: { 200: { description: "x", content } }, ...operation };
  return { openapi: "3.1.0", info: { title: "Big", version: "1" }, paths: { "/x": { post } }, components: { schemas } };
};

/** The same as text around a schema that is nested too deeply to be made any other way. */
const nested = (open: string, close: string, depth: number = DEEP): string =>
  JSON.stringify(withSchemas({ A: "HERE" })).replace('"HERE"', () => `${open.repeat(depth)}{"type":"string"}${close.repeat(depth)}`);

/** Component schemas A, S1, S2 ..., each made from the name of the next. */
const chain = (length: number, link: (next: object, index: number) => object, end: object = { type: "string" }): object =>
  withSchemas(
    record(length, (index) => [index === 0 ? "A" : `S${index}`, index === length - 1 ? end : link({ $ref: `#/components/schemas/S${index + 1}` }, index)]),
  );

/** Two schemas in each layer, both made of both of the next: 2^count ways down. */
const layers = (count: number, keyword: "allOf" | "oneOf" | "anyOf"): object => {
  const both = (layer: number): object =>
    layer === count ? closed : { [keyword]: ["a", "b"].map((side) => ({ $ref: `#/components/schemas/L${layer}${side}` })) };
  return withSchemas({ A: both(0), ...record(2 * count, (index) => [`L${index >> 1}${index % 2 === 0 ? "a" : "b"}`, both((index >> 1) + 1)]) });
};

const A = { $ref: "#/components/schemas/A" };
const text = { type: "string" };
const closed = { type: "object", properties: { z: text } };

const nesting: readonly OversizedDocument[] = [
  { name: "objects in objects", make: () => nested('{"type":"object","properties":{"a":', "}}"), want: "nesting-too-deep" },
  { name: "arrays of arrays", make: () => nested('{"type":"array","items":', "}"), want: "nesting-too-deep" },
  { name: "maps of maps", make: () => nested('{"type":"object","additionalProperties":', "}"), want: "nesting-too-deep" },
  { name: "allOf in allOf", make: () => nested('{"allOf":[', "]}"), want: "nesting-too-deep" },
  { name: "oneOf in oneOf", make: () => nested('{"oneOf":[', ',{"type":"integer"}]}'), want: "nesting-too-deep" },
  { name: "not in not", make: () => nested('{"not":', "}"), want: "nesting-too-deep" },
  { name: "objects just within what is read", make: () => nested('{"type":"object","properties":{"a":', "}}", 240), want: "nesting-too-deep" },
  { name: "allOf just within what is read", make: () => nested('{"allOf":[', "]}", 240), want: "nesting-too-deep" },
  { name: "brackets alone", make: () => "[".repeat(DEEP) + "]".repeat(DEEP), want: "version-unknown" },
  { name: "YAML in flow style", make: () => `openapi: 3.1.0\na: ${"[".repeat(DEEP)}${"]".repeat(DEEP)}`, want: "nesting-too-deep" },
  { name: "YAML in block style", make: () => fill(2000, (index) => `${" ".repeat(index)}a:`).join("\n"), want: "nesting-too-deep" },
  {
    name: "callbacks in callbacks",
    make: () => withSchemas({ A: text }, JSON.parse(`${'{"callbacks":{"c":{"/y":{"post":'.repeat(100)}{}${"}}}}".repeat(100)}`) as object), // a chain of objects
    want: "output",
  },
];

const chains: readonly OversizedDocument[] = [
  { name: "references to references", make: () => chain(DEEP, (next) => next), want: "ref-circular" },
  { name: "objects that hold the next", make: () => chain(DEEP, (next) => ({ type: "object", properties: { next } })), want: "output" },
  {
    name: "readOnly at the end of a chain",
    make: () => chain(DEEP, (next) => ({ type: "object", properties: { next } }), { ...closed, readOnly: true }),
    want: "output",
  },
  { name: "inheritance", make: () => chain(DEEP, (next, index) => ({ allOf: [next], properties: { [`p${index}`]: text } }), closed), want: "output" },
  { name: "unions of unions by reference", make: () => chain(DEEP, (next) => ({ oneOf: [next, closed] })), want: "output" },
  { name: "doubling by allOf", make: () => chain(40, (next) => ({ allOf: [next, { allOf: [next] }] }), closed), want: "output" },
  { name: "doubling by oneOf", make: () => chain(40, (next) => ({ oneOf: [{ properties: { a: next } }, { properties: { b: next } }] })), want: "output" },
  { name: "layers of two by allOf", make: () => layers(30, "allOf"), want: "output" },
  { name: "layers of two by oneOf", make: () => layers(30, "oneOf"), want: "output" },
  { name: "layers of two by anyOf", make: () => layers(30, "anyOf"), want: "output" },
  {
    name: "a product of thirty unions",
    make: () =>
      withSchemas({
        A: { allOf: fill(30, (index) => ({ oneOf: [closed, { type: "object", required: [`p${index}`], properties: { [`p${index}`]: text } }] })) },
      }),
    want: "output",
  },
];

const circles: readonly OversizedDocument[] = [
  { name: "a reference to itself", make: () => withSchemas({ A }), want: "ref-circular" },
  {
    name: "a reference into itself",
    make: () => withSchemas({ A: { type: "object", properties: { a: { $ref: "#/components/schemas/A/properties/a" } } } }),
    want: "ref-circular",
  },
  { name: "a reference to the whole document", make: () => withSchemas({ A: { $ref: "#" } }), want: "output" },
  { name: "allOf of itself", make: () => withSchemas({ A: { allOf: [A] } }), want: "schema-circular" },
  {
    name: "allOf in a circle",
    make: () => withSchemas({ A: { allOf: [{ $ref: "#/components/schemas/B" }, closed] }, B: { allOf: [A] } }),
    want: "schema-circular",
  },
  { name: "oneOf of itself", make: () => withSchemas({ A: { oneOf: [A, A] } }), want: "schema-circular" },
  { name: "an array of itself", make: () => withSchemas({ A: { type: "array", items: A } }), want: "output" },
  { name: "a map of itself", make: () => withSchemas({ A: { type: "object", additionalProperties: A } }), want: "output" },
  { name: "a dynamic reference to itself", make: () => withSchemas({ A: { $dynamicAnchor: "n", $dynamicRef: "#n" } }), want: "output" },
  {
    name: "a discriminator that names its own union",
    make: () =>
      withSchemas({
        A: { oneOf: [{ $ref: "#/components/schemas/B" }], discriminator: { propertyName: "k", mapping: { a: "#/components/schemas/A", b: "B" } } },
        B: { allOf: [A], properties: { k: text } },
      }),
    want: "output",
  },
  {
    name: "unions around three thousand corners",
    make: () =>
      withSchemas({
        A: { oneOf: fill(3000, (index) => ({ $ref: `#/components/schemas/R${index}` })) },
        ...record(3000, (index) => [`R${index}`, { oneOf: [{ $ref: `#/components/schemas/R${(index + 1) % 3000}` }, text] }]),
      }),
    want: "schema-circular",
  },
  {
    name: "tags that are each other's parents",
    make: () =>
      tagged([
        { name: "a", parent: "b" },
        { name: "b", parent: "a" },
        { name: "c", parent: "c" },
      ]),
    want: "output",
  },
];

const tagged = (tags: readonly { readonly name: string; readonly parent: string }[]): object => ({
  openapi: "3.2.0",
  info: { title: "x", version: "1" },
  tags,
  paths: { "/x": { get: { tags: tags.map(({ name }) => name), responses: { 200: { description: "x" } } } } },
});

const lengths: readonly OversizedDocument[] = [
  {
    name: "200,000 properties, all required",
    make: () =>
      withSchemas({
        A: { type: "object", required: fill(200_000, (index) => `p${index}`), properties: record(200_000, (index) => [`p${index}`, text]) },
      }),
    want: "output",
  },
  { name: "150,000 names required and nowhere declared", make: () => withSchemas({ A: { required: fill(150_000, (index) => `p${index}`) } }), want: "output" },
  { name: "100,000 strings in an enum", make: () => withSchemas({ A: { type: "string", enum: fill(100_000, (index) => `v${index}`) } }), want: "output" },
  {
    name: "100,000 values of all types in an enum",
    make: () => withSchemas({ A: { enum: fill(100_000, (index) => (index % 2 === 0 ? { index } : index)) } }),
    want: "output",
  },
  {
    name: "20,000 enum values of one name",
    make: () =>
      withSchemas({
        A: { enum: fill(20_000, (index) => `a${"-".repeat(index % 100)}${"_".repeat(index / 100)}`), "x-enum-varnames": fill(20_000, () => "A") },
      }),
    want: "output",
  },
  {
    name: "10,000 alternatives",
    make: () => withSchemas({ A: { oneOf: fill(10_000, (index) => ({ type: "object", required: ["k"], properties: { k: { const: index } } })) } }),
    want: "output",
  },
  {
    name: "20,000 parts",
    make: () => withSchemas({ A: { allOf: fill(20_000, (index) => ({ type: "object", properties: { [`p${index}`]: text } })) } }),
    want: "output",
  },
  {
    name: "3,000 bases",
    make: () =>
      withSchemas({
        A: { allOf: fill(3000, (index) => ({ $ref: `#/components/schemas/B${index}` })) },
        ...record(3000, (index) => [`B${index}`, { type: "object", properties: { [`p${index}`]: text } }]),
      }),
    want: "output",
  },
  {
    name: "5,000 schemas of one name",
    make: () =>
      withSchemas({
        A: { oneOf: fill(5000, (index) => ({ $ref: `#/components/schemas/s${"-".repeat(index % 70)}${".".repeat(index / 70)}` })) },
        ...record(5000, (index) => [`s${"-".repeat(index % 70)}${".".repeat(index / 70)}`, closed]),
      }),
    want: "output",
  },
  {
    name: "a thousand parents of a thousand tags",
    make: () => tagged(fill(1000, (index) => ({ name: `t${index}`, parent: `t${index + 1}` }))),
    want: "output",
  },
  {
    name: "2,000 operations of one name",
    make: () => ({
      openapi: "3.1.0",
      info: { title: "x", version: "1" },
      paths: record(2000, (index) => [`/all/${index}`, { get: { operationId: "same", responses: { 200: { description: "x" } } } }]),
    }),
    want: "output",
  },
  {
    name: "20,000 parameters",
    make: () => withSchemas({ A: text }, { parameters: fill(20_000, (index) => ({ name: `p${"-".repeat(index % 7)}${index}`, in: "query", schema: text })) }),
    want: "output",
  },
];

const M = 1_000_000;
const texts: readonly OversizedDocument[] = [
  { name: "a long line of prose", make: () => withSchemas({ A: { description: "ab c ".repeat(M / 5) } }), want: "output" },
  { name: "a million lines", make: () => withSchemas({ A: { description: "a b\n".repeat(M) } }, { summary: "x".repeat(M) }), want: "output" },
  {
    name: "nothing but spaces",
    make: () =>
      withSchemas(
        { A: { description: `${" ".repeat(M)}x${"\t ".repeat(M)}`, properties: { a: { description: `${"\n".repeat(M)}x` } } } },
        { operationId: `${" ".repeat(M)}x` },
      ),
    want: "output",
  },
  {
    name: "Markdown without end",
    make: () => withSchemas({ A: { description: `${"* @".repeat(M / 5)}\n${"> ".repeat(M / 5)}\n${"1. ".repeat(M / 5)}\n${"```\n".repeat(M / 5)}` } }),
    want: "output",
  },
  {
    name: "parentheses",
    make: () => withSchemas({ A: { ...text, description: "(".repeat(M) + "[".repeat(M), pattern: "(".repeat(M) + ")".repeat(M), default: "(".repeat(M) } }),
    want: "output",
  },
  { name: "a long property name", make: () => withSchemas({ A: { type: "object", properties: { ["x-".repeat(M)]: text } } }), want: "output" },
  {
    name: "a long schema name",
    make: () => withSchemas({ A: { $ref: `#/components/schemas/${"x-".repeat(M / 4)}` }, ["x-".repeat(M / 4)]: closed }),
    want: "output",
  },
  {
    name: "names of many words",
    make: () =>
      withSchemas(
        { A: { title: "A1b".repeat(M / 10), enum: ["aB1".repeat(M / 10), "A".repeat(M / 4), "a1".repeat(M / 4)] } },
        { operationId: "A1b".repeat(M / 10), tags: [`${"A".repeat(M / 4)}b`, "a.".repeat(M / 10)] },
      ),
    want: "output",
  },
  {
    name: "long paths",
    make: () => ({
      openapi: "3.1.0",
      info: { title: "x", version: "1" },
      servers: [{ url: `https://${"{a".repeat(M / 10)}` }, { url: `https://${"}{".repeat(M / 10)}` }],
      paths: Object.fromEntries(
        [`/${"{a}/".repeat(M / 40)}`, `/${"{".repeat(M / 10)}`, `/${"a".repeat(M)}`].map((path) => [
          path,
          { get: { responses: { 200: { description: "x" } } } },
        ]),
      ),
    }),
    want: "output",
  },
  {
    name: "long media types",
    make: () =>
      withSchemas(
        { A: text },
        { requestBody: { content: { [`a/${"+".repeat(M / 10)}`]: {}, [`application/${" ;".repeat(M / 10)}`]: {}, [`${";".repeat(M / 10)}json`]: {} } } },
      ),
    want: "output",
  },
];

const letters = [..."abcdefghijklmn"];
const bomb = (each: (anchor: string) => string): string =>
  letters
    .slice(1)
    .map((letter, index) => `${letter}: &${letter} ${each(letters[index] ?? "")}`)
    .join("\n");
const ten = (item: string): string => Array.from({ length: 10 }, () => item).join(", ");

const aliases: readonly OversizedDocument[] = [
  { name: "aliases that multiply", make: () => `openapi: 3.1.0\na: &a [x]\n${bomb((anchor) => `[${ten(`*${anchor}`)}]`)}`, want: "input-too-many-values" },
  {
    name: "merge keys that multiply",
    make: () => `openapi: 3.1.0\ninfo: {title: x, version: "1"}\npaths: {}\na: &a {x: 1}\n${bomb((anchor) => `{<<: [${ten(`*${anchor}`)}], y: 2}`)}`,
    want: "output",
  },
  {
    name: "an alias inside its own anchor",
    make: () => 'openapi: 3.1.0\ninfo: &a {title: x, version: "1", x: *a}\npaths: {}\n',
    want: "input-too-many-values",
  },
];

/** Every kind of too much that we could think of. */
export const oversized: readonly OversizedDocument[] = [...nesting, ...chains, ...circles, ...lengths, ...texts, ...aliases];
