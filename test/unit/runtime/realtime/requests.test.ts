import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { graphqlTransportWsFraming } from "../../../../runtime/realtime/protocols/graphql-transport-ws/graphql-transport-ws-framing.js";
import { SocketBus } from "../../../../runtime/realtime/socket-bus.js";
import { socketSending } from "../../../../runtime/realtime/socket-sending.js";
import { fakeClock } from "../../../support/clock.js";
import { type FakeLink, fakeTransport } from "../../../support/fake-transport.js";
import { messageOf, routeOf } from "../../../support/framing.js";

type Happening =
  | "ask"
  | "publish"
  | "subscribe"
  | "open"
  | "ack"
  | "next"
  | "complete"
  | "error"
  | "unknown"
  | "garbage"
  | "end"
  | "abort"
  | "advance"
  | "up"
  | "cut";
/** Those that lead somewhere come up more often. */
const happenings: readonly Happening[] = [
  ...(["ask", "ask", "publish", "subscribe", "up", "up", "up", "cut", "cut", "next", "complete"] as const),
  ...(["open", "ack", "error", "unknown", "garbage", "end", "abort", "advance"] as const),
];

const route = routeOf("place", { framing: { framing: "graphql-transport-ws", query: "mutation { place }" } });
const policy = {
  openTimeout: 5_000,
  closeTimeout: 2_000,
  heartbeat: 4_000,
  patience: 8_000,
  mutePatience: 0,
  stable: 1_000,
  attempts: 6,
  delay: (attempt: number) => 100 * attempt,
};
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 12; turn++) await Promise.resolve();
};

interface Said {
  readonly type: string;
  readonly id?: string;
}

/** Lives one life of a framing that never repeats, and gives every broken promise in words. */
async function live(events: readonly Happening[]): Promise<readonly string[]> {
  const broken: string[] = [];
  const transport = fakeTransport();
  const clock = fakeClock(0);
  const dial = async () => ({ request: { url: "ws://x" }, credential: null });
  const queue = { count: 5, bytes: 10_000 };
  const bus = new SocketBus({ transport, clock, policy, framing: graphqlTransportWsFraming(), dial, queue, dedupe: 8, highWater: 1_000 }, null);
  const settled = new Map<string, number>();
  let begun = 0;
  const begin = (make: (id: string) => Promise<unknown>): void => {
    const id = `r${begun++}`;
    settled.set(id, 0);
    const end = (): void => void settled.set(id, (settled.get(id) ?? 0) + 1);
    make(id).then(end, end);
  };
  const stops: AbortController[] = [];
  const link = (): FakeLink | undefined => transport.held().at(-1);
  const said = (one: FakeLink): readonly Said[] => one.sent.map((frame) => JSON.parse(String(frame)) as Said);
  const answer = (rest: object): void => {
    const open = link();
    const id = open === undefined ? undefined : said(open).findLast(({ type }) => type === "subscribe")?.id;
    if (id !== undefined) open?.say(JSON.stringify({ id, ...rest }));
  };
  const does: Readonly<Record<Happening, () => unknown>> = {
    ask: () => {
      const stop = new AbortController();
      stops.push(stop);
      begin((id) => bus.ask(route, messageOf({}, { id }), { signal: stop.signal, timeout: 20_000 }, socketSending));
    },
    publish: () => begin((id) => bus.publish(route, messageOf({}, { id }), socketSending)),
    subscribe: () => bus.subscribe(route, { message: () => undefined, discontinuity: () => undefined, end: () => undefined }),
    open: () => link()?.open(),
    ack: () => link()?.say('{"type":"connection_ack"}'),
    next: () => answer({ type: "next", payload: { data: 1 } }),
    complete: () => answer({ type: "complete" }),
    error: () => answer({ type: "error", payload: [{ message: "no" }] }),
    unknown: () => link()?.say('{"type":"next","id":"nobody","payload":{"data":1}}'),
    garbage: () => link()?.say("{"),
    end: () => link()?.end(1006),
    abort: () => stops.shift()?.abort(),
    advance: () => clock.advance(700),
    up: () => {
      link()?.open();
      link()?.say('{"type":"connection_ack"}');
    },
    cut: () => {
      link()?.end(1006);
      return clock.advance(700);
    },
  };
  for (const event of events) {
    await does[event]();
    await turns();
    if (transport.held().length > 1) broken.push(`${transport.held().length} sockets after ${event}`);
  }
  const closing = bus.close();
  await turns();
  link()?.end(1000);
  await closing;
  await turns();
  for (const [id, times] of settled) if (times !== 1) broken.push(`${id} was settled ${times} times`);
  const sent = transport.links.flatMap((one) => said(one).flatMap(({ type, id = "" }) => (type === "subscribe" && settled.has(id) ? [id] : [])));
  for (const id of new Set(sent)) if (sent.filter((one) => one === id).length > 1) broken.push(`${id} was sent twice`);
  if (transport.held().length > 0) broken.push("a socket was left behind");
  if (clock.pending().length > 0) broken.push("a timer was left behind");
  return broken;
}

describe("requests that must not be repeated, whatever happens to their connection", () => {
  it("are sent once at most, settle exactly once, and leave nothing behind", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...happenings), { maxLength: 30 }), async (events) => {
        expect(await live(events)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
