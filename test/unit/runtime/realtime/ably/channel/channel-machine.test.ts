import { describe, expect, it } from "@jest/globals";
import { type ChannelState, type ChannelStep, channelDueAt, stepChannel } from "../../../../../../runtime/realtime/protocols/ably/channel/channel-machine.js";
import { channelEvents, channelRules, channelStates } from "./channel-rules.js";

/** What each state makes of each event, as one word for both, or with and without a connection: the next state, in how many ms it moves by itself, the effects. */
const want: Readonly<Record<string, Readonly<Record<string, string | readonly [string, string]>>>> = {
  initialized: {
    attach: ["attaching +10000 | sendAttach", "attaching"],
    ERROR: "failed",
  },
  attaching: {
    attach: "attaching +0",
    detach: ["attaching +0 then detach", "detached"],
    reoptioned: ["attaching +0 | sendAttach", "-"],
    "ATTACHED, resumed": "attached",
    ATTACHED: "attached",
    DETACHED: "suspended +12000",
    ERROR: "failed",
    online: ["attaching +10000 | sendAttach", "attaching"],
    offline: "attaching",
    suspend: "suspended",
    fail: "failed",
    close: "detached",
    reset: "initialized",
    tick: "suspended +12000",
  },
  "attaching, then detach": {
    attach: "attaching +0",
    detach: ["attaching +0 then detach", "detached"],
    reoptioned: ["attaching +0 then detach | sendAttach", "-"],
    "ATTACHED, resumed": ["detaching +10000 | sendDetach", "detached"],
    ATTACHED: ["detaching +10000 | sendDetach", "detached"],
    DETACHED: "detached",
    ERROR: "failed",
    online: ["attaching +10000 then detach | sendAttach", "attaching then detach"],
    offline: "attaching then detach",
    suspend: "detached",
    fail: "failed",
    close: "detached",
    reset: "initialized",
    tick: "detached",
  },
  attached: {
    detach: ["detaching +10000 | sendDetach", "detached"],
    reoptioned: ["attaching +10000 | sendAttach", "attaching"],
    lostDelta: ["attaching +10000 | sendAttach", "attaching"],
    ATTACHED: "attached | update false null",
    DETACHED: ["attaching +10000 | sendAttach", "attaching"],
    ERROR: "failed",
    online: ["attaching +10000 | sendAttach", "attaching"],
    suspend: "suspended",
    fail: "failed",
    close: "detached",
    reset: "initialized",
  },
  detaching: {
    attach: "detaching +0 then attach",
    detach: "detaching +0",
    "ATTACHED, resumed": "detaching +0 | sendDetach",
    ATTACHED: "detaching +0 | sendDetach",
    DETACHED: "detached",
    ERROR: "failed",
    online: "detaching +10000 | sendDetach",
    offline: "detaching",
    suspend: "detached",
    fail: "failed",
    close: "detached",
    reset: "initialized",
    tick: "attached | update true AblyError: Timeout: no DETACHED in 10000 ms (90007, status 400)",
  },
  "detaching, then attach": {
    attach: "detaching +0 then attach",
    detach: "detaching +0",
    "ATTACHED, resumed": "detaching +0 then attach | sendDetach",
    ATTACHED: "detaching +0 then attach | sendDetach",
    DETACHED: ["attaching +10000 | sendAttach", "attaching"],
    ERROR: "failed",
    online: "detaching +10000 then attach | sendDetach",
    offline: "detaching then attach",
    suspend: "detached",
    fail: "failed",
    close: "detached",
    reset: "initialized",
    tick: "attached | update true AblyError: Timeout: no DETACHED in 10000 ms (90007, status 400)",
  },
  detached: {
    attach: ["attaching +10000 | sendAttach", "attaching"],
    "ATTACHED, resumed": "detached | sendDetach",
    ATTACHED: "detached | sendDetach",
    ERROR: "failed",
    reset: "initialized",
  },
  suspended: {
    attach: ["attaching +10000 | sendAttach", "attaching"],
    detach: "detached",
    "ATTACHED, resumed": "attached",
    ATTACHED: "attached",
    DETACHED: ["attaching +10000 | sendAttach", "attaching"],
    ERROR: "failed",
    online: ["attaching +10000 | sendAttach", "attaching"],
    suspend: "suspended",
    fail: "failed",
    close: "detached",
    reset: "initialized",
    tick: ["attaching +10000 | sendAttach", "-"],
  },
  failed: {
    attach: ["attaching +10000 | sendAttach", "attaching"],
    reset: "initialized",
  },
};

function told([next, effects]: ChannelStep): string {
  const due = channelDueAt(next);
  const then = "after" in next && next.after !== null ? ` then ${next.after}` : "";
  return [
    `${next.name}${due === null ? "" : ` +${due - channelRules.now}`}${then}`,
    ...effects.map((effect) => Object.values(effect).map(String).join(" ")),
  ].join(" | ");
}

const pairs = Object.entries(channelStates).flatMap(([inside, state]) =>
  Object.entries(channelEvents).flatMap(([on, event]) => [true, false].map((connected) => ({ inside, state, on, event, connected }))),
);

describe("an Ably channel, by state and event (RTL)", () => {
  it.each(pairs)("$inside: $on (connected: $connected)", ({ inside, state, on, event, connected }) => {
    const result = stepChannel(state, event, { ...channelRules, connected });
    const cell = want[inside]?.[on] ?? "-";
    const expected = typeof cell === "string" ? cell : cell[connected ? 0 : 1];
    if (expected === "-") expect(result).toEqual([state, []]);
    else expect(told(result)).toBe(expected);
  });
});

describe("rules of channels that take more than one event", () => {
  const attempt = (state: ChannelState, now: number): ChannelStep => stepChannel(state, { type: "tick" }, { ...channelRules, now });

  it("RTL13b, RTB1: attaching that gets no answer is tried again, later each time", () => {
    let state: ChannelState = { name: "attaching", deadline: 0, attempt: 0, after: null, reason: null };
    const waits: number[] = [];
    for (let round = 0; round < 5; round++) {
      const [asleep] = attempt(state, channelRules.now);
      waits.push((channelDueAt(asleep) ?? 0) - channelRules.now);
      [state] = attempt(asleep, channelDueAt(asleep) ?? 0);
      expect(state.name).toBe("attaching");
      state = { ...state, deadline: 0 } as ChannelState; // its time has come
    }
    expect(waits).toEqual([12_000, 16_000, 20_000, 24_000, 24_000]);
  });

  it("RTL13b: it says why it is suspended", () => {
    expect(attempt({ name: "attaching", deadline: 0, attempt: 0, after: null, reason: null }, 1)[0]).toMatchObject({ reason: { code: 90007 } });
  });
});
