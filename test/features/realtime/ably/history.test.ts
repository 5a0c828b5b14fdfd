import { describe, expect, it } from "@jest/globals";
import { randomCipherKey } from "../../../../runtime/realtime/protocols/ably/message/cipher.js";
import type { AblyMessage } from "../../../../runtime/realtime/protocols/ably/message/message.js";
import { eventually, stage } from "./stage.js";

async function all(messages: AsyncIterable<AblyMessage>): Promise<unknown[]> {
  const got: unknown[] = [];
  for await (const { data } of messages) got.push(data);
  return got;
}

describe("history (RTL10, RSL2)", () => {
  it("RSL2b: comes by pages, in the order and number wanted, decoded", async () => {
    const { connected, mock } = stage();
    const room = (await connected({ format: "msgpack" })).channels.get("a/b ü");
    for (const data of ["1", new Uint8Array([2]), { n: 3 }, "4", "5"]) await room.publish("n", data);
    expect(await all(room.history({ direction: "forwards", limit: 2 }))).toEqual(["1", new Uint8Array([2]), { n: 3 }, "4", "5"]);
    expect(mock.events.filter(({ kind }) => kind === "http")).toHaveLength(3);
    for await (const message of room.history({ limit: 1 })) {
      expect(message).toMatchObject({ data: "5", name: "n", serial: expect.any(String) });
      break;
    }
    expect(mock.events.filter(({ kind }) => kind === "http")).toHaveLength(4);
  });

  it("RSL5: encrypted messages are read with the channel's key", async () => {
    const { connected } = stage();
    const room = (await connected()).channels.get("room", { cipher: { key: randomCipherKey() } });
    await room.publish("n", { secret: 1 });
    expect(await all(room.history())).toEqual([{ secret: 1 }]);
  });

  it("RTL10b: until the channel was attached: no gap and no overlap with what is heard after", async () => {
    const { connected } = stage();
    const [one, two] = [await connected(), await connected()];
    await one.channels.get("room").publish("n", "before");
    const room = two.channels.get("room");
    await expect(all(room.history({ untilAttach: true }))).rejects.toMatchObject({ code: 40000 });
    await room.attach();
    await one.channels.get("room").publish("n", "after");
    expect(await all(room.history({ untilAttach: true }))).toEqual(["before"]);
  });

  it("RSA4b: a token that has ended is renewed, once; refusals are Ably's own errors", async () => {
    const { connected, app, mock } = stage({ app: { keys: [{ capability: '{"room":["*"]}' }] } });
    const [first] = app.keys;
    if (first === undefined) throw new Error("no key");
    let given = 0;
    const ably = await connected({ authCallback: () => app.issue(first, { ttl: ++given * 60_000, clientId: "kim" }, true) });
    await eventually(() => ably.connection.state === "connected");
    app.revoke("kim", mock.clock.now());
    expect(await all(ably.channels.get("room").history())).toEqual([]);
    expect(given).toBe(2);
    await expect(all(ably.channels.get("other").history())).rejects.toMatchObject({
      code: 40160,
      statusCode: 401,
      remedy: expect.stringContaining("capability"),
    });
    mock.faults.add({ on: "http", path: "/channels/room", do: "cut" });
    await expect(all(ably.channels.get("room").history())).rejects.toMatchObject({ code: 80003 });
  });

  it("RTP12: of presence: who came and went, by the same query", async () => {
    const { connected, mock } = stage();
    const room = (await connected({ clientId: "kim" })).channels.get("a/b");
    await room.presence.enter("one");
    await room.presence.update({ n: 2 });
    await room.presence.leave();
    const page = await room.presence.history({ direction: "forwards", limit: 2 }).first();
    expect(page.items.map(({ action, clientId, data }) => [action, clientId, data])).toEqual([
      ["enter", "kim", "one"],
      ["update", "kim", { n: 2 }],
    ]);
    expect((await page.next())?.items).toMatchObject([{ action: "leave", clientId: "kim" }]);
    expect(mock.events.flatMap((event) => (event.kind === "http" ? [event.path] : []))[0]).toContain("/channels/a%2Fb/presence/history");
  });
});
