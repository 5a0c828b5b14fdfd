import { beforeAll, describe, expect, it } from "@jest/globals";
import { explainErrors } from "../../../../../runtime/realtime/protocols/ably/ably-error.js";
import { cipherOf, randomCipherKey } from "../../../../../runtime/realtime/protocols/ably/message/cipher.js";
import { decodeFrame, encodeFrame } from "../../../../../runtime/realtime/protocols/ably/message/codec.js";
import { decodePayload } from "../../../../../runtime/realtime/protocols/ably/message/decode-payload.js";
import { DeltaBase } from "../../../../../runtime/realtime/protocols/ably/message/delta.js";
import { encodePayload, encryptPayload } from "../../../../../runtime/realtime/protocols/ably/message/encode-payload.js";
import { messagePack } from "../../../../../runtime/realtime/protocols/ably/message/message-pack.js";
import { remedies } from "../../../../../runtime/realtime/protocols/ably/remedies.js";
import { deltaOf, windowOf } from "./message/vcdiff-encoder.js";

beforeAll(() => explainErrors(remedies));

describe("payloads on their way out (RSL4)", () => {
  it.each([
    { given: "text", json: { data: "text", encoding: null }, msgpack: { data: "text", encoding: null } },
    { given: undefined, json: { data: null, encoding: null }, msgpack: { data: null, encoding: null } },
    { given: { a: [1] }, json: { data: '{"a":[1]}', encoding: "json" }, msgpack: { data: '{"a":[1]}', encoding: "json" } },
    { given: new Uint8Array([1]).buffer, json: { data: "AQ==", encoding: "base64" }, msgpack: { data: new Uint8Array([1]), encoding: null } },
    { given: new Uint16Array([1]), json: { data: "AQA=", encoding: "base64" }, msgpack: { data: new Uint8Array([1, 0]), encoding: null } },
  ])("RSL4a to RSL4d: $given", ({ given, json, msgpack }) => {
    expect(encodePayload(given, "json")).toEqual(json);
    expect(encodePayload(given, "msgpack")).toEqual(msgpack);
  });

  it.each([1, true, 1n, Symbol("s"), () => 1, new Date(0)])("RSL4a: refuses %p with 40013", (given) => {
    expect(() => encodePayload(given, "json")).toThrow(expect.objectContaining({ code: 40013, remedy: expect.stringContaining("wrap") }));
  });

  it("RSL4: adds to an encoding that the payload has already", () => {
    expect(encodePayload(new Uint8Array([1]), "json", "gzip")).toEqual({ data: "AQ==", encoding: "gzip/base64" });
  });
});

describe("payloads on their way in (RSL6)", () => {
  it("keeps a byte-order mark that starts a text", () => {
    expect(decodePayload(Buffer.from("\ufeffx"), "utf-8", { cipher: null })).toEqual({ data: "\ufeffx", encoding: null, failure: null });
  });

  it("RSL6b: a transform that isn't known leaves the rest, with the failure", () => {
    expect(decodePayload("AQ==", "json/gzip/base64", { cipher: null })).toEqual({
      data: new Uint8Array([1]),
      encoding: "json/gzip",
      failure: expect.objectContaining({ code: 40013 }),
    });
  });

  it("RSL6b: without a key, and with another one, the payload stays encrypted", async () => {
    const sealed = await encryptPayload("secret", "json", cipherOf({ key: randomCipherKey() }));
    const kept = { encoding: "utf-8/cipher+aes-256-cbc", failure: expect.objectContaining({ code: 40019 }) };
    expect(await decodePayload(sealed.data, sealed.encoding, { cipher: null })).toMatchObject(kept);
    const other = await decodePayload(sealed.data, sealed.encoding, { cipher: cipherOf({ key: randomCipherKey(128) }) });
    expect(other).toMatchObject({ encoding: "utf-8/cipher+aes-256-cbc", failure: { code: 40013 } });
  });

  it("RSL5c: two messages never share their IV", async () => {
    const cipher = cipherOf({ key: randomCipherKey() });
    const [one, two] = [await encryptPayload("same", "json", cipher), await encryptPayload("same", "json", cipher)];
    expect(one.data).not.toBe(two.data);
  });

  it("RSE1: a key of another length is refused", () => {
    expect(() => cipherOf({ key: "AAAA" })).toThrow(/24/);
  });

  it("reads no frame that isn't an envelope", () => {
    expect(() => decodeFrame("[]", null)).toThrow(SyntaxError);
    expect(() => decodeFrame("{", null)).toThrow(SyntaxError);
    expect(() => decodeFrame(new Uint8Array([0xc0]), messagePack)).toThrow(SyntaxError);
  });

  it("RTF1: a frame keeps actions and fields that nobody knows", () => {
    const frame = { action: 99, later: { on: [1] } };
    for (const format of ["json", "msgpack"] as const)
      expect(decodeFrame(encodeFrame(frame, format === "msgpack" ? messagePack : null), messagePack)).toEqual(frame);
  });
});

describe("deltas (RTL18 to RTL20)", () => {
  const delta = deltaOf([windowOf({ source: [3, 0], target: 4, instructions: [{ copy: 0, length: 3 }, { add: [0x21] }] })]);

  it("RTL19: each is made from the payload before, text taken as UTF-8", () => {
    const base = new DeltaBase();
    base.keep("été".slice(0, 1).concat("a"), false);
    const decoded = decodePayload(Buffer.from(delta).toString("base64"), "utf-8/vcdiff/base64", { cipher: null, applyDelta: base.apply });
    expect(decoded).toEqual({ data: "éa!", encoding: null, failure: null });
    expect(decodePayload(delta, "utf-8/vcdiff", { cipher: null, applyDelta: base.apply })).toEqual({ data: "éa!", encoding: null, failure: null });
  });

  it("RTL20: one from another message than the last is refused with 40018", () => {
    const base = new DeltaBase();
    base.keepId("one");
    expect(base.mismatch({ extras: { delta: { from: "one", format: "vcdiff" } } })).toBeNull();
    expect(base.mismatch({ extras: { delta: { from: "two", format: "vcdiff" } } })).toMatchObject({ code: 40018 });
    expect(base.mismatch({ extras: null })).toBeNull();
  });

  it("RTL18: one that doesn't fit fails with 40018, and so does one without a base", () => {
    const base = new DeltaBase();
    const missing = decodePayload(delta, "vcdiff", { cipher: null, applyDelta: base.apply });
    expect(missing).toMatchObject({ encoding: "vcdiff", failure: { code: 40018 } });
    base.keep("x", false);
    expect(decodePayload(delta, "vcdiff", { cipher: null, applyDelta: base.apply })).toMatchObject({ failure: { code: 40018 } });
    base.clear();
    expect(decodePayload(delta, "vcdiff", { cipher: null })).toMatchObject({ failure: { code: 40019 } });
  });
});
