import { describe, expect, it } from "@jest/globals";
import { content, json, object, operation, planned, response, text } from "../build.js";

const events = content("text/event-stream", object({ delta: text }), { item: object({ delta: text }) });
const both = response("200", json(object({ whole: text })), events);

describe("an operation that answers with JSON or a stream", () => {
  it.each([
    { name: "of the document itself", at: "api.yaml#/paths/~1chat/post" },
    { name: "of a path item in another file", at: "paths/chat.yaml#/post" },
  ])("becomes two, each with a key of its own, so that names stay: $name", ({ at }) => {
    const operations = [operation("POST /chat", { id: "chat", at, responses: [both] })];
    const first = planned({ operations });
    expect(Object.keys(first.plan.manifest.operations)).toEqual(["POST /chat", "POST /chat#stream"]);
    const again = planned({ operations }, {}, { lock: first.plan.manifest });
    expect(again.plan.manifest.operations).toEqual(first.plan.manifest.operations);
    expect([again.operation("chat").verb.verb, again.operation("chatStream").verb.verb]).toEqual(["call", "events"]);
  });

  it("stays one where only one of the two is offered", () => {
    const operations = [operation("POST /chat", { id: "chat", responses: [response("200", events)] })];
    expect(Object.keys(planned({ operations }).plan.manifest.operations)).toEqual(["POST /chat"]);
  });
});
