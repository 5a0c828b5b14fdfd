import { describe, expect, it } from "@jest/globals";
import { sseFraming } from "../../../../runtime/streaming/sse.js";
import { fedBadly } from "./fed-badly.js";

const message = (data: string, id = "", event = "message") => ({ event, data, id });

describe("sseFraming", () => {
  // The first four are the examples of the standard: https://html.spec.whatwg.org/multipage/server-sent-events.html
  const cases = [
    { name: "one event of several data lines", given: "data: YHOO\ndata: +2\ndata: 10\n\n", want: [message("YHOO\n+2\n10")] },
    {
      name: "comments, ids, an id that is cleared, and a last event that is not finished",
      given: ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event",
      want: [message("first event", "1"), message("second event")],
    },
    { name: "empty data is data; an unfinished event is dropped", given: "data\n\ndata\ndata\n\ndata:", want: [message(""), message("\n")] },
    {
      name: "one space after the colon is not data, a second one is",
      given: "data:test\n\ndata: test\n\ndata:  test\n\n",
      want: [message("test"), message("test"), message(" test")],
    },
    { name: "event types hold for one event", given: "event: add\ndata: 1\n\ndata: 2\n\n", want: [message("1", "", "add"), message("2")] },
    { name: "an event without data is not delivered, and its type is forgotten", given: "event: add\n\ndata: 1\n\n", want: [message("1")] },
    {
      name: "an id lasts until another comes",
      given: "id: 7\ndata: a\n\ndata: b\n\nid: 8\ndata: c\n\n",
      want: [message("a", "7"), message("b", "7"), message("c", "8")],
    },
    { name: "an id with a NUL is ignored", given: "id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n", want: [message("a", "1"), message("b", "1")] },
    { name: "unknown fields are ignored, whatever their case", given: "Data: no\nfoo: bar\nfoo\ndata: yes\n\n", want: [message("yes")] },
    { name: "a colon may stand in the value", given: 'data: {"a":1}\n\n', want: [message('{"a":1}')] },
    { name: "CR and CRLF end lines too", given: "data: a\r\rdata: b\r\n\r\ndata: c\n\n", want: [message("a"), message("b"), message("c")] },
    { name: "a byte-order mark at the start is dropped", given: "\ufeffdata: a\n\n", want: [message("a")] },
    { name: "text of several bytes a character", given: "data: zażółć 😀\n\n", want: [message("zażółć 😀")] },
  ];
  it.each(cases)("$name", ({ given, want }) => {
    for (const events of fedBadly(given, () => sseFraming())) expect(events).toEqual(want);
  });

  it("remembers the last id that a finished event carried, also one without data", () => {
    const sse = sseFraming("41");
    expect(sse.lastEventId()).toBe("41");
    sse.push("id: 42\n");
    expect(sse.lastEventId()).toBe("41");
    sse.push("\n");
    expect(sse.lastEventId()).toBe("42");
  });

  it("takes a retry time of digits only", () => {
    const sse = sseFraming();
    sse.push("retry: soon\nretry: -1\n");
    expect(sse.retry()).toBeNull();
    sse.push("retry: 2500\n");
    expect(sse.retry()).toBe(2500);
  });

  it("delivers an event as soon as its blank line is there, without waiting for what follows a CR", () => {
    expect(sseFraming().push("data: a\r\r")).toEqual([message("a")]);
  });
});
