import { afterEach, describe, expect, it } from "@jest/globals";
import { type AblyServer, serveAbly } from "../../../../../runtime/testing/ably/index.js";

interface Frame {
  readonly action: number;
  readonly connectionId?: string;
  readonly connectionDetails?: { readonly connectionKey: string };
  readonly messages?: readonly { readonly data: unknown }[];
  readonly error?: { readonly code: number };
}

let ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

async function stage() {
  const server: AblyServer = await serveAbly();
  ends.push(() => server.close());
  const [first] = server.mock.createApp().keys;
  const key = `${first?.name}:${first?.secret}`;
  const ask = (path: string, frames?: readonly object[]) =>
    fetch(`${server.url}/comet/${path}${path.includes("?") ? "&" : "?"}key=${key}`, frames && { method: "POST", body: JSON.stringify(frames) });
  /** Frames of a streamed answer, as they come. */
  async function* frames(reply: Response): AsyncGenerator<Frame, void> {
    let text = "";
    for await (const part of reply.body ?? []) {
      text += Buffer.from(part).toString("utf8");
      const lines = text.split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) yield* JSON.parse(line) as Frame[];
    }
  }
  return { server, ask, frames };
}

describe("the mock's comet transport", () => {
  it("streams frames, takes lists of them, and goes on where it was", async () => {
    const { ask, frames, server } = await stage();
    const stream = frames(await ask("connect"));
    const connected = (await stream.next()).value as Frame;
    const path = connected.connectionDetails?.connectionKey ?? "";
    expect(connected).toMatchObject({ action: 4, connectionId: expect.any(String) });
    expect(
      (
        await ask(`${path}/send`, [
          { action: 10, channel: "room" },
          { action: 15, channel: "room", msgSerial: 0, messages: [{ data: "a" }] },
        ])
      ).status,
    ).toBe(204);
    const got: Frame[] = [];
    for (let count = 0; count < 3; count++) got.push((await stream.next()).value as Frame);
    expect(got.map(({ action }) => action).sort()).toEqual([1, 11, 15]);
    expect((await ask(`${path}/close`)).status).toBe(204);
    expect((await stream.next()).value).toEqual({ action: 8 });
    expect((await stream.next()).done).toBe(true);
    expect(server.mock.connections()).toEqual([]);
  });

  it("answers one request with what is there, where nothing may be streamed", async () => {
    const { ask } = await stage();
    const [connected] = (await (await ask("connect?stream=false")).json()) as [Frame];
    const path = connected.connectionDetails?.connectionKey ?? "";
    const waiting = ask(`${path}/recv`);
    await ask(`${path}/send`, [{ action: 0, id: "x" }]);
    expect(await (await waiting).json()).toEqual([{ action: 0, id: "x" }]);
    const resumed = (await (await ask(`connect?stream=false&resume=${path}`)).json()) as [Frame];
    expect(resumed[0].connectionId).toBe(connected.connectionId);
  });

  it("refuses strangers, in a frame, and paths that there aren't", async () => {
    const { server, ask, frames } = await stage();
    const refused = frames(await fetch(`${server.url}/comet/connect?key=no.key:none`));
    expect((await refused.next()).value).toMatchObject({ action: 9, error: { code: 40101 } });
    expect((await ask("nobody!1/recv")).status).toBe(400);
    const [connected] = (await (await ask("connect?stream=false")).json()) as [Frame];
    expect((await ask(`${connected.connectionDetails?.connectionKey}/nowhere`)).status).toBe(404);
  });

  it("keeps the connection for a while when the stream is cut", async () => {
    const { server, ask, frames } = await stage();
    const control = new AbortController();
    const [first] = [...server.mock.apps.values()][0]?.keys ?? [];
    const reply = await fetch(`${server.url}/comet/connect?key=${first?.name}:${first?.secret}`, { signal: control.signal });
    const { connectionId, connectionDetails } = (await frames(reply).next()).value as Frame;
    control.abort();
    while (server.mock.connection(connectionId ?? "")?.link !== null) await new Promise((resolve) => setTimeout(resolve, 5));
    const again = frames(await ask(`connect?resume=${connectionDetails?.connectionKey}`));
    expect((await again.next()).value).toMatchObject({ action: 4, connectionId });
    await again.return();
  });
});
