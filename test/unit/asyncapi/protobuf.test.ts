import { describe, expect, it } from "@jest/globals";
import { print } from "../openapi/lowered.js";
import { channelOf, lowerAsync } from "./lowered.js";

const shop = `syntax = "proto3";
package shop.v1;
import "google/protobuf/timestamp.proto";
// An order.
message Order {
  // Its id.
  string order_id = 1;
  int64 total = 2;
  repeated Line lines = 3;
  map<string, Line> by_name = 4;
  oneof pay { string card = 5; bytes cash = 6; }
  Status status = 7;
  google.protobuf.Timestamp at = 8;
  google.protobuf.StringValue note = 9;
  Order parent = 10;
  enum Status { UNKNOWN = 0; PAID = 1; }
  message Line { string article = 1 [deprecated = true]; int32 amount = 2; }
}
`;

function read(text: unknown, { name = "Message", payload = {} as object } = {}) {
  const { api, diagnostics } = lowerAsync({
    asyncapi: "3.0.0",
    info: { title: "Shop", version: "1" },
    channels: {
      orders: {
        address: "orders",
        messages: { [name]: { payload: { schemaFormat: "application/vnd.google.protobuf;version=3", schema: text as string, ...payload } } },
      },
    },
    operations: { on: { action: "send", channel: { $ref: "#/channels/orders" } } },
  });
  const schema = channelOf(api, "orders").messages[0]?.payload ?? null;
  return {
    api,
    schema,
    told: diagnostics.map(({ code, severity, at }) => [code, severity, at]),
    models: Object.fromEntries(api.models.map((model) => [model.name, print(model.schema)])),
  };
}

describe("a Protobuf payload", () => {
  it("is typed as its own encoding delivers it: 64 bits are numbers, bytes are bytes", () => {
    const { models, told, api } = read(shop);
    expect(told).toEqual([]);
    expect(models).toMatchInlineSnapshot(`
{
  "Line": "{article?: string, amount?: integer(int32)}",
  "Order": "{orderId?: string, total?: integer(int64), lines?: shop.v1.Order.Line[], byName?: {[*]: shop.v1.Order.Line}, card?: string, cash?: binary, status?: shop.v1.Order.Status, at?: string(date-time), note?: (string | null), parent?: shop.v1.Order}",
  "Status": ""UNKNOWN"|"PAID"",
}
`);
    expect(api.models.find(({ name }) => name === "Order")?.docs.description).toBe("An order.");
  });

  it("of 2.x has its format beside it", () => {
    const { api, codes } = lowerAsync({
      asyncapi: "2.6.0",
      info: { title: "Shop", version: "1" },
      channels: {
        orders: {
          subscribe: {
            message: {
              schemaFormat: "application/vnd.google.protobuf;version=2",
              payload: 'syntax = "proto2"; message A { required string id = 1; optional int32 n = 2; }',
            },
          },
        },
      },
    });
    expect(codes).toEqual([]);
    expect(api.models.map((model) => [model.name, print(model.schema)])).toEqual([["A", "{id: string, n?: integer(int32)}"]]);
  });

  it.each([
    ["that a comment marks", "message A { string a = 1; } // @RootNode\nmessage B { string b = 1; }", "Message"],
    ["that is called as the message", "message A { string a = 1; } message B { string b = 1; }", "B"],
    ["that no other mentions", "message A { string a = 1; } message B { A a = 1; }", "Message"],
  ])("has the root %s", (_, text, name) => {
    const { schema, told } = read(`syntax = "proto3";\n${text.replace("// @RootNode\n", "\n// @RootNode\n")}`, { name });
    expect(told).toEqual([]);
    expect(schema).toMatchObject({ kind: "ref", model: expect.stringMatching(/B$/) });
  });

  it("that could be several is each of them, with a word", () => {
    const { schema, told } = read('syntax = "proto3"; message A { string a = 1; } message B { string b = 1; }');
    expect(schema).toMatchObject({ kind: "union" });
    expect(told).toEqual([["protobuf-root", "warning", "api.yaml#/channels/orders/messages/Message/payload/schema"]]);
  });

  it.each([
    ["is no text", { a: 1 }, "protobuf-invalid"],
    ["is no Protobuf", "message {", "protobuf-invalid"],
    ["has no message", 'syntax = "proto3"; enum E { A = 0; }', "protobuf-root"],
    ["mentions what it doesn't declare", 'syntax = "proto3"; message A { other.B b = 1; }', "protobuf-type-unknown"],
  ])("that %s is told", (_, text, code) => {
    expect(read(text).told.map(([told]) => told)).toEqual([code]);
  });

  it("may mention one message after another, as many as there are", () => {
    const chain = Array.from({ length: 5_000 }, (_, index) => `message M${index} { M${index + 1} next = 1; }`);
    const { api, told } = read(`syntax = "proto3"; ${chain.join("\n")} message M5000 { string end = 1; }`);
    expect(told).toEqual([]);
    expect(api.models).toHaveLength(5_001);
  });

  it.each(["__proto__", "constructor", "toString"])("may have a field called %s", (name) => {
    const { models } = read(`syntax = "proto3"; message A { string ${name} = 1; B b = 2; } message B { ${name} c = 1; } message ${name} { string d = 1; }`);
    expect(Object.keys(models).length).toBeGreaterThan(1);
    expect(({} as Record<string, unknown>)["d"]).toBe(undefined);
  });
});
