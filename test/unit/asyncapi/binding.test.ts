import { createRequire } from "node:module";
import { describe, expect, it } from "@jest/globals";
import { type BindingHolder, bindingFields, bindingVersions, foreignProtocols, idleFields } from "../../../generator/asyncapi/binding-fields.js";
import type { FieldShape } from "../../../generator/asyncapi/binding-shape.js";
import type { Binding, JsonValue } from "../../../generator/ir/index.js";
import { print } from "../openapi/lowered.js";
import { channelOf, lowerAsync } from "./lowered.js";

const holders = ["server", "channel", "operation", "message"] as const;
const place = { server: "servers/s", channel: "channels/c", operation: "operations/o", message: "channels/c/messages/m" };

const document = (bindings: Partial<Record<BindingHolder, JsonValue>>, components: JsonValue = {}) => ({
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
  components,
});

function bindingsAt(holder: BindingHolder, bindings: JsonValue, components?: JsonValue) {
  const { api, codes, diagnostics } = lowerAsync(document({ [holder]: bindings }, components));
  const channel = channelOf(api, "c");
  const found: readonly Binding[] | undefined = {
    server: api.channelServers[0]?.bindings,
    channel: channel.bindings,
    operation: channel.operations[0]?.bindings,
    message: channel.messages[0]?.bindings,
  }[holder];
  return { found: found ?? [], codes, told: diagnostics.map(({ code, at }) => [code, at.replace(/^.*?#\//, "")]) };
}

/** A value that fits, and one that doesn't. */
function samples(shape: FieldShape): readonly [JsonValue, JsonValue] {
  if (typeof shape === "object") {
    if ("among" in shape) return [shape.among[0] ?? "", `${shape.among[0]}?`];
    if ("parts" in shape) return [Object.fromEntries(Object.entries(shape.parts).map(([name, part]) => [name, samples(part)[0]])), "x"];
    if ("schemaOr" in shape) return samples(shape.schemaOr);
    return [shape.least, `${shape.least}`];
  }
  const known = {
    text: ["a", 1],
    flag: [false, "false"],
    texts: [["a"], "a"],
    object: [{}, []],
    schema: [{ type: "integer" }, 1],
    channel: [{}, "c"],
  } as const;
  return known[shape];
}

const every = Object.entries(bindingFields).flatMap(([protocol, all]) =>
  holders.flatMap((holder) =>
    Object.entries(all[holder]).map(([field, shape]): [string, BindingHolder, string, FieldShape] => [protocol, holder, field, shape]),
  ),
);
const plain = every.filter(([, , , shape]) => shape !== "channel");

describe("the bindings of a protocol that we serve", () => {
  it.each<[BindingHolder, string]>([
    ["server", "schemaRegistryUrl"],
    ["server", "schemaRegistryVendor"],
    ["message", "schemaLookupStrategy"],
  ])("kafka at a %s tells that %s of a schema registry changes nothing", (holder, field) => {
    expect(bindingsAt(holder, { kafka: { [field]: "confluent" } }).codes).toEqual(["binding-field-idle"]);
  });

  it.each(plain)("%s at a %s keeps %s", (protocol, holder, field, shape) => {
    const [good] = samples(shape);
    const { found, codes } = bindingsAt(holder, { [protocol]: { [field]: good, bindingVersion: "latest" } });
    if (shape === "schema") expect(found[0]?.schemas.map(({ name, schema }) => [name, print(schema)])).toEqual([[field, "integer"]]);
    else expect(found[0]).toMatchObject({ protocol, version: "latest", fields: [{ name: field, value: good }], schemas: [] });
    expect(codes).toEqual(Object.hasOwn(idleFields[protocol] ?? {}, field) ? ["binding-field-idle"] : []);
  });

  it.each(plain)("%s at a %s reports a wrong value of %s, and leaves it out", (protocol, holder, field, shape) => {
    const [, bad] = samples(shape);
    const { found, told } = bindingsAt(holder, { [protocol]: { [field]: bad } });
    const code = typeof shape === "object" && "parts" in shape ? "node-invalid" : "binding-value-invalid";
    expect([found[0]?.fields, found[0]?.schemas, told]).toEqual([[], [], [[code, `${place[holder]}/bindings/${protocol}/${field}`]]]);
  });

  it.each(every.filter(([, , , shape]) => typeof shape === "object" && "schemaOr" in shape))(
    "%s at a %s: a schema of %s counts by its value",
    (protocol, holder, field) => {
      const idle = Object.hasOwn(idleFields[protocol] ?? {}, field) ? ["binding-field-idle"] : [];
      const says = (schema: JsonValue, components?: JsonValue) => bindingsAt(holder, { [protocol]: { [field]: schema } }, components).codes;
      expect(says({ type: "integer", const: 7 })).toEqual(idle);
      expect(says({ $ref: "#/components/schemas/s" }, { schemas: { s: { type: "integer", default: 7 } } })).toEqual(idle);
      expect(says({ type: "integer", minimum: 7 })).toEqual(["binding-field-idle"]);
    },
  );

  it.each(Object.keys(bindingFields))("%s reports a field that it doesn't have", (protocol) => {
    for (const holder of holders) {
      const { found, told } = bindingsAt(holder, { [protocol]: { colour: "red", "x-note": 1 } });
      expect([found[0]?.fields, told]).toEqual([[], [["binding-field-unknown", `${place[holder]}/bindings/${protocol}/colour`]]]);
    }
  });

  it.each([
    ["server", { mqtt: { lastWill: { topic: "gone", quos: 1, qos: "2" } } }, [{ name: "lastWill", value: { topic: "gone" } }], ["quos", "qos"]],
    ["channel", { amqp: { exchange: { name: "e", type: "round", arguments: {} } } }, [{ name: "exchange", value: { name: "e" } }], ["type", "arguments"]],
  ] as const)("what stands inside a field of a %s is read likewise", (holder, bindings, want, names) => {
    const { found, told } = bindingsAt(holder, bindings);
    expect(found[0]?.fields).toEqual(want);
    expect(told.map(([, at]) => at?.split("/").at(-1))).toEqual(names);
  });

  it("keeps the fields of other protocols as they are; one that there is not is reported", () => {
    const { found, codes } = bindingsAt("channel", { sqs: { queue: { name: "q" } } });
    expect([found.map(({ protocol, fields }) => [protocol, fields]), codes]).toEqual([[["sqs", [{ name: "queue", value: { name: "q" } }]]], []]);
    const odd = bindingsAt("channel", { mqqt: { qos: 1 } });
    expect([odd.found[0]?.fields, odd.told]).toEqual([[{ name: "qos", value: 1 }], [["binding-protocol-unknown", "channels/c/bindings/mqqt"]]]);
  });

  it("reports a version that there is not", () => {
    expect(bindingsAt("operation", { mqtt: { qos: 1, bindingVersion: "9.0.0" } }).told).toEqual([
      ["binding-version-unknown", "operations/o/bindings/mqtt/bindingVersion"],
    ]);
  });

  it("follows references: to a whole map, to one protocol, and inside a field", () => {
    const components = {
      serverBindings: { all: { mqtt: { $ref: "#/components/serverBindings/mqtt" } }, mqtt: { lastWill: { $ref: "#/components/schemas/will" } } },
      schemas: { will: { topic: "gone", retain: 1 } },
    };
    const { found, told } = bindingsAt("server", { $ref: "#/components/serverBindings/all" }, components);
    expect([found[0]?.fields, told]).toEqual([[{ name: "lastWill", value: { topic: "gone" } }], [["binding-value-invalid", "components/schemas/will/retain"]]]);
  });
});

describe("AMQP bindings 0.4.0: the channel that a routing key leads to", () => {
  const routed = (bindings: JsonValue, more: { readonly [key: string]: JsonValue } = {}) =>
    bindingsAt(
      "channel",
      { amqp: { name: "user.*", channel: { $ref: "#/components/channels/q" }, exchange: { name: "e" }, ...more } },
      {
        channels: { q: { address: "signups", ...(bindings === null ? {} : { bindings }) } },
      },
    );

  it("is the queue of that channel", () => {
    const { found, codes } = routed({ amqp: { is: "queue", queue: { durable: false } } });
    expect([found[0]?.fields, codes]).toEqual([
      [
        { name: "name", value: "user.*" },
        { name: "queue", value: { durable: false, name: "signups" } },
        { name: "exchange", value: { name: "e" } },
      ],
      [],
    ]);
  });

  it("a queue of its own counts more", () => {
    const { found } = routed({ amqp: { is: "queue", queue: {} } }, { queue: { name: "own" } });
    expect(found[0]?.fields.find(({ name }) => name === "queue")?.value).toEqual({ name: "own" });
  });

  it.each([
    ["has no bindings", null],
    ["is no queue", { amqp: { is: "routingKey" } }],
  ])("that %s is reported", (_, bindings) => {
    expect(routed(bindings).told).toEqual([["binding-channel-invalid", "channels/c/bindings/amqp/channel"]]);
  });
});

describe("the published schemas of bindings", () => {
  interface Published {
    readonly properties?: Readonly<Record<string, { readonly properties?: Readonly<Record<string, unknown>> }>>;
  }
  const from = createRequire(createRequire(import.meta.url).resolve("@asyncapi/parser"));
  const schemas = ["2.6.0", "3.1.0"].flatMap((version) => {
    const { definitions } = from(`@asyncapi/specs/schemas/${version}.json`) as { readonly definitions: Readonly<Record<string, Published>> }; // the package's own JSON
    return Object.entries(definitions).flatMap(([id, schema]) => {
      const [, protocol = "", number = "", holder = ""] = /bindings\/([^/]+)\/([\d.]+)\/(\w+)\.json$/.exec(id) ?? [];
      return protocol === "" ? [] : [{ protocol: protocol === "websockets" ? "ws" : protocol, number, holder: holder as BindingHolder, schema }];
    });
  });

  it("each version and field of theirs is known, nested ones too", () => {
    const served = schemas.filter(({ protocol }) => Object.hasOwn(bindingFields, protocol));
    const unknown = served.flatMap(({ protocol, number, holder, schema }) => {
      const names = Object.keys(schema.properties ?? {}).filter((name) => name !== "bindingVersion");
      const versions = bindingVersions[protocol]?.includes(number) ? [] : [`${protocol} ${number}`];
      const fields = bindingFields[protocol]?.[holder] ?? {};
      const nested = names.flatMap((name) => {
        const shape = fields[name];
        const parts = typeof shape === "object" && "parts" in shape ? shape.parts : null;
        const inner = parts === null ? [] : Object.keys(schema.properties?.[name]?.properties ?? {}).filter((part) => !Object.hasOwn(parts, part));
        return [...(shape === undefined ? [name] : []), ...inner.map((part) => `${name}.${part}`)];
      });
      return [...versions, ...nested.map((name) => `${protocol} ${holder} ${name}`)];
    });
    expect([served.length > 15, unknown]).toEqual([true, []]);
  });

  it("each protocol of theirs is served, or known as another's", () => {
    const protocols = new Set(schemas.map(({ protocol }) => protocol));
    expect([...protocols].filter((name) => !Object.hasOwn(bindingFields, name) && !foreignProtocols.has(name))).toEqual([]);
  });
});
