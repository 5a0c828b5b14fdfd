import { describe, expect, it } from "@jest/globals";
import { decodeMessagePack } from "../../../runtime/realtime/msgpack/decode.js";
import { encodeMessagePack } from "../../../runtime/realtime/msgpack/encode.js";
import { decodePayload } from "../../../runtime/realtime/protocols/ably/message/decode-payload.js";
import type { ProtocolMessage } from "../../../runtime/realtime/protocols/ably/message/frames.js";
import { bytesOf, fixture, withFixtures } from "./fixtures.js";

interface Packed {
  readonly name: string;
  readonly data: unknown;
  readonly numRepeat: number;
  readonly type: string;
  readonly msgpack: string;
}

const expected = ({ data, numRepeat, type }: Packed): unknown => {
  const repeated = numRepeat > 0 ? String(data).repeat(numRepeat) : data;
  return type === "binary" ? new Uint8Array(Buffer.from(String(repeated))) : repeated;
};

describe("ably-common's MessagePack fixtures", () => {
  withFixtures("msgpack_test_fixtures.json", () => {
    const cases = fixture<readonly Packed[]>("msgpack_test_fixtures.json");
    it.each(cases)("$name: decodes to the payload", (given) => {
      const frame = decodeMessagePack(bytesOf(given.msgpack)) as ProtocolMessage;
      const message = frame.messages?.[0];
      expect(decodePayload(message?.data, message?.encoding, { cipher: null })).toEqual({ data: expected(given), encoding: null, failure: null });
    });
    it.each(cases)("$name: encodes to the same bytes", ({ msgpack }) => {
      const again = encodeMessagePack(decodeMessagePack(bytesOf(msgpack)));
      expect(Buffer.from(again).toString("base64")).toBe(msgpack);
    });
    it.each(cases)("$name: comes back from a round trip", (given) => {
      const frame = { messages: [{ data: expected(given), encoding: null }], msgSerial: 0 };
      expect(decodeMessagePack(encodeMessagePack(frame))).toEqual(frame);
    });
    it.each(cases)("$name: cut anywhere, it is refused", ({ msgpack }) => {
      const bytes = bytesOf(msgpack);
      for (let length = 0; length < bytes.length; length++) expect(() => decodeMessagePack(bytes.subarray(0, length))).toThrow(SyntaxError);
    });
  });
});
