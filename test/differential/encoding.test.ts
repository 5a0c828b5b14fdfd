import { beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createFinalURL, createQuerySerializer, defaultPathSerializer, type QuerySerializerOptions } from "openapi-fetch";
import { type Address, addressesOf, type Declared, type Shape, schemas } from "./encoding.js";

const shapes: readonly Shape[] = ["scalar", "list", "object"];
const both = [true, false] as const;

/** Values of each shape, made of some texts. Where the two differ on others, the table of differences tells why. */
function valuesOf(text: fc.Arbitrary<string>): Readonly<Record<Shape, fc.Arbitrary<unknown>>> {
  const scalar = fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean());
  return {
    scalar,
    list: fc.array(scalar, { minLength: 1, maxLength: 4 }),
    object: fc.dictionary(
      fc.stringMatching(/^[\w.~-]{1,6}$/).filter((key) => key !== "__proto__"),
      scalar,
      { minKeys: 1, maxKeys: 4 },
    ),
  };
}

const anyText = valuesOf(fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }));
/** What RFC 3986 lets stand in a query as it is. */
const plainText = valuesOf(fc.stringMatching(/^[\w.~:/?[\]@!$&'()*+,;=-]{1,8}$/));

/** Runs the addresses and openapi-fetch over random values. */
async function expectSame(address: Address, theirs: (value: unknown) => string, values: fc.Arbitrary<unknown>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(values, async (value) => {
      expect(await address({ v: value })).toBe(theirs(value));
    }),
    { numRuns: 60 },
  );
}

const operators: Readonly<Record<string, string>> = { simple: "", label: ".", matrix: ";" };

interface PathCase {
  readonly style: string;
  readonly explode: boolean;
  readonly shape: Shape;
}
const pathCases: readonly PathCase[] = Object.keys(operators).flatMap((style) => both.flatMap((explode) => shapes.map((shape) => ({ style, explode, shape }))));

describe("path variables of generated operations", () => {
  let addresses: readonly Address[] = [];
  beforeAll(async () => {
    addresses = await addressesOf(pathCases.map(({ style, explode, shape }): Declared[] => [{ in: "path", style, explode, schema: schemas[shape] }]));
  });

  it.each(pathCases.map((each, index) => ({ ...each, index })))(
    "are written as openapi-fetch does: $style, explode $explode, $shape",
    async ({ style, explode, shape, index }) => {
      const template = `{${operators[style]}v${explode ? "*" : ""}}`;
      await expectSame(addresses[index] as Address, (v) => defaultPathSerializer(template, { v: v as string }), anyText[shape]); // it takes lists and objects too
    },
  );
});

interface QueryCase {
  readonly name: string;
  readonly param: Omit<Declared, "in" | "schema">;
  readonly shape: Shape;
  readonly options: QuerySerializerOptions;
}

const listStyles = ["form", "spaceDelimited", "pipeDelimited"] as const;
const lists = listStyles.flatMap((style) =>
  both.map(
    (explode): QueryCase => ({ name: `${style}, explode ${explode}`, param: { style, explode }, shape: "list", options: { array: { style, explode } } }),
  ),
);
const objects = both.map(
  (explode): QueryCase => ({
    name: `form, explode ${explode}`,
    param: { style: "form", explode },
    shape: "object",
    options: { object: { style: "form", explode } },
  }),
);
const queryCases: readonly QueryCase[] = [
  { name: "form", param: {}, shape: "scalar", options: {} },
  ...lists,
  ...objects,
  { name: "deepObject", param: { style: "deepObject", explode: true }, shape: "object", options: { object: { style: "deepObject", explode: true } } },
];

describe("query parameters of generated operations", () => {
  let addresses: readonly Address[] = [];
  let reserved: readonly Address[] = [];
  beforeAll(async () => {
    const declared = (allowReserved: boolean): Declared[][] =>
      queryCases.map(({ param, shape }) => [{ ...param, in: "query", allowReserved, schema: schemas[shape] }]);
    addresses = await addressesOf(declared(false));
    reserved = await addressesOf(declared(true));
  });

  it.each(queryCases.map((each, index) => ({ ...each, index })))("are written as openapi-fetch does: $name, $shape", async ({ shape, options, index }) => {
    const serialize = createQuerySerializer<{ v: unknown }>(options);
    await expectSame(addresses[index] as Address, (v) => serialize({ v }), anyText[shape]);
  });

  it.each(queryCases.map((each, index) => ({ ...each, index })))(
    "are written as openapi-fetch does: $name, $shape, reserved characters allowed",
    async ({ shape, options, index }) => {
      const serialize = createQuerySerializer<{ v: unknown }>({ ...options, allowReserved: true });
      await expectSame(reserved[index] as Address, (v) => serialize({ v }), plainText[shape]);
    },
  );

  it.each(["filter[name]", "$top", "a.b", "a-b", "~x"])("keep the name %s", async (name) => {
    const [address] = await addressesOf([[{ name, in: "query", schema: {} }]]);
    const { shown, key } = await shownBy(address as Address, name);
    expect({ key, shown }).toEqual({ key, shown: createQuerySerializer()({ [name]: "x y" }) });
  });

  it("stand behind one another, and leave out what isn't given", async () => {
    const [address] = await addressesOf([["a", "b", "c", "d"].map((name) => ({ name, in: "query" as const, schema: {} }))]);
    const query = { a: "1 2", b: undefined, c: null, d: [3, 4] };
    const theirs = createFinalURL("", { baseUrl: "", params: { query }, querySerializer: createQuerySerializer(), pathSerializer: defaultPathSerializer });
    expect(`?${await address?.(query)}`).toBe(theirs);
  });
});

/** The input key is the parameter's name, or what an identifier can make of it. */
async function shownBy(address: Address, name: string): Promise<{ readonly key: string; readonly shown: string }> {
  for (const key of [name, name.replace(/[^\w$]+(\w)?/g, (_, letter: string | undefined) => (letter ?? "").toUpperCase())]) {
    const shown = await address({ [key]: "x y" }).catch(() => null);
    if (shown !== null) return { key, shown };
  }
  throw new Error(`no input for ${name}`);
}

/** Where we write otherwise than openapi-fetch, on purpose. */
const differences: readonly {
  readonly why: string;
  readonly param: Declared;
  readonly given: unknown;
  readonly ours: string | null;
  readonly theirs: string | null;
}[] = [
  {
    why: "allowReserved lets reserved characters stand (RFC 6570, 3.2.3), not what is no part of a URL, nor what would end the query",
    param: { in: "query", allowReserved: true, schema: schemas.scalar },
    given: "a/b c#ü%",
    ours: "v=a/b%20c%23%C3%BC%25",
    theirs: "v=a/b c#ü%",
  },
  {
    why: "keys of objects are data, and encoded like values (RFC 6570, 3.2.1)",
    param: { in: "query", style: "form", explode: true, schema: schemas.object },
    given: { "a&b": 1 },
    ours: "a%26b=1",
    theirs: "a&b=1",
  },
  {
    why: "members without a value are left out (RFC 6570, 2.3)",
    param: { in: "query", style: "form", explode: true, schema: schemas.list },
    given: ["a", null, "b"],
    ours: "v=a&v=b",
    theirs: "v=a&&v=b",
  },
  {
    why: "members without a value are left out (RFC 6570, 2.3), also where they are joined",
    param: { in: "query", style: "form", explode: false, schema: schemas.object },
    given: { a: 1, b: undefined },
    ours: "v=a,1",
    theirs: "v=a,1,b,undefined",
  },
  {
    why: "an object without a member is not given (RFC 6570, 2.3)",
    param: { in: "query", style: "form", explode: false, schema: schemas.object },
    given: {},
    ours: "",
    theirs: "v=",
  },
  {
    why: "deepObject goes as deep as the value",
    param: { in: "query", style: "deepObject", explode: true, schema: schemas.object },
    given: { a: { b: 1 }, c: ["x"] },
    ours: "v[a][b]=1&v[c][0]=x",
    theirs: null,
  },
  {
    why: "dates say themselves what they are",
    param: { in: "query", schema: schemas.scalar },
    given: new Date(0),
    ours: "v=1970-01-01T00%3A00%3A00.000Z",
    theirs: "",
  },
  {
    why: "an empty path variable would reach another address: it is refused",
    param: { in: "path", schema: schemas.scalar },
    given: "",
    ours: null,
    theirs: "",
  },
  { why: "so is an empty list", param: { in: "path", style: "label", schema: schemas.list }, given: [], ours: null, theirs: "." },
];

describe("what is written otherwise than openapi-fetch does", () => {
  it.each(differences)("$why: $given", async ({ param, given, ours, theirs }) => {
    const [address] = await addressesOf([[param]]);
    const shown = await address?.({ v: given }).catch(() => null);
    expect({ ours: shown, theirs: theirAddress(param, given) }).toEqual({ ours, theirs });
  });
});

/** null: openapi-fetch throws. */
function theirAddress({ in: place, style = "form", explode = true, allowReserved = false }: Declared, v: unknown): string | null {
  if (place === "path") return defaultPathSerializer(`{${operators[style] ?? ""}v}`, { v: v as string }); // it takes lists too
  const said = { style, explode } as { style: "form"; explode: boolean }; // as the case says it
  try {
    return createQuerySerializer<{ v: unknown }>({ array: said, object: said, allowReserved })({ v });
  } catch {
    return null;
  }
}
