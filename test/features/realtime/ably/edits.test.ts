import { describe, expect, it } from "@jest/globals";
import type { AblyMessage } from "../../../../runtime/realtime/protocols/ably/message/message.js";
import { settle, stage } from "./stage.js";

const mutable = { app: { namespaces: [{ id: "mutable", mutableMessages: true }] } };

describe("message updates, deletes and appends (RTL32, RTL28, RTL31)", () => {
  async function talk() {
    const { connected, sent } = stage(mutable);
    const ably = await connected({ clientId: "kim" });
    const room = ably.channels.get("mutable:room");
    const heard: AblyMessage[] = [];
    room.subscribe((message) => heard.push(message));
    await room.attach();
    const { serials } = await room.publish("note", "Hello");
    return { room, heard, sent, serial: serials[0] ?? "" };
  }

  it("RTL32b, RTL32d: an update names the message, carries its operation, and gives the new version", async () => {
    const { room, heard, sent, serial } = await talk();
    const operation = { description: "typo", metadata: { by: "hand" } };
    const { versionSerial } = await room.updateMessage({ serial, data: { text: "Hallo" } }, operation, { silent: "true" });
    const [, frame] = sent("message");
    expect(frame).toMatchObject({ params: { silent: "true" }, messages: [{ serial, action: 1, encoding: "json", version: operation }] });
    expect(heard[1]).toMatchObject({
      serial,
      action: "message.update",
      name: "note",
      data: { text: "Hallo" },
      version: { serial: versionSerial, clientId: "kim", ...operation },
    });
    expect((versionSerial ?? "") > serial).toBe(true);
  });

  it("RTL32: a delete keeps the message's name; an append is told as what was added", async () => {
    const { room, heard, serial } = await talk();
    await room.appendMessage({ serial, data: " world" });
    expect(heard[1]).toMatchObject({ action: "message.append", data: " world" });
    expect(await room.getMessage(serial)).toMatchObject({ action: "message.update", data: "Hello world" });
    await room.deleteMessage({ serial, data: {} });
    expect(heard[2]).toMatchObject({ action: "message.delete", name: "note", data: {} });
    const versions: (readonly [string, unknown])[] = [];
    for await (const { action, data } of room.getMessageVersions({ serial })) versions.push([action, data]);
    expect(versions).toEqual([
      ["message.create", "Hello"],
      ["message.update", "Hello world"],
      ["message.delete", {}],
    ]);
  });

  it("RTL32a, RTL28a: without a serial nothing is sent (40003)", async () => {
    const { room, sent } = await talk();
    await expect(room.updateMessage({ data: "x" })).rejects.toMatchObject({ code: 40003 });
    await expect(room.getMessage({ serial: null })).rejects.toMatchObject({ code: 40003 });
    expect(sent("message")).toHaveLength(1);
  });

  it("RTL32: is refused where messages can't be changed (93002), and for one that isn't there", async () => {
    const { connected } = stage(mutable);
    const ably = await connected();
    const { serials } = await ably.channels.get("fixed").publish("n", "x");
    await expect(ably.channels.get("fixed").updateMessage({ serial: serials[0], data: "y" })).rejects.toMatchObject({
      code: 93002,
      remedy: expect.stringContaining("updates"),
    });
    await expect(ably.channels.get("mutable:x").deleteMessage({ serial: "nothing" })).rejects.toMatchObject({ code: 40400 });
  });

  it("message-update-own changes one's own messages only (40160)", async () => {
    const { connected, app } = stage({ app: { ...mutable.app, keys: [{}, { capability: '{"*":["publish","subscribe","history","message-update-own"]}' }] } });
    const second = app.keys[1];
    const [kim, lee] = [await connected({ clientId: "kim" }), await connected({ key: `${second?.name}:${second?.secret}`, clientId: "lee" })];
    const [theirs, own] = [await kim.channels.get("mutable:x").publish("n", "1"), await lee.channels.get("mutable:x").publish("n", "2")];
    await expect(lee.channels.get("mutable:x").updateMessage({ serial: theirs.serials[0], data: "3" })).rejects.toMatchObject({ code: 40160 });
    expect((await lee.channels.get("mutable:x").updateMessage({ serial: own.serials[0], data: "3" })).versionSerial).not.toBeNull();
  });
});

describe("annotations (RTAN)", () => {
  async function talk(modes: readonly ("PUBLISH" | "SUBSCRIBE" | "ANNOTATION_PUBLISH" | "ANNOTATION_SUBSCRIBE")[]) {
    const { connected, warnings, sent } = stage(mutable);
    const ably = await connected({ clientId: "kim" });
    const room = ably.channels.get("mutable:room", { modes });
    const heard: AblyMessage[] = [];
    room.subscribe((message) => heard.push(message));
    await room.attach();
    const { serials } = await room.publish("note", "Hello");
    return { room, heard, sent, warnings, serial: serials[0] ?? "", connected };
  }

  it("RTAN1, RTAN2, RTAN4: are published, heard by type and taken back; their sum is a message", async () => {
    const { room, heard, sent, serial } = await talk(["PUBLISH", "SUBSCRIBE", "ANNOTATION_PUBLISH", "ANNOTATION_SUBSCRIBE"]);
    const [reactions, all]: [unknown[], string[]] = [[], []];
    room.annotations.subscribe("reaction:distinct.v1", ({ action, name, clientId, messageSerial, data }) =>
      reactions.push({ action, name, clientId, messageSerial, data }),
    );
    room.annotations.subscribe(({ type }) => all.push(type ?? ""));
    await room.annotations.publish(serial, { type: "reaction:distinct.v1", name: "👍", data: { why: "good" } });
    await room.annotations.publish({ serial }, { type: "read:flag.v1" });
    expect(sent("annotation")[0]).toMatchObject({ annotations: [{ action: 0, messageSerial: serial, name: "👍", encoding: "json" }] });
    expect(reactions).toEqual([{ action: "annotation.create", name: "👍", clientId: "kim", messageSerial: serial, data: { why: "good" } }]);
    expect(all).toEqual(["reaction:distinct.v1", "read:flag.v1"]);
    const sum = { total: 1, clientIds: ["kim"], clipped: false };
    expect(heard.at(-1)).toMatchObject({
      action: "message.summary",
      serial,
      annotations: { summary: { "reaction:distinct.v1": { "👍": sum }, "read:flag.v1": sum } },
    });
    await room.annotations.delete(serial, { type: "reaction:distinct.v1", name: "👍" });
    expect(reactions).toHaveLength(2);
    expect(heard.at(-1)?.annotations.summary).toEqual({ "reaction:distinct.v1": {}, "read:flag.v1": sum });
  });

  it("RTAN3: are listed by pages", async () => {
    const { room, serial } = await talk(["PUBLISH", "ANNOTATION_PUBLISH"]);
    for (const name of ["a", "b", "c"]) await room.annotations.publish(serial, { type: "vote:multiple.v1", name, count: 2 });
    const page = await room.annotations.get(serial, { limit: 2 }).first();
    expect(page.items.map(({ name, count, action }) => ({ name, count, action }))).toEqual([
      { name: "a", count: 2, action: "annotation.create" },
      { name: "b", count: 2, action: "annotation.create" },
    ]);
    expect((await page.next())?.items.map(({ name }) => name)).toEqual(["c"]);
    expect((await room.getMessage(serial)).annotations.summary["vote:multiple.v1"]).toMatchObject({
      a: { total: 2, clientIds: { kim: 2 }, totalUnidentified: 0, totalClientIds: 1 },
    });
  });

  it("RTAN4d: warns when the mode is missing (93001); RTAN1a: type and serial are needed", async () => {
    const { room, warnings, serial } = await talk(["PUBLISH", "SUBSCRIBE"]);
    room.annotations.subscribe(() => undefined);
    await settle();
    expect(warnings).toMatchObject([{ code: 93001, remedy: expect.stringContaining("ANNOTATION_SUBSCRIBE") }]);
    await expect(room.annotations.publish(serial, { type: "" })).rejects.toMatchObject({ code: 40003 });
    await expect(room.annotations.publish({}, { type: "a:flag.v1" })).rejects.toMatchObject({ code: 40003 });
  });
});
