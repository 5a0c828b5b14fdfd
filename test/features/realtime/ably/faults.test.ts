import { describe, expect, it } from "@jest/globals";
import { eventually, settle, stage } from "./stage.js";

describe("what goes wrong", () => {
  it("a server that never answers: every attempt ends after 10 s, nothing hangs", async () => {
    const { clock, client, mock } = stage();
    mock.faults.add({ on: "connect", do: "suppress", times: 1000 });
    const ably = client();
    const published = ably.channels.get("room").publish("n", "x");
    const failed = expect(published).rejects.toMatchObject({ code: 80002 });
    await clock.advance(10_000);
    expect(ably.connection).toMatchObject({ state: "disconnected", errorReason: { code: 80014 } });
    await clock.advance(110_000);
    expect(ably.connection.state).toBe("suspended");
    await failed;
    mock.faults.clear();
    await clock.advance(30_000);
    expect(ably.connection.state).toBe("connected");
  });

  it("a server that answers no ATTACH: the channel is suspended, and tried again", async () => {
    const { clock, connected, mock } = stage();
    const ably = await connected();
    mock.faults.add({ on: "in", action: 10, do: "suppress" });
    const attaching = expect(ably.channels.get("room").attach()).rejects.toMatchObject({ code: 90007, remedy: expect.any(String) });
    await clock.advance(10_000);
    await attaching;
    expect(ably.channels.get("room").state).toBe("suspended");
    await clock.advance(15_000);
    expect(ably.channels.get("room").state).toBe("attached");
  });

  it("RTN23a: a half-open socket is let go once nothing was heard for maxIdleInterval and 10 s; what was sent meanwhile goes again", async () => {
    const { clock, connected, mock, sent } = stage({ maxIdleInterval: 5000 });
    const ably = await connected();
    await ably.channels.get("room").attach();
    mock.faults.add({ on: "out", do: "suppress", times: 1000 });
    mock.faults.add({ on: "in", do: "suppress", times: 1 });
    const published = ably.channels.get("room").publish("n", "x");
    await clock.advance(14_999);
    expect(ably.connection.state).toBe("connected");
    mock.faults.clear();
    await clock.advance(2000);
    expect((await published).serials).toHaveLength(1);
    expect(ably.told).toEqual(["connecting", "connected", "disconnected", "connecting", "connected"]);
    expect(sent("message")).toHaveLength(2);
  });

  it("RTN22, RTN15h: a token that ends in the middle is renewed without a drop, or with a resume; nothing is lost", async () => {
    const { clock, connected, app, mock } = stage();
    const [key] = app.keys;
    if (key === undefined) throw new Error("no key");
    let given = 0;
    const ably = await connected({ authCallback: () => app.issue(key, { ttl: ++given === 2 ? 10_000 : 60_000 }, true) });
    await eventually(() => ably.connection.state === "connected");
    const heard: unknown[] = [];
    ably.channels.get("room").subscribe(({ data }) => heard.push(data));
    await ably.channels.get("room").attach();
    for (let index = 0; index < 10; index++) {
      await Promise.all([ably.channels.get("room").publish("n", `m${index}`), clock.advance(5000), settle(20)]);
      await eventually(() => ably.connection.state === "connected");
    }
    expect(heard).toEqual(Array.from({ length: 10 }, (_, index) => `m${index}`));
    expect(given).toBeGreaterThan(2);
    expect(mock.connections()).toHaveLength(1);
  });

  it("RSA4c3: a renewal that fails leaves the connection as it is", async () => {
    const { clock, connected, app } = stage();
    const [key] = app.keys;
    if (key === undefined) throw new Error("no key");
    let given = 0;
    const ably = await connected({ authCallback: () => (++given === 1 ? app.issue(key, { ttl: 60_000 }, true) : Promise.reject(new Error("down"))) });
    await eventually(() => ably.connection.state === "connected");
    await clock.advance(30_000);
    await settle(5);
    expect([ably.connection.state, given]).toEqual(["connected", 2]);
  });

  it("a slow listener gets everything, in order", async () => {
    const { connected } = stage();
    const ably = await connected();
    const room = ably.channels.get("room");
    const heard: unknown[] = [];
    room.subscribe(async ({ data }) => {
      await settle(1);
      heard.push(data);
    });
    await room.attach();
    await Promise.all(Array.from({ length: 200 }, (_, index) => room.publish("n", String(index))));
    await eventually(() => heard.length === 200);
    expect(heard).toEqual(Array.from({ length: 200 }, (_, index) => String(index)));
  });
});
