import { describe, expect, it } from "@jest/globals";
import { answering, failing, type Reply } from "./answering.js";

const published: Reply = { status: 201, body: { serials: ["s1"] } };
const base = "/channels/test%3Aa%20b";
const channelOf = (reply: Parameters<typeof answering>[0], options: Parameters<typeof answering>[1] = {}) => {
  const made = answering(reply, options);
  return { ...made, channel: made.rest.channels.get("test:a b") };
};

describe("channels that are kept (RSN)", () => {
  it("RSN1, RSN2, RSN3a, RSN4: are the same each time, until they are released", () => {
    const { channels } = answering().rest;
    expect(channels.has("a")).toBe(false);
    const [a] = [channels.get("a"), channels.get("b")];
    expect(channels.get("a")).toBe(a);
    expect([...channels].map(({ name }) => name)).toEqual(["a", "b"]); // RSL9
    channels.release("a");
    channels.release("never there");
    expect([channels.has("a"), channels.has("b")]).toEqual([false, true]);
    expect(channels.get("a")).not.toBe(a);
  });

  it("RSL7, RSN3c: options replace those before", async () => {
    const sealed = { body: [{ data: "HO4cYSP8LybPYBPZPHQOtvmStzmExkdjvrn51J6cmaTZrGl+EsJ61sgxmZ6j6jcA", encoding: "utf-8/cipher+aes-128-cbc/base64" }] };
    const { rest } = answering(sealed);
    const channel = rest.channels.get("a");
    const encoding = async () => (await channel.history().first()).items[0]?.encoding;
    expect(await encoding()).toBe("utf-8/cipher+aes-128-cbc");
    channel.setOptions({ cipher: { key: "WUP6u0K7MXI5Zeo0VppPwg==" } });
    expect(await encoding()).toBeNull();
    expect(rest.channels.get("a", {})).toBe(channel);
    expect(await encoding()).toBe("utf-8/cipher+aes-128-cbc");
  });
});

describe("publishing (RSL1)", () => {
  it.each([
    { what: "name and data", first: "greeting", second: "hello", sent: [{ name: "greeting", data: "hello" }] },
    { what: "data alone", first: null, second: "hello", sent: [{ data: "hello" }] },
    { what: "a name alone", first: "event", second: null, sent: [{ name: "event" }] },
    { what: "nothing", first: null, second: null, sent: [{}] },
  ])("RSL1a, RSL1b, RSL1e, RSL1h: $what", async ({ first, second, sent }) => {
    const { channel, asked } = channelOf(published, { idempotentRestPublishing: false });
    await channel.publish(first, second);
    expect(asked).toEqual([expect.objectContaining({ method: "POST", body: sent })]);
    expect(asked[0]?.url.pathname).toBe(`${base}/messages`);
  });

  it("RSL1c, RSL1j, RSL1l: several as one, with all that they have, and params", async () => {
    const { channel, asked } = channelOf(published);
    const message = { name: "n", data: "d", id: "own", clientId: "kim", extras: { push: { notification: { title: "Test" } } } };
    await channel.publish([message, { name: "second", data: { key: "value" } }], { customParam: "customValue", anotherParam: "123" });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ body: [message, { name: "second", data: '{"key":"value"}', encoding: "json" }] });
    expect(asked[0]?.url.search).toBe("?customParam=customValue&anotherParam=123");
  });

  it("RSL1i: what is too large is not sent", async () => {
    const { channel, asked } = channelOf(published, { maxMessageSize: 1024 });
    await channel.publish("event", "x".repeat(1019));
    await expect(channel.publish("event", "x".repeat(1020))).rejects.toMatchObject({ code: 40009 });
    expect(asked).toHaveLength(1);
  });

  it("RSL1m1, RSL1m2, RSL1m3: only the message says whose it is", async () => {
    const { channel, asked } = channelOf(published, { clientId: "lib-client" });
    await channel.publish("e", "d");
    await channel.publish({ name: "e", clientId: "lib-client" });
    expect(asked[0]?.body).toEqual([{ name: "e", data: "d", id: expect.any(String) }]);
    expect(asked[1]?.body).toMatchObject([{ clientId: "lib-client" }]);
    const anonymous = channelOf(published);
    await anonymous.channel.publish({ name: "e", clientId: "msg-client" });
    expect(anonymous.asked[0]?.body).toMatchObject([{ clientId: "msg-client" }]);
  });

  it("RSL1n, PBR2a: gives a serial each; one that was conflated has none", async () => {
    const { channel } = channelOf({ status: 201, body: { serials: [null, "s2"] } });
    expect(await channel.publish([{ name: "a" }, { name: "b" }])).toEqual({ serials: [null, "s2"] });
  });

  it("RSL1k1, RSL1k2, RSL1k3: names messages, the same through retries, others each time; RSL1k: beside names of one's own", async () => {
    const { channel, asked } = channelOf([failing(500, 50000), published]);
    await channel.publish([{ name: "a" }, { id: "client-id", name: "b" }, { name: "c" }]);
    await channel.publish("d");
    const ids = asked.map(({ body }) => (body as { readonly id: string }[]).map(({ id }) => id));
    expect(ids[1]).toEqual(ids[0]);
    const [first = "", own, third] = ids[0] ?? [];
    expect(first).toMatch(/^[A-Za-z0-9_-]{12,}:0$/);
    expect([own, third]).toEqual(["client-id", first.replace(/0$/, "2")]);
    expect(ids[2]?.[0]?.split(":")[0]).not.toBe(first.split(":")[0]);
  });
});

describe("payloads (RSL4, RSL6)", () => {
  const bytes = new Uint8Array([0, 1, 2, 255, 254]);

  it.each([
    { clause: "RSL4a", data: "plain", json: { data: "plain" } },
    { clause: "RSL4a", data: "", json: { data: "" } },
    { clause: "RSL4b", data: {}, json: { data: "{}", encoding: "json" } },
    { clause: "RSL4d", data: [], json: { data: "[]", encoding: "json" } },
    { clause: "RSL4d", data: [1, "three", { four: 4 }], json: { data: '[1,"three",{"four":4}]', encoding: "json" } },
    { clause: "RSL4c", data: bytes, json: { data: "AAEC//4=", encoding: "base64" }, msgpack: { data: bytes } },
  ])("$clause: $data", async ({ data, json, msgpack = json }) => {
    for (const format of ["json", "msgpack"] as const) {
      const { channel, asked } = channelOf(published, { format, idempotentRestPublishing: false });
      await channel.publish("e", data);
      expect(asked[0]?.body).toEqual([{ name: "e", ...(format === "json" ? json : msgpack) }]);
    }
  });

  it.each([42, true, new Date(0)])("RSL4a: %s is no payload", async (data) => {
    await expect(channelOf(published).channel.publish("e", data)).rejects.toMatchObject({ code: 40013 });
  });

  it.each([
    { clause: "RSL6a", data: "AAECAwQ=", encoding: "base64", want: new Uint8Array([0, 1, 2, 3, 4]), left: null },
    { clause: "RSL6a", data: '{"number":42}', encoding: "json", want: { number: 42 }, left: null },
    { clause: "RSL6a", data: "eyJrZXkiOiJ2YWx1ZSJ9", encoding: "json/base64", want: { key: "value" }, left: null },
    { clause: "RSL6", data: "SGVsbG8=", encoding: "utf-8/base64", want: "Hello", left: null },
    { clause: "RSL6", data: "eyJrZXkiOiJ2YWx1ZSJ9", encoding: "json/utf-8/base64", want: { key: "value" }, left: null },
    { clause: "RSL6b", data: "SGVsbG8=", encoding: "custom-encryption/base64", want: new TextEncoder().encode("Hello"), left: "custom-encryption" },
  ])("$clause: $encoding is undone", async ({ data, encoding, want, left }) => {
    const [message] = (
      await channelOf({ body: [{ data, encoding }] })
        .channel.history()
        .first()
    ).items;
    expect(message).toMatchObject({ data: want, encoding: left });
    const [member] = (
      await channelOf({ body: [{ clientId: "c", data, encoding }] })
        .channel.presence()
        .first()
    ).items; // RSP5
    expect(member).toMatchObject({ data: want, encoding: left });
  });

  it("RSL6: in MessagePack bytes stay bytes, and text stays text", async () => {
    const hello = new TextEncoder().encode("Hello");
    const { channel } = channelOf({ body: [{ data: hello }, { data: "Hello World" }], packed: true }, { format: "msgpack" });
    const { items } = await channel.history().first();
    expect(items.map(({ data }) => data)).toEqual([hello, "Hello World"]);
  });
});

describe("reading (RSL2, RSL8, RSL11, RSL14, RSP)", () => {
  it("RSL2, RSL2a, RSL2b: history, by the channel's encoded name, with what is asked for and no more", async () => {
    const { channel, asked } = channelOf({ body: [{ id: "msg1", name: "event1", data: "data1", timestamp: 1000 }] });
    expect((await channel.history().first()).items).toMatchObject([{ id: "msg1", name: "event1", data: "data1", timestamp: 1000 }]);
    await channel.history({ start: 1000, end: new Date(2000), direction: "forwards", limit: 50 }).first();
    expect(asked.map(({ url }) => url.pathname + url.search)).toEqual([`${base}/messages`, `${base}/messages?start=1000&end=2000&direction=forwards&limit=50`]);
  });

  it("RSL8, CHD2, CHM2: status, where numbers that are not told are 0", async () => {
    const metrics = { connections: 10, presenceConnections: 7, presenceMembers: 4, presenceSubscribers: 3, publishers: 6, subscribers: 8 };
    const { channel, asked } = channelOf({ body: { channelId: "c", status: { isActive: false, occupancy: { metrics } } } });
    expect(await channel.status()).toEqual({
      channelId: "c",
      status: { isActive: false, occupancy: { metrics: { ...metrics, objectPublishers: 0, objectSubscribers: 0 } } },
    });
    expect(asked).toMatchObject([{ method: "GET", url: { pathname: base } }]);
  });

  it("RSL11a, RSL11b, RSL11c: one message, by its encoded serial", async () => {
    const wire = { id: "i", name: "n", data: "d", serial: "s", clientId: "c", timestamp: 1_700_000_000_000, version: { serial: "v1" } };
    const { channel, asked } = channelOf({ body: wire });
    expect(await channel.getMessage("serial/with:special+chars")).toMatchObject({ ...wire, version: { serial: "v1", timestamp: wire.timestamp } }); // TM2s
    expect(asked[0]?.url.pathname).toBe(`${base}/messages/serial%2Fwith%3Aspecial%2Bchars`);
    await expect(channel.getMessage("")).rejects.toMatchObject({ code: 40003 });
  });

  it("RSL14a, RSL14b, RSL14c: its versions, by pages", async () => {
    const wires = [
      { data: "v2", serial: "s", action: 1, version: { serial: "vs2", description: "edit" } },
      { data: "v1", serial: "s", action: 0 },
    ];
    const { channel, asked } = channelOf({ body: wires });
    const { items } = await channel.getMessageVersions("msg-serial-1", { direction: "backwards", limit: 10 }).first();
    expect(items).toMatchObject([
      { data: "v2", action: "message.update", version: { serial: "vs2", description: "edit" } },
      { data: "v1", action: "message.create", version: { serial: "s" }, annotations: { summary: {} } }, // TM2s1, TM2u
    ]);
    expect(asked[0]?.url.href).toContain(`${base}/messages/msg-serial-1/versions?direction=backwards&limit=10`);
  });

  it("RSP3, RSP3a: who is present, with what is asked for", async () => {
    const member = { clientId: "user123", connectionId: "conn456", data: "status", timestamp: 1_234_567_890_000 };
    const { channel, asked } = channelOf({ body: [{ ...member, action: 1, encoding: null }] });
    expect((await channel.presence({ limit: 25, clientId: "user1", connectionId: "conn1" }).first()).items).toMatchObject([{ ...member, action: "present" }]);
    expect(asked[0]?.url.href).toContain(`${base}/presence?limit=25&clientId=user1&connectionId=conn1`);
    await expect(channelOf(failing(404, 40400)).channel.presence().first()).rejects.toMatchObject({ code: 40400, statusCode: 404 });
  });

  it("RSP4, RSP4b1, TP2: who came and went; a Date is a moment too", async () => {
    const { channel, asked } = channelOf({ body: [0, 1, 2, 3, 4].map((action) => ({ action, clientId: "c" })) });
    const query = { start: new Date(1_609_459_200_000), end: 1_609_545_600_000, direction: "forwards", limit: 50 } as const;
    const { items } = await channel.presenceHistory(query).first();
    expect(items.map(({ action }) => action)).toEqual(["absent", "present", "enter", "leave", "update"]);
    expect(asked[0]?.url.href).toContain(`${base}/presence/history?start=1609459200000&end=1609545600000&direction=forwards&limit=50`);
  });
});

describe("changes (RSL15) and annotations (RSAN)", () => {
  it.each([
    { method: "updateMessage", action: 1 },
    { method: "deleteMessage", action: 2 },
    { method: "appendMessage", action: 5 },
  ] as const)("RSL15a, RSL15b, RSL15b1: $method sends a PATCH", async ({ method, action }) => {
    const { channel, asked } = channelOf({ body: { versionSerial: "vs1" } });
    const message = Object.freeze({ serial: "serial/1", name: "orig", data: { key: "value" } }); // RSL15c
    expect(await channel[method](message)).toEqual({ versionSerial: "vs1" }); // RSL15e
    expect(asked).toMatchObject([{ method: "PATCH", url: { pathname: `${base}/messages/serial%2F1` } }]);
    expect(asked[0]?.body).toEqual({ serial: "serial/1", name: "orig", data: '{"key":"value"}', encoding: "json", action }); // RSL15d
    await expect(channel[method]({ name: "x" })).rejects.toMatchObject({ code: 40003 });
  });

  it("RSL15b7, RSL15f: with an operation and params; RSL15e: a later change leaves no version", async () => {
    const { channel, asked } = channelOf({ body: { versionSerial: null } });
    const operation = { clientId: "user1", description: "fixed typo", metadata: { reason: "typo" } };
    expect(await channel.updateMessage({ serial: "s1", data: "updated" }, operation, { num: "42" })).toEqual({ versionSerial: null });
    expect(asked[0]).toMatchObject({ body: { version: operation }, url: { search: "?num=42" } });
  });

  it.each([
    { method: "annotate", action: 0 },
    { method: "unannotate", action: 1 },
  ] as const)("RSAN1a3, RSAN1c, RSAN2a: $method posts one annotation", async ({ method, action }) => {
    const { channel, asked } = channelOf({ status: 201, body: {} });
    await channel[method]("msg-serial-1", { type: "com.example.reaction", name: "like", data: { a: 1 } });
    expect(asked).toMatchObject([{ method: "POST", url: { pathname: `${base}/messages/msg-serial-1/annotations` } }]);
    const said = { action, messageSerial: "msg-serial-1", type: "com.example.reaction", name: "like", data: '{"a":1}', encoding: "json" };
    expect(asked[0]?.body).toEqual([{ ...said, id: expect.stringMatching(/^[A-Za-z0-9_-]{12,}:0$/) }]);
    await expect(channel[method]("msg-serial-1", { type: "" })).rejects.toMatchObject({ code: 40003 });
    const unnamed = channelOf({ status: 201, body: {} }, { idempotentRestPublishing: false });
    await unnamed.channel[method]("s", { type: "com.example.reaction" });
    expect(unnamed.asked[0]?.body).toEqual([{ action, messageSerial: "s", type: "com.example.reaction" }]); // RSAN1c4
  });

  it("RSAN3b, RSAN3c, TAN2: annotations, by pages", async () => {
    const wire = { id: "ann-1", type: "com.example.reaction", name: "like", clientId: "user-1", count: 1, data: "thumbs-up", extras: { custom: "metadata" } };
    const { channel, asked } = channelOf({ body: [{ ...wire, action: 0, serial: "as", messageSerial: "s", timestamp: 5 }] });
    expect((await channel.annotations("msg-serial-1", { limit: 50 }).first()).items).toEqual([
      { ...wire, action: "annotation.create", encoding: null, serial: "as", messageSerial: "s", timestamp: 5 },
    ]);
    expect(asked[0]?.url.href).toContain(`${base}/messages/msg-serial-1/annotations?limit=50`);
  });
});
