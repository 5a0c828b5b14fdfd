import { describe, expect, it } from "@jest/globals";
import type { PresenceAction } from "../../../../../../runtime/realtime/protocols/ably/message/actions.js";
import { isNewer, PresenceMap, type PresenceMessage } from "../../../../../../runtime/realtime/protocols/ably/presence/presence-map.js";

const message = (action: PresenceAction, clientId: string, id: string | null = `${clientId}C:0:0`, timestamp = 1000): PresenceMessage => ({
  id,
  action,
  clientId,
  connectionId: `${clientId}C`,
  data: null,
  encoding: null,
  extras: null,
  timestamp,
});
const names = (map: PresenceMap) => map.members().map(({ clientId, action }) => `${clientId} ${action}`);

describe("who is present (RTP2)", () => {
  it("RTP2d: enter, update and present are all kept as present", () => {
    const map = new PresenceMap();
    for (const [index, action] of (["enter", "update", "present"] as const).entries()) expect(map.put(message(action, "a", `aC:${index}:0`))).toBe(true);
    expect(names(map)).toEqual(["a present"]);
  });

  it("RTP2h1: who leaves is gone, and leaving twice is nothing", () => {
    const map = new PresenceMap();
    map.put(message("enter", "a"));
    expect(map.put(message("leave", "a", "aC:1:0"))).toBe(true);
    expect(map.put(message("leave", "a", "aC:2:0"))).toBe(false);
    expect(names(map)).toEqual([]);
  });

  it.each([
    { what: "RTP2b2: a higher msgSerial", incoming: ["aC:2:0", 1], known: ["aC:1:9", 2], newer: true },
    { what: "RTP2b2: serials are numbers, not text", incoming: ["aC:10:0", 1], known: ["aC:9:0", 1], newer: true },
    { what: "RTP2b2: a higher index of the same msgSerial", incoming: ["aC:1:1", 1], known: ["aC:1:0", 1], newer: true },
    { what: "RTP2b2: the same one again", incoming: ["aC:1:0", 9], known: ["aC:1:0", 1], newer: false },
    { what: "RTP2b1: made by the server, later", incoming: ["other:0:0", 2], known: ["aC:9:0", 1], newer: true },
    { what: "RTP2b1: made by the server, earlier", incoming: ["other:0:0", 1], known: ["aC:9:0", 2], newer: false },
    { what: "RTP2b1a: of the same time the incoming one", incoming: [null, 1], known: ["aC:9:0", 1], newer: true },
  ] as const)("$what: $newer", ({ incoming: [id, time], known: [knownId, knownTime], newer }) => {
    expect(isNewer(message("update", "a", id, time), message("enter", "a", knownId, knownTime))).toBe(newer);
  });

  it("RTP2a: what is older than what is known changes nothing", () => {
    const map = new PresenceMap();
    map.put(message("enter", "a", "aC:5:0"));
    expect(map.put(message("leave", "a", "aC:4:0"))).toBe(false);
    expect(names(map)).toEqual(["a present"]);
  });
});

describe("a presence sync (RTP18, RTP19)", () => {
  const full = (): PresenceMap => {
    const map = new PresenceMap();
    for (const name of ["a", "b", "c"]) map.put(message("enter", name));
    return map;
  };

  it("RTP19: those whom it doesn't name leave at its end, with no id and the time of now", () => {
    const map = full();
    map.startSync("s1:cursor");
    map.put(message("present", "a", "aC:0:0"));
    expect(map.endPart("s1:cursor", 5000)).toBeNull();
    expect(map.syncing).toBe(true);
    map.startSync("s1:");
    map.put(message("enter", "d"));
    expect(map.endPart("s1:", 5000)).toEqual([
      { ...message("leave", "b"), id: null, timestamp: 5000 },
      { ...message("leave", "c"), id: null, timestamp: 5000 },
    ]);
    expect(names(map)).toEqual(["a present", "d present"]);
    expect(map.syncing).toBe(false);
  });

  it("RTP18a: another sequence starts afresh", () => {
    const map = full();
    map.startSync("s1:x");
    map.put(message("present", "a"));
    map.startSync("s2:x");
    map.put(message("present", "b"));
    expect(map.endPart("s2:", 1)?.map(({ clientId }) => clientId)).toEqual(["a", "c"]);
  });

  it("RTP18c: without a channelSerial it is whole in one message", () => {
    const map = full();
    map.startSync(null);
    map.put(message("present", "c"));
    expect(map.endPart(null, 1)?.map(({ clientId }) => clientId)).toEqual(["a", "b"]);
  });

  it("RTP2h2: who leaves during a sync isn't brought back by its older messages", () => {
    const map = full();
    map.startSync("s1:x");
    expect(map.put(message("leave", "a", "aC:1:0"))).toBe(false);
    expect(map.put(message("present", "a", "aC:0:0"))).toBe(false);
    expect(map.put(message("leave", "b", "bC:1:0"))).toBe(false);
    expect(map.put(message("enter", "b", "bC:2:0"))).toBe(true);
    map.put(message("present", "c"));
    expect(names(map)).toEqual(["b present", "c present"]);
    expect(map.endPart("s1:", 1)).toEqual([message("leave", "a", "aC:1:0")]); // told at the end, as it came; b is back
    expect(map.put(message("enter", "a", "aC:0:0"))).toBe(true); // the mark is gone with the sync
  });

  it("RTP19a: attached without presence, all leave", () => {
    const map = full();
    expect(map.empty(7).map(({ clientId, action, timestamp }) => [clientId, action, timestamp])).toEqual([
      ["a", "leave", 7],
      ["b", "leave", 7],
      ["c", "leave", 7],
    ]);
    expect(names(map)).toEqual([]);
  });
});
