import { describe, expect, it } from "@jest/globals";
import { type BindingHolder, bindingFields, type FieldKind, idleFields } from "../../../generator/asyncapi/binding-fields.js";
import type { Binding, JsonValue } from "../../../generator/ir/index.js";
import { print } from "../openapi/lowered.js";
import { channelOf, lowerAsync } from "./lowered.js";

const document = (bindings: Partial<Record<BindingHolder, JsonValue>>) => ({
  asyncapi: "3.0.0",
  info: { title: "T", version: "1" },
  servers: { s: { host: "h", protocol: "mqtt", ...(bindings.server === undefined ? {} : { bindings: bindings.server }) } },
  channels: {
    c: {
      address: "c",
      messages: { m: { payload: {}, ...(bindings.message === undefined ? {} : { bindings: bindings.message }) } },
      ...(bindings.channel === undefined ? {} : { bindings: bindings.channel }),
    },
  },
  operations: { o: { action: "send", channel: { $ref: "#/channels/c" }, ...(bindings.operation === undefined ? {} : { bindings: bindings.operation }) } },
});

function bindingsAt(holder: BindingHolder, bindings: JsonValue): { readonly found: readonly Binding[]; readonly codes: readonly string[] } {
  const { api, codes } = lowerAsync(document({ [holder]: bindings }));
  const channel = channelOf(api, "c");
  const found = {
    server: api.channelServers[0]?.bindings,
    channel: channel.bindings,
    operation: channel.operations[0]?.bindings,
    message: channel.messages[0]?.bindings,
  }[holder];
  return { found: found ?? [], codes };
}

const every = Object.entries(bindingFields).flatMap(([protocol, holders]) =>
  Object.entries(holders).flatMap(([holder, fields]) =>
    Object.entries(fields).map(([field, kind]): [string, BindingHolder, string, FieldKind] => [protocol, holder as BindingHolder, field, kind]),
  ),
);

describe("the bindings of a protocol that we serve", () => {
  it.each(every)("%s at a %s keeps %s (%s)", (protocol, holder, field, kind) => {
    const asValue = bindingsAt(holder, { [protocol]: { [field]: 7, bindingVersion: "0.1.0" } });
    const asSchema = bindingsAt(holder, { [protocol]: { [field]: { type: "integer" } } });
    if (kind !== "schema") expect(asValue.found[0]).toMatchObject({ protocol, version: "0.1.0", fields: [{ name: field, value: 7 }], schemas: [] });
    const [schema] = asSchema.found[0]?.schemas ?? [];
    if (kind !== "value") expect([schema?.name, schema === undefined ? null : print(schema.schema)]).toEqual([field, "integer"]);
    const isIdle = Object.hasOwn(idleFields[protocol] ?? {}, field);
    expect(asSchema.codes).toEqual(isIdle ? ["binding-field-idle"] : []);
  });

  it.each(Object.keys(bindingFields))("%s reports a field that it doesn't have", (protocol) => {
    for (const holder of ["server", "channel", "operation", "message"] as const) {
      const { found, codes } = bindingsAt(holder, { [protocol]: { colour: "red", "x-note": 1 } });
      expect([found[0]?.fields, codes]).toEqual([[], ["binding-field-unknown"]]);
    }
  });

  it("keeps the fields of other protocols as they are", () => {
    const { found, codes } = bindingsAt("channel", { sqs: { queue: { name: "q" } } });
    expect([found.map(({ protocol, fields }) => [protocol, fields]), codes]).toEqual([[["sqs", [{ name: "queue", value: { name: "q" } }]]], []]);
  });
});
