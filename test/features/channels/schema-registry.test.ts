import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kafkaBus } from "@clientwright/runtime/kafka";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import avsc from "avsc";
import protobufjs from "protobufjs";
import { compileErrors } from "../../support/compile.js";
import { type FreshClient, freshClient } from "../../support/generated-client.js";
import { LoopingKafka } from "./looping-kafka.js";

const order: avsc.Schema = {
  type: "record",
  name: "Order",
  fields: [
    { name: "id", type: "int" },
    { name: "note", type: "string" },
  ],
};
const prices = `syntax = "proto3";
  message Unit { string code = 1; }
  message Shop { message Price { int32 cents = 1; Unit unit = 2; } }`;

const avroPayload = { schemaFormat: "application/vnd.apache.avro;version=1.9.0", schema: order };
const registered = (fields: object) => ({ bindings: { kafka: { schemaIdLocation: "payload", ...fields } } });
const messages = {
  confluent: { payload: avroPayload, ...registered({ schemaIdPayloadEncoding: "confluent" }) },
  usual: { payload: avroPayload, ...registered({}) },
  apicurio: { payload: avroPayload, ...registered({ schemaIdPayloadEncoding: "apicurio-new" }) },
  header: {
    payload: avroPayload,
    headers: { type: "object", properties: { schema: { type: "string" } } },
    bindings: { kafka: { schemaIdLocation: "header" } },
  },
  price: {
    payload: { schemaFormat: "application/vnd.google.protobuf;version=3", schema: prices.replace("message Price", "\n// @RootNode\nmessage Price") },
    ...registered({ schemaIdPayloadEncoding: "confluent" }),
  },
  text: { payload: { type: "object", properties: { id: { type: "integer" } } }, ...registered({}) },
  odd: { payload: avroPayload, ...registered({ schemaIdPayloadEncoding: "our own" }) },
};
const document = {
  asyncapi: "3.0.0",
  info: { title: "Records", version: "1" },
  servers: { local: { host: "localhost:9092", protocol: "kafka" } },
  channels: Object.fromEntries(Object.entries(messages).map(([name, message]) => [name, { address: name, messages: { [name]: message } }])),
  operations: Object.fromEntries(
    Object.keys(messages).flatMap((name) => [
      [`${name}Out`, { action: "send", channel: { $ref: `#/channels/${name}` } }],
      [`${name}In`, { action: "receive", channel: { $ref: `#/channels/${name}` } }],
    ]),
  ),
};

const calls = `import { createRecords } from "./index.js";
const records = createRecords();
await records.channels.confluentIn({ id: 1, note: "a" }, { schemaId: 42 });
await records.channels.apicurioIn({ id: 1, note: "a" }, { schemaId: 42n });
for await (const order of records.channels.confluentOut()) { const id: number = order.id; console.log(id); }
// @ts-expect-error a name is no id
await records.channels.confluentIn({ id: 1, note: "a" }, { schemaId: "Order" });
`;

describe("payloads after a schema registry's id", () => {
  const folder = mkdtempSync(join(tmpdir(), "registry-"));
  let kafka: LoopingKafka;
  let fresh: FreshClient;
  // biome-ignore lint/suspicious/noExplicitAny: generated while the test runs; that its types fit is asked of the compiler
  let client: any;

  beforeAll(async () => {
    writeFileSync(join(folder, "asyncapi.json"), JSON.stringify(document));
    fresh = await freshClient({ sources: [join(folder, "asyncapi.json")] });
  });
  beforeEach(() => {
    kafka = new LoopingKafka();
    client = fresh.exports.createRecords({ bus: kafkaBus({ make: kafka.make }), auth: "open" });
  });
  afterEach(() => client.close());
  afterAll(() => {
    fresh?.remove();
    rmSync(folder, { recursive: true });
  });

  /** What comes back of what is sent. */
  async function echoed(name: string, send: () => unknown): Promise<unknown> {
    const subscription = client.channels[`${name}Out`]();
    await subscription.ready();
    await send();
    for await (const payload of subscription) return payload;
    return null;
  }
  const value = { id: 7, note: "é" };
  const written = avsc.Type.forSchema(order).toBuffer(value);

  it.each([
    ["confluent", 66_051, "0000010203"],
    ["usual", 1n, "0000000001"],
    ["apicurio", 66_051, "000000000000010203"],
    ["apicurio", 2n ** 32n - 1n, "0000000000ffffffff"],
  ])("%s: go out with the id %s", async (name, schemaId, want) => {
    expect(await echoed(name, () => client.channels[`${name}In`](value, { schemaId }))).toEqual(value);
    expect(kafka.values[0]?.toString("hex")).toBe(want + written.toString("hex"));
  });

  it.each([
    ["confluent", "00ffffffff"],
    ["apicurio", "000000000000000009"],
    ["apicurio of four bytes", "0000000009"],
  ])("%s: are read, whichever id they have", async (kind, prefix) => {
    const [name = ""] = kind.split(" ");
    expect(await echoed(name, () => kafka.put(name, Buffer.concat([Buffer.from(prefix, "hex"), written])))).toEqual(value);
  });

  it("of Protobuf say besides where the message stands in its text", async () => {
    const price = { cents: 12, unit: { code: "EUR" } };
    expect(await echoed("price", () => client.channels.priceIn(price, { schemaId: 5 }))).toEqual(price);
    const own = protobufjs.parse(prices).root.lookupType("Shop.Price").encode(price).finish();
    expect(kafka.values[0]?.toString("hex")).toBe(`0000000005040200${Buffer.from(own).toString("hex")}`);
    const first = Buffer.concat([Buffer.from("000000000500", "hex"), own]);
    expect(await echoed("price", () => kafka.put("price", first))).toEqual(price);
  });

  it("are not sent without an id, nor with one that has no room", async () => {
    await expect(client.channels.confluentIn(value)).rejects.toMatchObject({ kind: "input", remedy: expect.stringContaining("{ schemaId }") });
    await expect(client.channels.confluentIn(value, { schemaId: 2 ** 32 })).rejects.toMatchObject({ kind: "input" });
    await expect(client.channels.apicurioIn(value, { schemaId: -1 })).rejects.toMatchObject({ kind: "input" });
    expect(kafka.values).toEqual([]);
  });

  it("that have none are told as undecodable, with their first bytes", async () => {
    const subscription = client.channels.confluentOut();
    const gaps: string[] = [];
    subscription.on("discontinuity", (gap: { reason: string; cause: Error }) => gaps.push(`${gap.reason}: ${gap.cause.message}`));
    const seen = (async () => {
      for await (const payload of subscription) return payload;
      return null;
    })();
    await subscription.ready();
    kafka.put("confluent", Uint8Array.of(14, 2, 97));
    kafka.put("confluent", Uint8Array.of(0, 0, 0));
    kafka.put("confluent", Buffer.concat([Buffer.from("0000000001", "hex"), written]));
    expect(await seen).toEqual(value);
    expect(gaps).toEqual([
      "undecodable: The bytes of a payload don't begin with a schema registry's id: 0e 02 61",
      "undecodable: The bytes of a payload don't begin with a schema registry's id: 00 00 00",
    ]);
  });

  it("have none where it travels as a header, which is the program's", async () => {
    const subscription = client.channels.headerOut();
    await subscription.ready();
    await client.channels.headerIn({ ...value, headers: { schema: "9" } });
    for await (const message of subscription.messages()) {
      expect(message).toMatchObject({ payload: value, headers: { schema: "9" } });
      break;
    }
    expect(kafka.values[0]?.toString("hex")).toBe(written.toString("hex"));
  });

  it("in a format that is not read come as bytes, as JSON not at all, and notes say so", async () => {
    expect(await echoed("odd", () => kafka.put("odd", Uint8Array.of(9, 9)))).toEqual(Uint8Array.of(9, 9));
    expect(fresh.warnings.filter((each) => each.startsWith("message-"))).toEqual([
      expect.stringMatching(/^message-registered .*operations\/oddIn: .*in a format that is not read/),
      expect.stringMatching(/^message-registered .*operations\/textIn: .*JSON/),
    ]);
  });

  it("have types that say so", () => {
    writeFileSync(join(fresh.folder, "calls.ts"), calls);
    expect(compileErrors(fresh.folder)).toEqual([]);
  });
});
