import { describe, expect, it } from "@jest/globals";
import { decodeMessagePack } from "../../../runtime/realtime/msgpack/decode.js";
import { cipherOf } from "../../../runtime/realtime/protocols/ably/message/cipher.js";
import { decodeFrame, encodeFrame } from "../../../runtime/realtime/protocols/ably/message/codec.js";
import { decodePayload } from "../../../runtime/realtime/protocols/ably/message/decode-payload.js";
import { encodePayload, encryptPayload } from "../../../runtime/realtime/protocols/ably/message/encode-payload.js";
import type { WireMessage } from "../../../runtime/realtime/protocols/ably/message/frames.js";
import { messagePack } from "../../../runtime/realtime/protocols/ably/message/message-pack.js";
import { bytesOf, fixture, withFixtures } from "./fixtures.js";

interface Encoded {
  readonly data: string;
  readonly encoding: string | null;
  readonly expectedType: string;
  readonly expectedValue?: unknown;
  readonly expectedHexValue?: string;
}

interface Sealed {
  readonly key: string;
  readonly iv: string;
  readonly items: readonly { readonly encoded: WireMessage; readonly encrypted: WireMessage; readonly msgpack: string }[];
}

const plain = { cipher: null };
const wanted = ({ expectedValue, expectedHexValue }: Encoded): unknown =>
  expectedHexValue === undefined ? expectedValue : new Uint8Array(Buffer.from(expectedHexValue, "hex"));

describe.each(["messages-encoding.json", "presence-messages-encoding.json"])("ably-common's %s", (name) => {
  withFixtures(name, () => {
    const { messages } = fixture<{ readonly messages: readonly Encoded[] }>(name);
    it.each(messages)("RSL6a: $data with $encoding decodes to a $expectedType", (given) => {
      expect(decodePayload(given.data, given.encoding, plain)).toEqual({ data: wanted(given), encoding: null, failure: null });
    });
    it.each(messages)("RSL4c and RSL4d: the $expectedType is encoded as $data with $encoding", (given) => {
      expect(encodePayload(wanted(given), "json")).toEqual({ data: given.data, encoding: given.encoding });
    });
    it.each(messages)("the $expectedType of $data comes back through a frame of either format", (given) => {
      for (const format of ["json", "msgpack"] as const) {
        const frame = decodeFrame(
          encodeFrame({ action: 15, messages: [encodePayload(wanted(given), format)] }, format === "msgpack" ? messagePack : null),
          messagePack,
        );
        const message = frame.messages?.[0];
        expect(decodePayload(message?.data, message?.encoding, plain)).toEqual({ data: wanted(given), encoding: null, failure: null });
      }
    });
    it.each(messages.filter(({ encoding }) => encoding !== null))(
      "$data cut anywhere is delivered, as it is or with what could not be undone",
      ({ data, encoding }) => {
        for (let length = 0; length < data.length; length++) {
          const cut = data.slice(0, length);
          const decoded = decodePayload(cut, encoding, plain);
          if (decoded instanceof Promise) throw new Error("nothing is encrypted, so nothing needs waiting for");
          if (decoded.failure !== null) expect(decoded).toMatchObject({ data: cut, encoding, failure: { code: 40013 } });
          else expect(encoding).toBe("base64");
        }
      },
    );
  });
});

describe.each(["crypto-data-128.json", "crypto-data-256.json"])("ably-common's %s", (name) => {
  withFixtures(name, () => {
    const { key, iv, items } = fixture<Sealed>(name);
    const cipher = cipherOf({ key });
    const fixed = { ...cipher, encrypt: (bytes: Uint8Array) => cipher.encrypt(bytes, bytesOf(iv)) };
    const payloadOf = async ({ data, encoding }: WireMessage) => decodePayload(data, encoding, { cipher });
    const cases = items.map((item, index) => ({ ...item, index }));
    it.each(cases)("RSL5b, item $index: decrypts from JSON and from MessagePack", async ({ encoded, encrypted, msgpack }) => {
      const want = await payloadOf(encoded);
      expect(want.failure).toBeNull();
      expect(await payloadOf(encrypted)).toEqual(want);
      expect(await payloadOf(decodeMessagePack(bytesOf(msgpack)) as WireMessage)).toEqual(want);
    });
    it.each(cases)("RSL5c, item $index: encrypts to the same text and bytes", async ({ encoded, encrypted, msgpack }) => {
      const { data } = await payloadOf(encoded);
      expect(await encryptPayload(data, "json", fixed)).toEqual({ data: encrypted.data, encoding: encrypted.encoding });
      const bare = decodeMessagePack(bytesOf(msgpack)) as WireMessage;
      expect(await encryptPayload(data, "msgpack", fixed)).toEqual({ data: bare.data, encoding: bare.encoding });
    });
    it.each(cases)("item $index: comes back from a round trip with a random IV", async ({ encoded }) => {
      const { data } = await payloadOf(encoded);
      const sealed = await encryptPayload(data, "msgpack", cipher);
      expect((await payloadOf(sealed)).data).toEqual(data);
    });
    it.each(cases.slice(0, 8))("RSL6b, item $index: cut anywhere, it is delivered encrypted", async ({ encrypted }) => {
      const bytes = bytesOf(String(encrypted.data));
      const encoding = String(encrypted.encoding).replace("/base64", "");
      for (let length = 0; length < bytes.length; length += 5) {
        const decoded = await decodePayload(bytes.subarray(0, length), encoding, { cipher });
        expect(decoded.failure?.code ?? 0).toBe(40013);
        expect(encoding.startsWith(String(decoded.encoding))).toBe(true);
      }
    });
  });
});
