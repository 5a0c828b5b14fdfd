import { avro } from "@clientwright/runtime/avro";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

const codec = (schema: object, int64: "number" | "bigint" | "string" = "number") => avro.codec(JSON.stringify(schema), int64);
const long = (logicalType: string) => ({ type: "long", logicalType });
const decimal = { type: "bytes", logicalType: "decimal", precision: 20, scale: 2 };
const narrow = { type: "fixed", name: "Money", size: 2, logicalType: "decimal", precision: 4, scale: 2 };

describe("Avro's logical types, where the schema keeps them", () => {
  it.each([
    [{ type: "int", logicalType: "date" }, "2026-01-31", 20_484],
    [{ type: "int", logicalType: "date" }, "1969-12-31", -1],
    [long("timestamp-millis"), "1970-01-01T00:00:01.500Z", 1_500],
    [long("timestamp-millis"), "1969-12-31T23:59:59.999Z", -1],
    [long("timestamp-micros"), "2026-01-31T12:00:00.123456Z", 1_769_860_800_123_456],
    [long("timestamp-nanos"), "1970-01-01T00:00:00.000000001Z", 1],
  ])("%j: %s is %d", (schema, text, raw) => {
    const written = codec(schema).encode(text);
    expect(avro.codec(JSON.stringify(schema.type), "number").decode(written)).toBe(raw);
    expect(codec(schema).encode(raw)).toEqual(written);
    for (const style of ["number", "bigint", "string"] as const) expect(codec(schema, style).decode(written)).toBe(text);
  });

  it("take any offset, and cut what is finer than they count", () => {
    expect(codec(long("timestamp-millis")).encode("2026-01-31T13:00:00.123456789+01:00")).toEqual(
      codec(long("timestamp-millis")).encode("2026-01-31T12:00:00.123Z"),
    );
  });

  it.each([
    ["0.00", "00"],
    ["-0.01", "ff"],
    ["1.28", "0080"],
    ["-1.28", "80"],
    ["12345678901234567890.12", "42ed123b0bd8203a14"],
  ])("a decimal of %s is the bytes %s", (text, hex) => {
    const bytes = Buffer.from(hex, "hex");
    expect(Buffer.from(codec(decimal).encode(text)).toString("hex")).toBe(Buffer.concat([Buffer.of(2 * bytes.length), bytes]).toString("hex"));
    expect(codec(decimal).decode(codec(decimal).encode(text))).toBe(text);
  });

  it("decimals keep every digit, both ways", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.nat(99), (whole, part) => {
        const text = `${whole}.${`${part}`.padStart(2, "0")}`;
        expect(codec(decimal).decode(codec(decimal).encode(text))).toBe(text);
      }),
    );
    expect(codec(narrow).decode(codec(narrow).encode("-3"))).toBe("-3.00");
    expect(codec(decimal).decode(Uint8Array.of(0))).toBe("0.00");
  });

  it("a default counts as the document writes it", () => {
    const fields = [
      { name: "price", type: decimal, default: "\u0001" },
      { name: "day", type: { type: "int", logicalType: "date" }, default: 1 },
    ];
    const own = codec({ type: "record", name: "R", fields });
    expect(own.decode(own.encode({}))).toEqual({ price: "0.01", day: "1970-01-02" });
  });

  it("are found in a union", () => {
    const own = codec(["null", decimal, long("timestamp-millis"), "string"]);
    expect(["1.00", "2026-01-31T12:00:00.000Z", "x", null].map((value) => own.decode(own.encode(value)))).toEqual([
      "1.00",
      "2026-01-31T12:00:00.000Z",
      "x",
      null,
    ]);
  });

  it.each([
    [decimal, "1.234", "at most 2 digits after the point"],
    [decimal, "1e3", "a decimal number"],
    [narrow, "327.68", "a decimal number that 2 bytes hold"],
    [{ type: "int", logicalType: "date" }, "31.1.2026", "a date (2026-01-31)"],
    [{ type: "int", logicalType: "date" }, "2026-13-01", "a date (2026-01-31)"],
    [long("timestamp-micros"), "2026-01-31", "a date and time"],
    [long("timestamp-micros"), "2026-99-31T12:00:00Z", "a date and time"],
  ])("%j refuses %j", (schema, value, message) => {
    expect(() => codec(schema).encode(value)).toThrow(expect.objectContaining({ kind: "input", message: expect.stringContaining(message) }));
  });

  it("a count beyond all dates comes as it is", () => {
    const far = 2n ** 62n;
    expect(codec(long("timestamp-millis"), "bigint").decode(codec("long" as unknown as object, "bigint").encode(far))).toBe(far);
    const own = codec({ type: "int", logicalType: "date" });
    expect(own.decode(own.encode(2 ** 31 - 1))).toBe(2 ** 31 - 1);
  });
});
