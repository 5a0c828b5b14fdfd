import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { retryDelay } from "../../../../../../runtime/realtime/protocols/ably/connection/backoff.js";
import { step } from "../../../../../../runtime/realtime/protocols/ably/connection/connection-machine.js";
import { type ConnectionState, type ConnectionStep, dueAt } from "../../../../../../runtime/realtime/protocols/ably/connection/connection-state.js";
import { broken, events, expired, life, refused, rules, states } from "../rules.js";

/** What each state makes of each event: the next state, in how many ms it moves by itself, and the effects. A pair that isn't here changes nothing. */
const want: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  initialized: {
    connect: "connecting authorizing | authorize false",
    close: "closed",
    "authorized anew": "connecting dialling main | dial main null",
  },
  "connecting, authorizing": {
    close: "closed",
    authorized: "connecting dialling main | dial main key",
    "authorized anew": "connecting dialling main | dial main key",
    unauthorized: "disconnected +12000",
    forbidden: "failed | hangUp",
    offline: "disconnected +0 | hangUp",
  },
  "connecting, dialling": {
    close: "closing",
    "authorized anew": "connecting dialling main | hangUp | dial main key",
    forbidden: "failed | hangUp",
    "CONNECTED, same id": "connected | restore true",
    "CONNECTED, other id": "connected | restore false",
    DISCONNECTED: "connecting checking | hangUp | checkInternet",
    "DISCONNECTED, token": "connecting authorizing | hangUp | authorize true",
    ERROR: "failed | hangUp",
    "ERROR, token": "connecting authorizing | hangUp | authorize true",
    dropped: "connecting checking | hangUp | checkInternet",
    offline: "disconnected +0 | hangUp",
    online: "connecting dialling main | hangUp | dial main key",
    tick: "connecting checking | hangUp | checkInternet",
  },
  "connecting, last fallback": {
    close: "closing",
    "authorized anew": "connecting dialling main | hangUp | dial main key",
    forbidden: "failed | hangUp",
    "CONNECTED, same id": "connected | restore true",
    "CONNECTED, other id": "connected | restore false",
    DISCONNECTED: "disconnected +12000 | hangUp",
    "DISCONNECTED, token": "connecting authorizing | hangUp | authorize true",
    ERROR: "failed | hangUp",
    "ERROR, token": "connecting authorizing | hangUp | authorize true",
    dropped: "disconnected +12000 | hangUp",
    offline: "disconnected +0 | hangUp",
    online: "connecting dialling main | hangUp | dial main key",
    tick: "disconnected +12000 | hangUp",
  },
  "connecting, checking": {
    close: "closed",
    "authorized anew": "connecting dialling main | hangUp | dial main key",
    forbidden: "failed | hangUp",
    "internet up": "connecting dialling b | dial b key",
    "internet down": "disconnected +12000",
    offline: "disconnected +0 | hangUp",
  },
  connected: {
    close: "closing | send close",
    authorized: "connected | send auth",
    "authorized anew": "connected | send auth",
    forbidden: "failed | hangUp",
    "CONNECTED, same id": "connected | update null",
    "CONNECTED, other id": "connected | update AblyError: broken (80003, status 500)",
    DISCONNECTED: "disconnected +0 | hangUp",
    "DISCONNECTED, token": "disconnected +0 | hangUp",
    ERROR: "failed | hangUp",
    "ERROR, token": "connecting authorizing | hangUp | authorize true",
    dropped: "disconnected +0",
    quiet: "disconnected +0 | hangUp",
    offline: "disconnected +0 | hangUp",
  },
  disconnected: {
    connect: "connecting authorizing | authorize false",
    close: "closed",
    "authorized anew": "connecting dialling main | dial main key",
    online: "connecting authorizing | authorize false",
    tick: "connecting authorizing | authorize false",
  },
  suspended: {
    connect: "connecting authorizing | authorize false",
    close: "closed",
    "authorized anew": "connecting dialling main | dial main key",
    online: "connecting authorizing | authorize false",
    tick: "connecting authorizing | authorize false",
  },
  closing: {
    connect: "connecting authorizing | hangUp | reset | authorize false",
    "CONNECTED, same id": "closing | send close",
    "CONNECTED, other id": "closing | send close",
    DISCONNECTED: "closed | hangUp",
    "DISCONNECTED, token": "closed | hangUp",
    ERROR: "closed | hangUp",
    "ERROR, token": "closed | hangUp",
    CLOSED: "closed | hangUp",
    dropped: "closed | hangUp",
    quiet: "closed | hangUp",
    offline: "closed | hangUp",
    tick: "closed | hangUp",
  },
  closed: {
    connect: "connecting authorizing | reset | authorize false",
    "authorized anew": "connecting dialling main | reset | dial main null",
  },
  failed: {
    connect: "connecting authorizing | reset | authorize false",
    "authorized anew": "connecting dialling main | reset | dial main null",
  },
};

function told([next, effects]: ConnectionStep): string {
  const stage = next.name === "connecting" ? ` ${next.stage.at}${next.stage.at === "dialling" ? ` ${next.stage.host}` : ""}` : "";
  const wait = "until" in next ? ` +${next.until - rules.now}` : "";
  return [`${next.name}${stage}${wait}`, ...effects.map((effect) => Object.values(effect).map(String).join(" "))].join(" | ");
}

const pairs = Object.entries(states).flatMap(([inside, state]) => Object.entries(events).map(([on, event]) => ({ inside, state, on, event })));

describe("an Ably connection, by state and event (RTN)", () => {
  it.each(pairs)("$inside: $on", ({ inside, state, on, event }) => {
    const result = step(state, event, rules);
    const expected = want[inside]?.[on];
    if (expected === undefined) expect(result).toEqual([state, []]);
    else expect(told(result)).toBe(expected);
  });
});

/** Runs events one after the other; gives every step. */
function run(start: ConnectionState, list: readonly (keyof typeof events)[], at: (index: number) => number = () => rules.now): ConnectionStep[] {
  let state = start;
  return list.map((name, index) => {
    const event = events[name];
    if (event === undefined) throw new Error(`no event ${name}`);
    const result = step(state, event, { ...rules, now: at(index) });
    state = result[0];
    return result;
  });
}

describe("rules that take more than one event", () => {
  it("RTN14d, RTB1: retries wait longer each time, up to twice as long, and a fifth less by chance", () => {
    expect([1, 2, 3, 4, 5].map((attempt) => retryDelay(15_000, attempt, () => 1))).toEqual([15_000, 20_000, 25_000, 30_000, 30_000]);
    expect(retryDelay(15_000, 1, () => 0)).toBe(12_000);
  });

  it("RTN14e: it is suspended when connecting failed for longer than the server keeps the session", () => {
    const away = { ...life, lostAt: rules.now - 120_000 };
    const [state] = step(
      { name: "connecting", life: away, stage: { at: "dialling", host: "c", rest: [], deadline: 0, fallback: true } },
      { type: "dropped", error: broken },
      rules,
    );
    expect(state).toMatchObject({ name: "suspended", until: rules.now + 30_000, reason: { code: 80003 } });
  });

  it("RTN14f: suspended goes on trying, at the same pace", () => {
    const away = { ...life, lostAt: 0, attempt: 9 };
    const [[, again], [, dialled], [later]] = run({ name: "suspended", life: away, until: rules.now, retryIn: 0, reason: null }, [
      "tick",
      "authorized",
      "dropped",
    ]) as [ConnectionStep, ConnectionStep, ConnectionStep];
    expect(again).toEqual([{ do: "authorize", renew: false }]);
    expect(dialled).toEqual([{ do: "dial", host: "main", resume: "key" }]);
    expect(later).toMatchObject({ name: "connecting" });
  });

  it("RTN15g (6.1): the session is resumed after however long", () => {
    const [[state]] = run(states["suspended"] as ConnectionState, ["connect"]) as [ConnectionStep];
    expect(state).toMatchObject({ life: { session: { key: "key" } } });
  });

  it("RTN15a: back at once, but not more than once a second", () => {
    const connected: ConnectionState = { name: "connected", life: { ...life, hurriedAt: rules.now - 200 }, host: "main", reason: null };
    expect(step(connected, { type: "dropped", error: null }, rules)[0]).toMatchObject({ name: "disconnected", until: rules.now + 800 });
  });

  it("RTN15h2: the token is renewed once; refused again, it waits; and then renews again", () => {
    const steps = run(states["connected"] as ConnectionState, ["DISCONNECTED, token", "tick", "authorized", "DISCONNECTED, token"]);
    expect(steps.map(told)).toEqual([
      "disconnected +0 | hangUp",
      "connecting authorizing | authorize true",
      "connecting dialling main | dial main key",
      "disconnected +16000 | hangUp",
    ]);
    const [state] = steps[3] as ConnectionStep;
    expect(told(step(state, { type: "tick" }, { ...rules, now: rules.now + 16_000 }))).toBe("connecting authorizing | authorize true");
  });

  it("RSA4c2: a renewal that found no token is tried again with a renewal", () => {
    const [, , [state]] = run(states["connected"] as ConnectionState, ["DISCONNECTED, token", "tick", "unauthorized"]) as [
      ConnectionStep,
      ConnectionStep,
      ConnectionStep,
    ];
    expect(told(step(state, { type: "connect" }, rules))).toBe("connecting authorizing | authorize true");
  });

  it("RSA4a2: without a way to renew a refused token is the end, with 40171", () => {
    const [state] = step(states["connected"] as ConnectionState, { type: "error", error: expired }, { ...rules, renewable: false });
    expect(state).toMatchObject({ name: "failed", reason: { code: 40171, statusCode: 401, cause: expired } });
  });

  it("RTN17f: an answer below 500 that is no token error doesn't go to other hosts", () => {
    const [state] = step(states["connecting, dialling"] as ConnectionState, { type: "disconnected", error: refused }, rules);
    expect(state).toMatchObject({ name: "disconnected", reason: { code: 40101 } });
  });

  it("RTN17h, RTN17i: the primary host is first in every attempt, the fallbacks in an order by chance", () => {
    const pick = (random: number) =>
      step(states["connecting, authorizing"] as ConnectionState, { type: "authorized", fresh: false }, { ...rules, random: () => random })[0];
    expect(pick(0)).toMatchObject({ stage: { host: "main", rest: ["b", "c"] } });
    expect(pick(0.9)).toMatchObject({ stage: { host: "main", rest: ["c", "b"] } });
  });

  it("RTN12f: closed while connecting, it still says CLOSE once CONNECTED comes", () => {
    expect(run(states["connecting, dialling"] as ConnectionState, ["close", "CONNECTED, same id", "CLOSED"]).map(told)).toEqual([
      "closing",
      "closing | send close",
      "closed | hangUp",
    ]);
  });
});

describe("10,000 random lives", () => {
  it("never hold two links, never dial without credentials, always know what is next", () => {
    const names = Object.keys(events);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...names), fc.nat(20_000)), { maxLength: 60 }), (list) => {
        let [state, links, now]: [ConnectionState, number, number] = [{ name: "initialized" }, 0, rules.now];
        for (const [name, passed] of list) {
          now += passed;
          const event = events[name] as (typeof events)[string];
          // Only an open link tells of itself.
          if (links === 0 && /^(CONNECTED|DISCONNECTED|ERROR|CLOSED|dropped|quiet)/.test(name)) continue;
          if (name === "dropped") links = 0;
          const [next, effects] = step(state, event, { ...rules, now });
          for (const effect of effects) {
            if (effect.do === "hangUp") links = 0;
            if (effect.do === "dial") expect(++links).toBe(1);
            if (effect.do === "send") expect(links).toBe(1);
          }
          if (["connected", "closing"].includes(next.name)) expect(links).toBe(1);
          if (["disconnected", "suspended", "closed", "failed", "initialized"].includes(next.name)) expect(links).toBe(0);
          if (["disconnected", "suspended", "closing"].includes(next.name)) expect(dueAt(next)).not.toBeNull();
          state = next;
        }
      }),
      { numRuns: 10_000 },
    );
  });
});
