import { describe, expect, it } from "@jest/globals";
import { settle } from "../../../../support/clock.js";
import { asking } from "./asking.js";

const [subscribe, publish] = [1 << 24, 1 << 25];
const refused = (code: number) => ({ body: { error: { code } } });

interface Frame {
  readonly action: number;
  readonly flags?: number;
  readonly channelSerial?: string;
  readonly error?: { readonly code: number };
  readonly res?: readonly { readonly serials: readonly string[] }[];
  readonly state?: readonly {
    readonly serial?: string;
    readonly siteCode?: string;
    readonly operation?: object;
    readonly object?: { readonly objectId: string };
  }[];
}

/** A mock, asked over REST, and a client's link to it, frame by frame. */
function stage() {
  const asked = asking();
  const post = (body: object) => asked.ask("POST", "/channels/room/object", { body });
  const read = async (search = "") => (await asked.ask("GET", `/channels/room/object${search}`)).body;
  const link = async (flags = subscribe | publish) => {
    const frames: Frame[] = [];
    const session = asked.mock.open(
      { query: { key: asked.key() }, headers: {} },
      { send: (raw) => frames.push(JSON.parse(String(raw))), close() {}, cut() {}, ping() {} },
    );
    await settle();
    const send = async (frame: object) => {
      session.frame(JSON.stringify(frame));
      await settle();
      return frames.splice(0);
    };
    frames.splice(0);
    return { send, frames, attached: await send({ action: 10, channel: "room", flags }) };
  };
  return { ...asked, post, read, link };
}

describe("objects over REST", () => {
  it("are created at paths and alone, changed by path, id and pattern, and read whole or compact", async () => {
    const { post, read } = stage();
    await post({ path: "shop", mapCreate: { semantics: 0, entries: { "a.b": { data: { string: "dotted" } } } } });
    for (const [key, count] of [
      ["apples", 1],
      ["pears", 2],
    ] as const)
      await post({ path: `shop.${key}`, counterCreate: { count } });
    await post([
      { path: "shop.*", counterInc: { number: 10 } },
      { path: "shop", mapSet: { key: "open", value: { boolean: true } } },
    ]);
    const { objectIds } = (await post({ counterCreate: { count: 5 } })).body as { objectIds: readonly [string] };
    await post({ objectId: "root", mapSet: { key: "alone", value: { objectId: objectIds[0] } } });
    expect(await read()).toEqual({ shop: { "a.b": "dotted", apples: 11, pears: 12, open: true }, alone: 5 });
    expect(await read("?path=shop.a%5C.b")).toBe("dotted");
    expect(await read(`/${encodeURIComponent(objectIds[0])}?compact=false`)).toEqual({ objectId: objectIds[0], counter: { data: { number: 5 } } });
    expect(await read("?compact=false")).toMatchObject({
      objectId: "root",
      map: { semantics: "LWW", entries: { shop: { data: { map: { entries: { open: { data: { boolean: true } } } } } } } },
    });
    await post({ path: "shop", mapRemove: { key: "open" } });
    await post({ objectId: objectIds[0], objectDelete: {} });
    expect(await read()).toEqual({ shop: { "a.b": "dotted", apples: 11, pears: 12 } });
    await post({ path: "shop", mapClear: {} });
    expect(await read("?path=shop")).toEqual({});
  });

  it("take bytes and JSON as they are, end circles with an id, and do what has an id once", async () => {
    const { post, read } = stage();
    await post({ objectId: "root", mapSet: { key: "bytes", value: { bytes: "AQID" } } });
    await post({ objectId: "root", mapSet: { key: "json", value: { json: '["x"]' } } });
    await post({ objectId: "root", mapSet: { key: "self", value: { objectId: "root" } } });
    expect(await read()).toEqual({ bytes: "AQID", json: '["x"]', self: { objectId: "root" } });
    expect(await read("?compact=false")).toMatchObject({ map: { entries: { self: { data: { objectId: "root" } } } } });
    const id = "once";
    await post({ path: "count", counterCreate: {} });
    for (const _ of [1, 2]) await post({ id, path: "count", counterInc: { number: 3 } });
    expect(await read("?path=count")).toBe(3);
  });

  it.each([
    { given: { path: "nowhere", counterInc: { number: 1 } }, code: 40400 },
    { given: { path: "nowhere.at.all", counterCreate: {} }, code: 40400 },
    { given: { objectId: "root", counterInc: { number: 1 } }, code: 40400 },
    { given: { objectId: "root", objectDelete: {} }, code: 92000 },
    { given: { objectId: "root" }, code: 40000 },
    { given: { objectId: "strange", mapCreateWithObjectId: { initialValue: "{}", nonce: "n" } }, code: 92000 },
  ])("refuse $given", async ({ given, code }) => {
    const { post, ask } = stage();
    expect(await post(given)).toMatchObject(refused(code));
    expect(await ask("GET", "/channels/room/object/map:x@1")).toMatchObject(refused(40400));
  });
});

describe("objects over a connection", () => {
  it("RTO4: are synced to whoever attaches with the mode, also a root with nothing in it", async () => {
    const { post, link } = stage();
    const [first, empty] = (await link()).attached;
    expect([(first?.flags ?? 0) & 128, empty]).toMatchObject([128, { action: 20, state: [{ object: { objectId: "root", map: { entries: {} } } }] }]);
    await post({ path: "count", counterCreate: { count: 2 } });
    const { attached } = await link();
    expect(attached.map(({ action }) => action)).toEqual([11, 20]);
    expect([(attached[0]?.flags ?? 0) & 128, attached[1]?.channelSerial?.endsWith(":")]).toEqual([128, true]);
    expect(attached[1]?.state?.map(({ object }) => object)).toMatchObject([
      { objectId: "root", map: { entries: { count: { timeserial: expect.any(String) } } } },
      { objectId: expect.stringMatching(/^counter:/), counter: { count: 2 }, siteTimeserials: { mock: expect.any(String) }, tombstone: false },
    ]);
    expect((await link(publish)).attached.map(({ action, flags = 0 }) => [action, flags & 128])).toEqual([[11, 0]]);
  });

  it("RTO20: operations are acknowledged with their serials, and told to all, as what an id was made from means", async () => {
    const { link } = stage();
    const [one, two] = [await link(), await link()];
    const objectId = "map:hash@1";
    const initialValue = JSON.stringify({ semantics: 0, entries: { key: { data: { bytes: "AQID" } } } });
    const answer = await one.send({
      action: 19,
      channel: "room",
      msgSerial: 0,
      state: [{ operation: { action: 0, objectId, mapCreateWithObjectId: { initialValue, nonce: "n" } } }],
    });
    const ack = answer.find(({ action }) => action === 1);
    const told = two.frames.find(({ action }) => action === 19);
    expect(told?.state).toMatchObject([
      { siteCode: "mock", serial: ack?.res?.[0]?.serials[0], operation: { action: 0, objectId, mapCreate: { entries: { key: { data: { bytes: "AQID" } } } } } },
    ]);
    expect(told?.state?.[0]?.operation).not.toHaveProperty("mapCreateWithObjectId");
  });

  it("need the mode, an object of the right kind, and an id", async () => {
    const { link } = stage();
    const only = await link(subscribe);
    const operate = (operation: object) => ({ action: 19, channel: "room", msgSerial: 0, state: [{ operation }] });
    expect(await only.send(operate({ action: 1, objectId: "root", mapSet: { key: "a", value: { number: 1 } } }))).toMatchObject([
      { action: 2, error: { code: 40160 } },
    ]);
    const both = await link();
    expect(await both.send(operate({ action: 4, objectId: "root", counterInc: { number: 1 } }))).toMatchObject([{ action: 2, error: { code: 92000 } }]);
    expect(await both.send(operate({ action: 1, objectId: "counter:x@1", mapSet: { key: "a", value: { number: 1 } } }))).toMatchObject([
      { action: 2, error: { code: 92000 } },
    ]);
  });
});
