import { avro } from "@clientwright/runtime/avro";
import { describe, expect, it } from "@jest/globals";
import avsc from "avsc";
import { singleObjectMark } from "../../../../runtime/avro/fingerprint.js";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const order = {
  doc: "Prose counts for nothing.",
  type: "record",
  name: "Order",
  namespace: "shop",
  fields: [
    { name: "id", type: "long", default: 7 },
    { name: "kind", type: { type: "enum", name: "Kind", symbols: ["A", "B"] } },
    { name: "seal", type: { type: "fixed", name: "other.Seal", size: 2 } },
    { name: "more", type: { type: "array", items: ["null", { type: "map", values: "Order" }] } },
    { name: "day", type: { type: "int", logicalType: "date" } },
  ],
} as const;

describe("Avro's single-object encoding", () => {
  it.each([
    ["null", "63dd24e7cc258f8a"],
    ["int", "7275d51a3f395c8f"],
  ])("%s has the fingerprint of the specification's own tests", (schema, want) => {
    expect(hex(singleObjectMark(schema).slice(2).reverse())).toBe(want);
  });

  it("takes the fingerprint of the form that another implementation calls canonical", () => {
    const form = JSON.stringify(avsc.Type.forSchema(order as unknown as avsc.Schema, { wrapUnions: false }).schema());
    expect(hex(singleObjectMark(order))).toBe(hex(singleObjectMark(JSON.parse(form))));
  });

  it("is read with its own schema's fingerprint, and as a plain value where that is another", () => {
    const own = avro.codec(JSON.stringify(order), "number");
    const value = { id: 1, kind: "B", seal: Uint8Array.of(1, 2), more: [], day: "2026-01-31" };
    const plain = own.encode(value);
    expect(own.decode(Uint8Array.of(...singleObjectMark(order), ...plain))).toEqual(value);
    expect(() => own.decode(Uint8Array.of(...singleObjectMark("int"), ...plain))).toThrow(expect.objectContaining({ kind: "decode" }));
    const long = avro.codec('"long"', "number");
    expect(long.decode(Uint8Array.of(0xc3, 1))).toBe(-98);
  });
});
