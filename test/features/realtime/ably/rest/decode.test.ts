import { describe, expect, it } from "@jest/globals";
import { decodeAnnotation, decodeMessage, decodeMessages, decodePresence, decodePresences, memberKey } from "../../../../../runtime/ably/index.js";

const key = "WUP6u0K7MXI5Zeo0VppPwg==";

describe("messages that came another way (TM3, TP4)", () => {
  it("TM3, RSL6: payloads are decoded, what can't be undone stays with its encoding", async () => {
    expect(await decodeMessage({ id: "a:0", name: "n", data: '{"a":1}', encoding: "json", clientId: "kim", timestamp: 5, serial: "s" })).toMatchObject({
      id: "a:0",
      name: "n",
      data: { a: 1 },
      encoding: null,
      clientId: "kim",
      timestamp: 5,
      action: "message.create",
      version: { serial: "s", timestamp: 5 },
    });
    expect(await decodeMessage({ data: "AQID", encoding: "base64" })).toMatchObject({ data: new Uint8Array([1, 2, 3]), encoding: null });
    expect(await decodeMessage({ data: "x", encoding: "json/odd" })).toMatchObject({ data: "x", encoding: "json/odd" });
    expect(await decodeMessage({ data: "AQID", encoding: "utf-8/cipher+aes-128-cbc/base64" })).toMatchObject({ encoding: "utf-8/cipher+aes-128-cbc" });
  });

  it("TM3, RSL6a: encrypted payloads with the channel's key (Ably's own fixture)", async () => {
    const encoded = {
      name: "example",
      data: "HO4cYSP8LybPYBPZPHQOtmHItcxYdSvcNUC6kXVpMn0VFL+9z2/5tJ6WFbR0SBT1xhFRuJ+MeBGTU3yOY9P5ow==",
      encoding: "utf-8/cipher+aes-128-cbc/base64",
    };
    expect(await decodeMessage(encoded, { cipher: { key } })).toMatchObject({ data: "The quick brown fox jumped over the lazy dog", encoding: null });
  });

  it("TM3, TP4: lists, and JSON text of either", async () => {
    expect((await decodeMessages('[{"data":"a"},{"data":"b"}]')).map(({ data }) => data)).toEqual(["a", "b"]);
    expect((await decodePresences([{ action: 2, clientId: "kim", data: "[1]", encoding: "json" }])).map(({ data }) => data)).toEqual([[1]]);
    await expect(decodeMessage("no JSON")).rejects.toThrow(SyntaxError);
  });

  it("TP3h, TP4: who is present, and where", async () => {
    const member = await decodePresence('{"action":1,"clientId":"kim","connectionId":"c","data":"{\\"a\\":1}","encoding":"json"}');
    expect([member.action, member.data, memberKey(member)]).toEqual(["present", { a: 1 }, "c:kim"]);
    expect(await decodeAnnotation({ action: 0, type: "likes:flag.v1", messageSerial: "s", clientId: "kim", data: "{}", encoding: "json" })).toMatchObject({
      action: "annotation.create",
      type: "likes:flag.v1",
      messageSerial: "s",
      data: {},
    });
  });
});
