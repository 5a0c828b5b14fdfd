import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { DEFAULT_LIMITS } from "../../generator/load/options.js";
import { parseText } from "../../generator/load/parse.js";
import { attempt, importAll, isSafePath } from "./attempt.js";
import { groupsOf, mutate, placesOf } from "./mutate.js";
import { oddities, payloads } from "./payloads.js";

const own = (key: string, value: unknown): object => JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value)}}`) as object; // JSON.parse makes __proto__ an own key

/** A document with one text wherever AsyncAPI has one of its own: names, addresses, parameters, bindings, formats, places, servers. */
function hostile(text: string, version: "2.6.0" | "3.0.0"): unknown {
  const message = {
    name: text,
    title: text,
    contentType: text,
    correlationId: { location: `$message.header#/${text}` },
    headers: { type: "object", properties: own(text, { type: "string", const: text }) },
    payload: { type: "object", properties: { kind: { const: text }, ...own(text, { type: "string", description: text }) } },
    bindings: { kafka: { key: { type: "string", enum: [text] }, ...own(text, text) }, ...own(text, own(text, text)) },
  };
  const around = {
    description: text,
    tags: [{ name: text }],
    bindings: { ws: { query: { type: "object", properties: own(text, { type: "string" }) } }, mqtt: { clientId: text } },
  };
  const address = `${text}/{${text}}`;
  const server = {
    protocol: text,
    protocolVersion: text,
    description: text,
    variables: own(text, { default: text, enum: [text] }),
    bindings: { mqtt: { clientId: text } },
  };
  const head = { asyncapi: version, info: { title: text, version: text, description: text }, defaultContentType: text };
  const schemes = { securitySchemes: own(text, { type: "userPassword", description: text }) };
  if (version === "2.6.0") {
    const publish = { operationId: text, message, bindings: { mqtt: { qos: text } } };
    return {
      ...head,
      servers: own(text, { ...server, url: `${text}.example/{${text}}`, security: [own(text, [])] }),
      channels: own(address, { ...around, parameters: own(text, { schema: { type: "string", enum: [text] } }), publish, subscribe: { message } }),
      components: schemes,
    };
  }
  const pointer = encodeURIComponent(text.replaceAll("~", "~0").replaceAll("/", "~1"));
  const channel = { $ref: `#/channels/${pointer}` };
  return {
    ...head,
    servers: own(text, { ...server, host: `${text}.example/{${text}}`, security: [{ $ref: `#/components/securitySchemes/${pointer}` }] }),
    channels: own(text, { ...around, address, parameters: own(text, { enum: [text], location: text }), messages: own(text, message) }),
    operations: {
      ...own(text, { action: "send", channel, summary: text }),
      [`receive${text}`]: { action: "receive", channel, reply: { channel, address: { location: `$message.header#/${text}` } } },
    },
    components: schemes,
  };
}

const documents = [...payloads, ...oddities].flatMap((text) =>
  (["2.6.0", "3.0.0"] as const).map((version) => ({ name: `${version} ${JSON.stringify(text)}`, document: hostile(text, version) })),
);

describe("AsyncAPI documents that try to break out", () => {
  it("leave nothing in the output that no template prints, and lose nothing without a word", async () => {
    const wrong: string[] = [];
    const outputs: { name: string; files: Awaited<ReturnType<typeof attempt>>["files"] }[] = [];
    for (const { name, document } of documents) {
      const { files, diagnostics, found } = await attempt(document);
      if (found.length > 0) wrong.push(`${name}: ${found[0]?.message}`);
      if (files.length === 0 && !diagnostics.some(({ severity }) => severity === "error")) wrong.push(`${name}: no output and no error`);
      if (!files.every(({ path }) => isSafePath(path))) wrong.push(`${name}: file name`);
      if (files.length > 0) outputs.push({ name, files });
    }
    expect(wrong).toEqual([]);
    expect(outputs.length).toBe(documents.length);
    expect(outputs.filter(({ files }) => !files.some(({ path, text }) => path.startsWith("channels/") && /export function/.test(text)))).toEqual([]);
    expect(await importAll(outputs)).toEqual([]);
  }, 120_000);
});

describe("mutants of an AsyncAPI document: a payload at each kind of place", () => {
  it("leave nothing in the output that no template prints, and none is imported to any effect", async () => {
    const { value } = await parseText(readFileSync("test/golden/channels/spec.yaml", "utf8"), DEFAULT_LIMITS);
    const wrong: string[] = [];
    const outputs: { name: string; files: Awaited<ReturnType<typeof attempt>>["files"] }[] = [];
    for (const [index, places] of groupsOf(placesOf(value)).entries()) {
      const payload = payloads[index % payloads.length] ?? "";
      const name = `${places[0]?.part} ${places[0]?.path.join("/")}: ${JSON.stringify(payload)}`;
      const { files, diagnostics, found } = await attempt(mutate(value, places, payload));
      if (found.length > 0) wrong.push(`${name}: ${found[0]?.message}`);
      if (files.length === 0 && !diagnostics.some(({ severity }) => severity === "error")) wrong.push(`${name}: no output and no error`);
      if (!files.every(({ path }) => isSafePath(path))) wrong.push(`${name}: file name`);
      if (files.length > 0) outputs.push({ name, files });
    }
    expect(wrong).toEqual([]);
    expect(outputs.length).toBeGreaterThan(20);
    expect(await importAll(outputs)).toEqual([]);
  }, 120_000);
});
