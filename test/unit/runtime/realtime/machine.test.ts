import { describe, expect, it } from "@jest/globals";
import { ConnectionError } from "../../../../runtime/core/errors.js";
import { type Effect, type Event, type Policy, type State, step } from "../../../../runtime/realtime/machine.js";

const now = 100_000;
const reason = new ConnectionError("gone");
const policy: Policy = {
  openTimeout: 10_000,
  closeTimeout: 5_000,
  heartbeat: 20_000,
  patience: 30_000,
  mutePatience: 0,
  stable: 5_000,
  attempts: 4,
  delay: (attempt) => attempt * 100,
};

const states = {
  idle: { name: "idle" },
  opening: { name: "opening", attempt: 2, renewed: false, until: now },
  "opening, renewed": { name: "opening", attempt: 2, renewed: true, until: now },
  "opening, last attempt": { name: "opening", attempt: 4, renewed: false, until: now },
  "opening, in time": { name: "opening", attempt: 2, renewed: false, until: now + 1 },
  "open for long": { name: "open", attempt: 4, renewed: true, since: now - 5_000, asked: false, until: now },
  "open for a moment": { name: "open", attempt: 3, renewed: true, since: now - 4_999, asked: false, until: now },
  "open, asked": { name: "open", attempt: 0, renewed: false, since: 0, asked: true, until: now },
  waiting: { name: "waiting", attempt: 3, until: now, reason },
  "waiting, not due": { name: "waiting", attempt: 3, until: now + 1, reason },
  closing: { name: "closing", until: now },
  "closing, in time": { name: "closing", until: now + 1 },
  closed: { name: "closed" },
  failed: { name: "failed", reason },
} as const satisfies Record<string, State>;

const events = {
  connect: { type: "connect" },
  opened: { type: "opened" },
  "dropped: retry": { type: "dropped", verdict: "retry", reason },
  "dropped: renew": { type: "dropped", verdict: "renew", reason },
  "dropped: fatal": { type: "dropped", verdict: "fatal", reason },
  "tick: heard just now": { type: "tick", heard: now - 5_000 },
  "tick: quiet": { type: "tick", heard: now - 20_000 },
  "tick: silent": { type: "tick", heard: now - 30_000 },
  expiring: { type: "expiring" },
  close: { type: "close" },
} as const satisfies Record<string, Event>;

type StateName = keyof typeof states;
type EventName = keyof typeof events;
type Want = readonly [object, readonly Effect[]];

const dialled = (attempt: number, renew: boolean): Want => [{ name: "opening", attempt, renewed: renew, until: now + 10_000 }, [{ do: "dial", renew }]];
const opened = (attempt: number, renewed: boolean): Want => [
  { name: "open", attempt, renewed, since: now, asked: false, until: now + 20_000 },
  [{ do: "resubscribe" }],
];
const waits = (attempt: number, ...effects: Effect[]): Want => [{ name: "waiting", attempt, until: now + attempt * 100 }, effects];
const hard: Effect = { do: "hangUp", hard: true };
const giveBack: Effect = { do: "giveBack" };
const failed = (...effects: Effect[]): Want => [{ name: "failed" }, [...effects, giveBack]];
const closing: Want = [{ name: "closing", until: now + 5_000 }, [{ do: "hangUp", hard: false }]];
const closed = (...effects: Effect[]): Want => [{ name: "closed" }, [...effects, giveBack]];

const ticks = ["tick: heard just now", "tick: quiet", "tick: silent"] as const;
const drops = ["dropped: retry", "dropped: renew", "dropped: fatal"] as const;
const each = (names: readonly EventName[], want: Want): { [name in EventName]?: Want } => Object.fromEntries(names.map((name) => [name, want]));

/** What is not listed leaves the state as it is and does nothing. */
const table: { readonly [state in StateName]: { readonly [event in EventName]?: Want } } = {
  idle: { connect: dialled(0, false), close: closed() },
  opening: {
    opened: opened(2, false),
    "dropped: retry": waits(3),
    "dropped: renew": dialled(2, true),
    "dropped: fatal": failed(),
    ...each(ticks, waits(3, hard)),
    close: closing,
  },
  "opening, renewed": {
    opened: opened(2, true),
    "dropped: retry": waits(3),
    "dropped: renew": failed(),
    "dropped: fatal": failed(),
    ...each(ticks, waits(3, hard)),
    close: closing,
  },
  "opening, last attempt": { opened: opened(4, false), ...each(drops, failed()), ...each(ticks, failed(hard)), close: closing },
  "opening, in time": { opened: opened(2, false), "dropped: retry": waits(3), "dropped: renew": dialled(2, true), "dropped: fatal": failed(), close: closing },
  "open for long": {
    "dropped: retry": waits(1),
    "dropped: renew": dialled(0, true),
    "dropped: fatal": failed(),
    "tick: heard just now": [{ ...states["open for long"], until: now + 15_000 }, []],
    "tick: quiet": [{ ...states["open for long"], asked: true, until: now + 10_000 }, [{ do: "heartbeat" }]],
    "tick: silent": waits(1, hard),
    expiring: [states["open for long"], [{ do: "renew" }]],
    close: closing,
  },
  "open for a moment": {
    "dropped: retry": waits(4),
    "dropped: renew": failed(),
    "dropped: fatal": failed(),
    "tick: heard just now": [{ ...states["open for a moment"], until: now + 15_000 }, []],
    "tick: quiet": [{ ...states["open for a moment"], asked: true, until: now + 10_000 }, [{ do: "heartbeat" }]],
    "tick: silent": waits(4, hard),
    expiring: [states["open for a moment"], [{ do: "renew" }]],
    close: closing,
  },
  "open, asked": {
    "dropped: retry": waits(1),
    "dropped: renew": dialled(0, true),
    "dropped: fatal": failed(),
    "tick: heard just now": [{ ...states["open, asked"], asked: false, until: now + 15_000 }, []],
    "tick: quiet": [{ ...states["open, asked"], until: now + 10_000 }, [{ do: "heartbeat" }]],
    "tick: silent": waits(1, hard),
    expiring: [states["open, asked"], [{ do: "renew" }]],
    close: closing,
  },
  waiting: { connect: dialled(3, false), ...each(ticks, dialled(3, false)), close: closed() },
  "waiting, not due": { connect: dialled(3, false), close: closed() },
  closing: { ...each(drops, closed()), ...each(ticks, closed(hard)) },
  "closing, in time": { ...each(drops, closed()) },
  closed: { connect: dialled(0, false) },
  failed: { connect: dialled(0, false), close: closed() },
};

const pairs = (Object.keys(states) as StateName[]).flatMap((state) => (Object.keys(events) as EventName[]).map((event) => ({ state, event })));

describe("the life of a connection, each state with each event", () => {
  it.each(pairs)("$state + $event", ({ state, event }) => {
    const before: State = states[state];
    const [next, effects] = step(before, events[event], now, policy);
    const want = table[state][event];
    if (want === undefined) {
      expect(next).toBe(before);
      expect(effects).toEqual([]);
    } else {
      expect(next).toMatchObject(want[0]);
      expect(effects).toEqual(want[1]);
    }
  });
});

describe("the heartbeat of a connection", () => {
  const open: State = { name: "open", attempt: 0, renewed: false, since: 0, asked: false, until: now };

  it("asks again and again, and never gives up, where no patience is set", () => {
    const patient = { ...policy, patience: 0 };
    const [asked, effects] = step(open, { type: "tick", heard: 0 }, now, patient);
    expect([asked, effects]).toEqual([{ ...open, asked: true, until: now + 20_000 }, [{ do: "heartbeat" }]]);
    expect(step(asked, { type: "tick", heard: 0 }, now + 20_000, patient)[1]).toEqual([{ do: "heartbeat" }]);
  });

  it("never asks, and gives up in silence, where only patience is set", () => {
    const mute = { ...policy, heartbeat: 0 };
    const [state] = step({ name: "opening", attempt: 0, renewed: false, until: now }, { type: "opened" }, now, mute);
    expect(state).toMatchObject({ name: "open", until: now + 30_000 });
    expect(step(state, { type: "tick", heard: now + 10_000 }, now + 30_000, mute)).toEqual([{ ...state, until: now + 40_000 }, []]);
    expect(step(state, { type: "tick", heard: now }, now + 30_000, mute)[0]).toMatchObject({ name: "waiting" });
  });

  it("is off with neither", () => {
    const [state] = step({ name: "opening", attempt: 0, renewed: false, until: now }, { type: "opened" }, now, { ...policy, heartbeat: 0, patience: 0 });
    expect(state).toMatchObject({ until: Number.POSITIVE_INFINITY });
  });
});
