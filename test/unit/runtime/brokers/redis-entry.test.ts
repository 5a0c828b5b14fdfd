import { describe, expect, it } from "@jest/globals";
import { receivedOf } from "../../../../runtime/brokers/redis/entry.js";

const mark = "\uFEFF";
const fields = (texts: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]));

describe("the texts of an entry keep their byte-order marks", () => {
  it("in what our own producers write", () => {
    const told = receivedOf({ id: "1-0", fields: fields({ payload: "7", correlationId: `${mark}c`, replyTo: `${mark}r`, name: `${mark}n` }) }, "orders", 0);
    expect(told).toMatchObject({ correlationId: `${mark}c`, replyTo: `${mark}r`, name: `${mark}n` });
  });

  it("in the fields of other producers", () => {
    const { body } = receivedOf({ id: "1-0", fields: fields({ item: `${mark}tea` }) }, "orders", 0);
    expect(JSON.parse(Buffer.from(body).toString("utf8"))).toEqual({ item: `${mark}tea` });
  });
});
