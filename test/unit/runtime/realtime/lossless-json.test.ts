import { describe, expect, it } from "@jest/globals";
import { receive } from "../../../../runtime/brokers/received.js";
import { losslessFraming } from "../../../../runtime/realtime/lossless-framing.js";
import { losslessJson } from "../../../../runtime/realtime/lossless-json.js";
import type { OutgoingMessage } from "../../../../runtime/realtime/message.js";
import { decodePayload } from "../../../../runtime/realtime/payload.js";
import { serverSentEvents } from "../../../../runtime/realtime/protocols/sse/sse-framing.js";
import { host, messageOf, routeOf, sinkOf } from "../../../support/framing.js";

const wide = 2n ** 63n - 1n;
const utf8 = new TextEncoder();

describe("losslessJson", () => {
  it.each([
    { text: "9223372036854775807", value: wide },
    { text: '{"a":[-9223372036854775807,1],"b":"9223372036854775807"}', value: { a: [-wide, 1], b: "9223372036854775807" } },
    { text: '{"9223372036854775807":1.5}', value: { "9223372036854775807": 1.5 } },
  ])("reads and prints $text", ({ text, value }) => {
    expect(losslessJson.parse(utf8.encode(text))).toEqual(value);
    expect(losslessJson.stringify(value)).toBe(text);
  });

  it("tells what is no JSON", () => expect(() => losslessJson.parse("9223372036854775807,")).toThrow("A frame is no JSON"));

  it("reads what a broker delivers", () => {
    const came: unknown[] = [];
    const receiver = { message: (message: { readonly payload: unknown }) => came.push(message.payload), undecodable: () => undefined, end: () => undefined };
    const told = { contentType: null, headers: {}, address: "a", id: null, correlationId: null, replyTo: null, name: null, receivedAt: 0 };
    receive(routeOf("a", { json: losslessJson }), { ...told, body: utf8.encode('{"id":9223372036854775807}') }, receiver);
    expect(came).toEqual([{ id: wide }]);
  });

  it("reads events, however their stream is cut", () => {
    const { sink, told } = sinkOf();
    const session = serverSentEvents().session(routeOf("a", { json: losslessJson }), host);
    session.greet(null, "");
    for (const char of "data: 9223372036854775807\n\n") session.receive(char, sink);
    expect(told.map(([, , payload]) => payload)).toEqual([wide]);
  });
});

describe("losslessFraming", () => {
  const settings = {
    send: { message: { id: "{id}", data: "{payload}" }, subscribe: { since: "{resume}" } },
    receive: { ack: { when: { "/type": "ack" }, id: "/id", value: "/value" }, message: { id: "/id", payload: "/data", resume: "/at", correlation: "/for" } },
  };
  const session = () => losslessFraming(settings).session(routeOf("a"), host);

  it("keeps the digits of payloads, ids, acknowledgements and of where it was", () => {
    const { sink, told } = sinkOf();
    const one = session();
    one.receive('{"id":9223372036854775807,"for":9223372036854775806,"data":{"n":9223372036854775805},"at":9223372036854775804}', sink);
    one.receive('{"type":"ack","id":"x","value":9223372036854775807}', sink);
    expect(told).toEqual([
      ["message", "a", { n: wide - 2n }, { name: null, correlationId: "9223372036854775806" }],
      ["acknowledged", "x", wide],
    ]);
    expect(one.subscribe(routeOf("a"))).toBe('{"since":9223372036854775804}');
    const whole = losslessFraming({ resumeQuery: "from", receive: { message: { resume: "/at" } } }).session(routeOf("a"), host);
    whole.receive('{"at":9223372036854775804}', sink);
    expect(whole.request({ url: "ws://x/" }).url).toBe("ws://x/?from=9223372036854775804");
  });

  it("prints those of what is published", () => {
    const message: OutgoingMessage = messageOf({ n: [wide], small: 1 });
    expect(session().publish(routeOf("a"), message, "7")).toBe('{"id":"7","data":{"n":[9223372036854775807],"small":1}}');
  });
});

describe("a byte-order mark", () => {
  it("belongs to a text, and says nothing before JSON", () => {
    const marked = (text: string) => utf8.encode(`\uFEFF${text}`);
    expect(decodePayload(marked("hi"), "text/plain")).toBe("\uFEFFhi");
    expect(decodePayload(marked("[1]"), "application/json")).toEqual([1]);
    expect(decodePayload("\uFEFF[1]", "application/json")).toEqual([1]);
  });
});
