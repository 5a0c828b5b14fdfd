import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../generator/ir/index.js";
import { exceptions } from "./exceptions.js";
import { compareModels, type Direction } from "./models.js";
import { rules } from "./rules.js";

const folder = mkdtempSync(join(tmpdir(), "differential-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Schemas = Readonly<Record<string, JsonValue>>;

const documentOf = (schemas: Schemas): JsonValue => ({
  openapi: "3.1.0",
  info: { title: "Test", version: "1" },
  paths: {},
  components: { schemas },
});

/** What differs between our models of the first schemas and openapi-typescript's of the second. */
async function differences(ours: Schemas, options: { readonly theirs?: Schemas; readonly ruled?: boolean; readonly known?: readonly string[] } = {}) {
  const source = join(folder, "openapi.json");
  writeFileSync(source, JSON.stringify(documentOf(ours)));
  const theirs = options.theirs === undefined ? {} : { theirs: documentOf(options.theirs) };
  const found = await compareModels(source, join(folder, "out"), { root: folder, ruled: options.ruled ?? false, known: options.known ?? [], ...theirs });
  return found;
}

const object = (properties: Schemas, ...required: readonly string[]): JsonValue => ({ type: "object", properties, required });
const text = { type: "string" };
const ref = (name: string): JsonValue => ({ $ref: `#/components/schemas/${name}` });
const deep = (schema: JsonValue): JsonValue => object({ list: { type: "array", items: object({ inner: schema }) } });

/** A schema, the same one changed, and who notices: `ours`, if ours of the first isn't assignable to theirs of the second. */
const changes: Readonly<Record<string, { readonly ours: JsonValue; readonly theirs: JsonValue; readonly want: readonly Direction[] }>> = {
  AnotherType: { ours: text, theirs: { type: "number" }, want: ["ours", "theirs"] },
  LessThanUnknown: { ours: text, theirs: {}, want: ["theirs"] },
  Null: { ours: { type: ["string", "null"] }, theirs: text, want: ["ours"] },
  AValueMore: { ours: { enum: ["a", "b"] }, theirs: { enum: ["a"] }, want: ["ours"] },
  AValueLess: { ours: { enum: ["a"] }, theirs: { enum: ["a", "b"] }, want: ["theirs"] },
  Required: { ours: object({ a: text }, "a"), theirs: object({ a: text }), want: ["theirs"] },
  Optional: { ours: object({ a: text }), theirs: object({ a: text }, "a"), want: ["ours"] },
  APropertyMore: { ours: object({ a: text, b: text }), theirs: object({ a: text }), want: ["theirs"] },
  APropertyLess: { ours: object({ a: text }), theirs: object({ a: text, b: text }), want: ["ours"] },
  ListOfOthers: { ours: { type: "array", items: text }, theirs: { type: "array", items: { type: "number" } }, want: ["ours", "theirs"] },
  MapOfOthers: {
    ours: { type: "object", additionalProperties: text },
    theirs: { type: "object", additionalProperties: { type: "boolean" } },
    want: ["ours", "theirs"],
  },
  DeepInside: { ours: deep(object({ a: text, b: text })), theirs: deep(object({ a: text })), want: ["theirs"] },
  InAnAlternative: {
    ours: { oneOf: [object({ a: text }, "a"), object({ b: text })] },
    theirs: { oneOf: [object({ a: text }, "a"), object({ b: { type: "number" } })] },
    want: ["ours", "theirs"],
  },
  Circle: { ours: object({ next: ref("Circle"), a: text }), theirs: object({ next: ref("Circle"), a: { type: "number" } }), want: ["ours", "theirs"] },
};

describe("the comparison with openapi-typescript", () => {
  const ours: Schemas = Object.fromEntries(Object.entries(changes).map(([name, change]) => [name, change.ours]));
  const theirs: Schemas = Object.fromEntries(Object.entries(changes).map(([name, change]) => [name, change.theirs]));

  it("finds nothing where there is nothing to find", async () => {
    expect(await differences(ours)).toMatchObject({ compared: Object.keys(changes).length, missing: [], differences: {} });
  });

  it("notices each changed schema, in the direction of the change", async () => {
    const want = Object.fromEntries(Object.entries(changes).map(([name, change]) => [name, change.want]));
    expect((await differences(ours, { theirs }))?.differences).toEqual(want);
  });

  it("blames what refers to a changed schema too, unless that one is known", async () => {
    const holder = { Holder: object({ held: ref("Held") }) };
    const [before, after] = [
      { ...holder, Held: text },
      { ...holder, Held: { type: "number" } },
    ];
    const both = ["ours", "theirs"];
    expect((await differences(before, { theirs: after }))?.differences).toEqual({ Held: both, Holder: both });
    expect((await differences(before, { theirs: after, known: ["Held"] }))?.differences).toEqual({ Held: both });
  });

  it("says which schemas we have no model of", async () => {
    expect((await differences({ A: text }, { theirs: { A: text, B: text } }))?.missing).toEqual(["B"]);
  });

  it("gives null for a document that openapi-typescript can't read", async () => {
    expect(await differences({ A: text }, { theirs: { A: { type: "object", properties: { a: [] } } } })).toBeNull();
  });
});

const pet = object({ kind: text });
const child = (parent: string): JsonValue => ({ allOf: [ref(parent), object({ own: text })] });

/** For each rule schemas of which openapi-typescript makes other types than we do; all that differ, where only some do. */
const ruled: Readonly<Record<string, { readonly given: Schemas; readonly differ?: readonly string[] }>> = {
  "required-choices": { given: { Choices: { ...(object({ a: text, b: text }) as object), anyOf: [{ required: ["a"] }, { required: ["b"] }] } } },
  "nullable-alone": { given: { OrNull: object({ a: { anyOf: [text, { nullable: true }] } }) } },
  "beside-a-reference": {
    given: { Named: { enum: ["a", "b"], type: "string" }, One: object({ a: { $ref: "#/components/schemas/Named", const: "a" } }) },
    differ: ["One"],
  },
  "nullable-part": { given: { Part: object({ a: text }), Whole: object({ part: { allOf: [ref("Part"), { nullable: true }] } }) }, differ: ["Whole"] },
  "empty-part": { given: { OnlyObject: { allOf: [{ type: "object" }, object({ a: text }, "a")] } } },
  "type-left-out": { given: { List: { items: text } } },
  "closed-empty-object": { given: { Closed: { type: "object", additionalProperties: false } } },
  "items-as-alternatives": { given: { Either: { items: [text, { type: "number" }] } } },
  "recursive-reference": { given: { Tree: { $recursiveAnchor: true, ...(object({ next: { $recursiveRef: "#" } }) as object) } } },
  "enum-of-another-type": { given: { Level: { type: "number", enum: ["0.5", "0.9"] } } },
  "extensible-enum": { given: { Tier: { type: "string", enum: ["hot"], "x-ms-enum": { name: "Tier", modelAsString: true } } } },
  "vendor-tags": {
    given: {
      Job: { ...(object({ kind: text }, "kind") as object), discriminator: { propertyName: "kind" } },
      Run: { ...(child("Job") as object), "x-ms-discriminator-value": "run" },
    },
    differ: ["Job"],
  },
  "tag-of-a-member": {
    given: { Cat: pet, Dog: pet, Animal: { anyOf: [ref("Cat"), ref("Dog")], discriminator: { propertyName: "kind" } } },
    differ: ["Cat", "Dog"],
  },
  "base-for-its-heirs": {
    given: { Base: { ...(object({ kind: text }, "kind") as object), discriminator: { propertyName: "kind" } }, Heir: child("Base") },
    differ: ["Base"],
  },
  "required-elsewhere": { given: { Nowhere: { ...(object({ a: text }) as object), required: ["a", "b"] } } },
  "any-of-beside": { given: { Beside: { ...(object({ a: text }, "a") as object), anyOf: [object({ b: text }, "b"), object({ c: text }, "c")] } } },
};

describe("the rules that put schemas in other words for openapi-typescript", () => {
  const given: Schemas = Object.assign({}, ...Object.values(ruled).map((rule) => rule.given));
  const differing = Object.values(ruled).flatMap((rule) => rule.differ ?? Object.keys(rule.given));

  it("are each tried here, and give their reason", () => {
    expect(Object.keys(ruled).sort()).toEqual(Object.keys(rules).sort());
    for (const name of Object.keys(rules)) expect(exceptions.kinds[name]?.reason.length).toBeGreaterThan(40);
  });

  it("are needed: without them these differ", async () => {
    const found = await differences(given, { known: differing });
    expect(Object.keys(found?.differences ?? {}).sort()).toEqual([...differing].sort());
  });

  it("account for the differences: with them there are none", async () => {
    const found = await differences(given, { ruled: true });
    expect(found?.differences).toEqual({});
    for (const [name, rule] of Object.entries(ruled)) {
      const changed = Object.keys(rule.given).filter((each) => found?.changed.get(name)?.includes(each));
      expect({ [name]: changed.length }).not.toEqual({ [name]: 0 });
    }
  });
});

describe("the list of exceptions", () => {
  it("gives a reason for each kind, and uses each", () => {
    const used = new Set(Object.values(exceptions.models).flatMap((kinds) => Object.keys(kinds)));
    for (const kind of used) expect(Object.keys(exceptions.kinds)).toContain(kind);
    for (const [name, { reason, fails }] of Object.entries(exceptions.kinds)) {
      expect(reason.length).toBeGreaterThan(40);
      expect({ name, isKnown: name in rules !== (fails !== undefined), isUsed: name in rules || used.has(name) }).toEqual({
        name,
        isKnown: true,
        isUsed: true,
      });
    }
  });
});
