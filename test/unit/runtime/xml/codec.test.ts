import { describe, expect, it } from "@jest/globals";
import * as fastXmlParser from "fast-xml-parser";
import { InputError } from "../../../../runtime/core/errors.js";
import type { Operation } from "../../../../runtime/core/operation.js";
import type { Shape } from "../../../../runtime/core/shape.js";
import { xml } from "../../../../runtime/xml/index.js";
import { loadLibrary, parseXml } from "../../../../runtime/xml/parse.js";

const head = '<?xml version="1.0" encoding="UTF-8"?>';
const operation = (convert?: Operation["convert"]): Operation => ({ id: "op", path: "/", ...(convert && { convert }) });
const write = async (value: unknown, shape?: Shape): Promise<unknown> =>
  (await xml.bodies?.xml?.(value, { kind: "xml" }, operation(shape && { in: shape })))?.body;
const read = async (text: string, shape?: Shape): Promise<unknown> => xml.replies?.xml?.(text, operation(shape && { out: { "200": shape } }), 200);

const text: Shape = { type: "string" };
const integer: Shape = { type: "integer" };
const tag: Shape = {
  type: "object",
  xml: { name: "Tag" },
  fields: { key: { type: "string", xml: { name: "Key" } }, value: { type: "string", xml: { name: "Value" } } },
};

describe("values and documents, both ways", () => {
  const cases: { name: string; shape?: Shape; value: unknown; document: string }[] = [
    {
      name: "fields by name",
      shape: { type: "object", xml: { name: "pet" }, fields: { id: integer, name: text } },
      value: { id: 7, name: "Rex" },
      document: "<pet><id>7</id><name>Rex</name></pet>",
    },
    {
      name: "renamed fields",
      shape: { type: "object", xml: { name: "r" }, fields: { maxKeys: { type: "integer", xml: { name: "MaxKeys" } } } },
      value: { maxKeys: 3 },
      document: "<r><MaxKeys>3</MaxKeys></r>",
    },
    {
      name: "attributes",
      shape: {
        type: "object",
        xml: { name: "pet" },
        fields: { id: { type: "integer", xml: { attribute: true } }, on: { type: "boolean", xml: { attribute: true, name: "active" } }, name: text },
      },
      value: { id: 7, on: true, name: "Rex" },
      document: '<pet id="7" active="true"><name>Rex</name></pet>',
    },
    {
      name: "lists beside other fields, one element or many",
      shape: { type: "object", xml: { name: "r" }, fields: { a: text, tags: { type: "array", items: tag } } },
      value: { a: "x", tags: [{ key: "k", value: "v" }] },
      document: "<r><a>x</a><Tag><Key>k</Key><Value>v</Value></Tag></r>",
    },
    {
      name: "lists without names of their own repeat the field's",
      shape: { type: "object", xml: { name: "r" }, fields: { id: { type: "array", items: integer } } },
      value: { id: [1, 2, 3] },
      document: "<r><id>1</id><id>2</id><id>3</id></r>",
    },
    {
      name: "wrapped lists",
      shape: { type: "object", xml: { name: "r" }, fields: { tags: { type: "array", xml: { wrapped: true, name: "TagSet" }, items: tag } } },
      value: { tags: [{ key: "k" }, { key: "l" }] },
      document: "<r><TagSet><Tag><Key>k</Key></Tag><Tag><Key>l</Key></Tag></TagSet></r>",
    },
    {
      name: "an empty wrapped list is an empty element",
      shape: { type: "object", xml: { name: "r" }, fields: { tags: { type: "array", xml: { wrapped: true }, items: tag } } },
      value: { tags: [] },
      document: "<r><tags/></r>",
    },
    {
      name: "a list as the document",
      shape: { type: "array", xml: { name: "ids" }, items: { type: "integer", xml: { name: "id" } } },
      value: [1],
      document: "<ids><id>1</id></ids>",
    },
    {
      name: "text beside attributes",
      shape: {
        type: "object",
        xml: { name: "price" },
        fields: { currency: { type: "string", xml: { attribute: true } }, amount: { type: "number", xml: { text: true } } },
      },
      value: { currency: "EUR", amount: 1.5 },
      document: '<price currency="EUR">1.5</price>',
    },
    {
      name: "namespaces with and without a prefix",
      shape: { type: "object", xml: { name: "r", namespace: "urn:a" }, fields: { id: { type: "integer", xml: { prefix: "b", namespace: "urn:b" } } } },
      value: { id: 1 },
      document: '<r xmlns="urn:a"><b:id xmlns:b="urn:b">1</b:id></r>',
    },
    {
      name: "null",
      shape: { type: "object", xml: { name: "r" }, fields: { a: { anyOf: [{ type: "string" }, { type: "null" }] } } },
      value: { a: null },
      document: '<r><a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></r>',
    },
    { name: "open maps", shape: { type: "object", xml: { name: "r" }, rest: integer }, value: { a: 1, b: 2 }, document: "<r><a>1</a><b>2</b></r>" },
    {
      name: "references, allOf and recursion",
      shape: { xml: { name: "node" }, allOf: [{ ref: () => node }, { fields: { id: integer } }] },
      value: { child: [{ child: [], label: "x" }], id: 1 },
      document: "<node><child><label>x</label></child><id>1</id></node>",
    },
    {
      name: "signs that XML needs for itself, spaces and line ends kept",
      shape: { type: "object", xml: { name: "r" }, fields: { a: { type: "string", xml: { attribute: true } }, b: text } },
      value: { a: '<"&\n\t>', b: " a<b>&amp; ]]>\r\n " },
      document: '<r a="&lt;&quot;&amp;&#10;&#9;&gt;"><b> a&lt;b&gt;&amp;amp; ]]&gt;&#13;\n </b></r>',
    },
    { name: "empty text", shape: { type: "object", xml: { name: "r" }, fields: { a: text } }, value: { a: "" }, document: "<r><a/></r>" },
    {
      name: "integers beyond 2^53 keep every digit",
      shape: { type: "object", xml: { name: "r" }, fields: { id: { type: "integer", as: "bigint" } } },
      value: { id: 18446744073709551615n },
      document: "<r><id>18446744073709551615</id></r>",
    },
  ];
  const node: Shape = { type: "object", required: ["child"], fields: { child: { type: "array", items: { ref: () => node } }, label: text } };

  it.each(cases)("$name", async ({ shape, value, document }) => {
    expect(await write(value, shape)).toBe(head + document);
    expect(await read(head + document, shape)).toEqual(value);
  });
});

describe("writing", () => {
  it("names the root of an undescribed value by its one key", async () => {
    expect(await write({ Delete: { Object: [{ Key: "a" }, { Key: "b" }], Quiet: true } })).toBe(
      `${head}<Delete><Object><Key>a</Key></Object><Object><Key>b</Key></Object><Quiet>true</Quiet></Delete>`,
    );
  });

  it("leaves out what is undefined, and attributes that are null", async () => {
    expect(
      await write({ a: undefined, b: null }, { type: "object", xml: { name: "r" }, fields: { a: text, b: { type: "string", xml: { attribute: true } } } }),
    ).toBe(`${head}<r/>`);
  });

  it("prefixes attributes, prints dates as they say themselves, and #text as text", async () => {
    const shape: Shape = {
      type: "object",
      xml: { name: "r" },
      fields: { type: { type: "string", xml: { attribute: true, prefix: "xsi" } }, at: { type: "string" } },
    };
    expect(await write({ type: "T", at: new Date(0), "#text": 7 }, shape)).toBe(`${head}<r xsi:type="T"><at>1970-01-01T00:00:00.000Z</at>7</r>`);
  });

  it("finds the shape of a body that stands under one key", async () => {
    const codec = await xml.bodies?.xml?.(
      { id: 1 },
      { kind: "xml", at: "body", type: "text/xml" },
      operation({
        in: { type: "object", fields: { body: { type: "object", xml: { name: "Pet" }, fields: { id: { type: "integer", xml: { attribute: true } } } } } },
      }),
    );
    expect(codec).toEqual({ body: `${head}<Pet id="1"/>`, headers: { "content-type": "text/xml" } });
  });

  it.each([
    { name: "names that are none", value: { r: { "a b": 1 } } },
    { name: "names that would close the tag", value: { r: { "a><script": 1 } } },
    { name: "control characters", value: { r: "a\u0000b" } },
    { name: "functions", value: { r: () => 1 } },
  ])("refuses $name", async ({ value }) => {
    await expect(write(value)).rejects.toThrow(InputError);
  });
});

describe("reading", () => {
  it("reads an S3 listing", async () => {
    const shape: Shape = {
      type: "object",
      required: ["Contents", "IsTruncated"],
      fields: {
        Name: text,
        IsTruncated: { type: "boolean" },
        KeyCount: integer,
        Contents: { type: "array", items: { type: "object", fields: { Key: text, Size: integer } } },
      },
    };
    const open = '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><IsTruncated>true</IsTruncated>';
    expect(await read(`${open}<KeyCount>1</KeyCount><Contents><Key>a&#x2F;b</Key><Size>12</Size></Contents></ListBucketResult>`, shape)).toEqual({
      Name: "b",
      IsTruncated: true,
      KeyCount: 1,
      Contents: [{ Key: "a/b", Size: 12 }],
    });
    expect(await read(`${open}</ListBucketResult>`, shape)).toEqual({ Name: "b", IsTruncated: true, Contents: [] });
  });

  it("gives what no shape describes as it stands: repeated elements as lists, attributes as fields, mixed text beside", async () => {
    expect(await read('<Error a="1"><Code>NoSuchKey</Code><x>1</x><x>2</x><y z="1">t</y>  </Error>')).toEqual({
      a: "1",
      Code: "NoSuchKey",
      x: ["1", "2"],
      y: { z: "1", "#text": "t" },
    });
    expect(await read("<r><a>1</a><new>2</new><new>3</new></r>", { type: "object", fields: { a: integer } })).toEqual({ a: 1, new: ["2", "3"] });
    expect(await read('<r b="2"><a>1</a></r>', { type: "object", fields: { a: integer } })).toEqual({ a: 1, b: "2" });
  });

  it.each([
    { given: "<r> 7 </r>", type: "integer", want: 7 },
    { given: "<r>1e3</r>", type: "number", want: 1000 },
    { given: "<r>seven</r>", type: "integer", want: "seven" },
    { given: "<r/>", type: "integer", want: null },
    { given: "<r>1</r>", type: "boolean", want: true },
    { given: "<r>FALSE</r>", type: "boolean", want: false },
    { given: "<r>maybe</r>", type: "boolean", want: "maybe" },
    { given: "<r>007</r>", type: "string", want: "007" },
    { given: "<r/>", type: "object", want: {} },
    { given: "<r/>", type: "array", want: [] },
  ] as const)("$given as $type", async ({ given, type, want }) => {
    expect(await read(given, { type })).toEqual(want);
  });

  it("reads CDATA as it stands, character references, comments between, and a byte-order mark before", async () => {
    expect(await read("\ufeff<r>a<![CDATA[<&amp;>]]>b<!-- no -->&#99;&#x64;&lt;&unknown;&#x110000;</r>", text)).toBe("a<&amp;>bcd<&unknown;&#x110000;");
  });

  it("takes fields with the names of JavaScript's own properties as fields", async () => {
    const value = await read('<r><__proto__ __proto__="1">x</__proto__><constructor>1</constructor><prototype/></r>');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.entries(value as object).map(([key]) => key)).toEqual(["__proto__", "constructor", "prototype"]);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it("never expands the entities of a document type", async () => {
    const bomb = `<!DOCTYPE r [<!ENTITY a "${"x".repeat(50)}"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><r>&c;</r>`;
    expect(await read(bomb, text)).toBe("&c;");
    expect(await read('<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><r>&f;</r>', text).catch(String)).not.toContain("root:");
  });

  it.each(["junk", "<a><b></a>", "<a/><b/>", "<a>", "<a"])("refuses %j", async (given) => {
    await expect(read(given)).rejects.toThrow(SyntaxError);
  });

  it("refuses nesting without end", async () => {
    await expect(read("<a>".repeat(5000) + "</a>".repeat(5000))).rejects.toThrow();
  });

  it("gives undefined for an empty body", async () => {
    expect(await read(" ")).toBeUndefined();
  });

  it("picks the shape by status, then range, then default", async () => {
    const convert: Operation["convert"] = { out: { "200": { type: "integer" }, "2XX": { type: "boolean" }, default: { type: "array" } } };
    const at = (status: number): unknown => xml.replies?.xml?.("<r>1</r>", operation(convert), status);
    expect(await at(200)).toBe(1);
    expect(await at(201)).toBe(true);
    expect(await at(404)).toEqual([]);
  });

  it("says which package is missing", async () => {
    const missing = loadLibrary(() => Promise.reject(new Error("Cannot find package 'fast-xml-parser'")));
    await expect(missing).rejects.toMatchObject({ kind: "input", message: expect.stringContaining("fast-xml-parser"), remedy: "npm install fast-xml-parser" });
  });

  it("fed one document again and again, keeps nothing of the one before", () => {
    const parse = (given: string): string => parseXml(given, fastXmlParser).name;
    expect([parse("<a:x xmlns:a='u'/>"), parse("<y/>"), parse("<x/>")]).toEqual(["x", "y", "x"]);
  });
});
