import fc from "fast-check";
import type { Feed, Route } from "../../../../runtime/realtime/bus.js";
import { jsonFraming } from "../../../../runtime/realtime/protocols/json/json-framing.js";
import { SocketBus } from "../../../../runtime/realtime/socket-bus.js";
import { socketSending } from "../../../../runtime/realtime/socket-sending.js";
import { fakeClock } from "../../../support/clock.js";
import { fakeTransport } from "../../../support/fake-transport.js";

/** What can happen to a connection, from either side. */
export type Happening =
  | { readonly what: "subscribe" | "cancel" | "publish" | "connect" | "open" | "ready" | "ack" | "refuse" | "expiring" | "expired" | "banned" | "garbage" }
  | { readonly what: "end"; readonly code: number }
  | { readonly what: "advance"; readonly by: number };

const plain = [
  "subscribe",
  "cancel",
  "publish",
  "publish",
  "connect",
  "open",
  "open",
  "ready",
  "ready",
  "ack",
  "ack",
  "refuse",
  "expiring",
  "expired",
  "banned",
  "garbage",
] as const;

/** A random life. */
export const happenings: fc.Arbitrary<Happening[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...plain).map((what) => ({ what })) },
    { weight: 1, arbitrary: fc.constantFrom(1000, 1006, 1008, 1011, 4401, 4403).map((code) => ({ what: "end" as const, code })) },
    { weight: 1, arbitrary: fc.constantFrom(1, 500, 6_000, 30_000).map((by) => ({ what: "advance" as const, by })) },
  ),
  { maxLength: 40 },
);

const framing = jsonFraming({
  send: {
    hello: { op: "hello" },
    subscribe: { op: "subscribe", channel: "{channel}" },
    message: { op: "publish", id: "{id}", data: "{payload}" },
    reauthenticate: { op: "auth", token: "{credential}" },
  },
  receive: {
    ready: { when: { "/op": "ready" } },
    ack: { when: { "/op": "ack" }, id: "/id" },
    expiring: { when: { "/op": "expiring" } },
    error: { when: { "/op": "error" }, id: "/id", code: "/code", renew: ["expired"], fatal: ["banned"] },
    message: { when: { "/op": "message" }, channel: "/channel", payload: "/data" },
  },
});

const channel = { id: "c", address: "c", messages: { M: {} } };
const route: Route = { channel, operation: { id: "o", channel }, address: "c", params: {} };
const message = { name: null, contentType: "application/json", headers: null, correlationId: null, replyTo: null };

/** Lives one life against the whole client, and gives every broken promise in words. */
export async function live(events: readonly Happening[]): Promise<readonly string[]> {
  const broken: string[] = [];
  const transport = fakeTransport();
  const clock = fakeClock(0);
  const delay = (attempt: number): number => 100 * attempt;
  const policy = { openTimeout: 5_000, closeTimeout: 2_000, heartbeat: 4_000, patience: 8_000, mutePatience: 0, stable: 1_000, attempts: 6, delay };
  const dial = async () => ({ request: { url: "ws://x" }, credential: "t" });
  const bus = new SocketBus({ transport, clock, policy, framing, dial, queue: { count: 5, bytes: 10_000 }, dedupe: 8, highWater: 1_000 }, null);
  bus.connection.on(({ previous, state }) => {
    if (previous === state) broken.push(`${state} after ${state}`);
  });

  const published = new Map<number, "waiting" | "acknowledged" | "refused">();
  const feeds: Feed[] = [];
  const link = () => transport.held().at(-1);
  const publish = (payload: number): void => {
    published.set(payload, "waiting");
    bus.publish(route, { ...message, payload, id: null }, socketSending).then(
      () => published.set(payload, "acknowledged"),
      () => published.set(payload, "refused"),
    );
  };
  const answerFirst = (answer: object): void => {
    const open = link();
    const frame = open?.sent.map((sent) => JSON.parse(String(sent))).find(({ op }) => op === "publish");
    if (frame !== undefined) open?.say(JSON.stringify({ ...answer, id: frame.id }));
  };
  const does: Readonly<Record<Exclude<Happening["what"], "end" | "advance">, () => void>> = {
    subscribe: () => feeds.push(bus.subscribe(route, { message: () => undefined, discontinuity: () => undefined, end: () => undefined })),
    cancel: () => feeds.shift()?.cancel(),
    publish: () => publish(published.size),
    connect: () => void bus.connect().catch(() => undefined),
    open: () => link()?.open(),
    ready: () => link()?.say('{"op":"ready"}'),
    ack: () => answerFirst({ op: "ack" }),
    refuse: () => answerFirst({ op: "error" }),
    expiring: () => link()?.say('{"op":"expiring"}'),
    expired: () => link()?.say('{"op":"error","code":"expired"}'),
    banned: () => link()?.say('{"op":"error","code":"banned"}'),
    garbage: () => link()?.say("{"),
  };
  const step = async (event: Happening): Promise<void> => {
    if (event.what === "advance") await clock.advance(event.by);
    else if (event.what === "end") link()?.end(event.code);
    else does[event.what]();
    for (let turn = 0; turn < 12; turn++) await Promise.resolve();
    if (transport.held().length > 1) broken.push(`${transport.held().length} sockets after ${event.what}`);
  };

  for (const event of events) await step(event);
  const before = [...published].filter(([, state]) => state === "waiting").map(([payload]) => payload);
  const closing = bus.close();
  for (let turn = 0; turn < 12; turn++) await Promise.resolve();
  link()?.end(1000);
  const unsent = (await closing).map((entry) => entry.message.payload);
  for (const payload of before) if (!unsent.includes(payload)) broken.push(`${payload} was waiting and was not handed back`);
  for (const [payload, state] of published) if (state === "waiting") broken.push(`${payload} was lost without a report`);
  if (transport.held().length > 0) broken.push("a socket was left behind");
  if (clock.pending().length > 0) broken.push("a timer was left behind");
  return broken;
}
