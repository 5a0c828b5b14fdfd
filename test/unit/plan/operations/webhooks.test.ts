import { describe, expect, it } from "@jest/globals";
import { noDocs, type Webhook } from "../../../../generator/ir/index.js";
import { body, content, json, model, object, operation, param, planned, ref, response, text } from "../build.js";

const webhook = (name: string, said: Partial<Webhook> = {}): Webhook => ({
  name,
  method: "POST",
  expression: null,
  docs: noDocs,
  params: [],
  body: body([json(ref("Order"))]),
  responses: [],
  extensions: [],
  at: `api.yaml#/webhooks/${name}`,
  ...said,
});
const models = [
  model("Order", object({ id: text, "buyer?": ref("Person") })),
  model("Person", object({ name: text })),
  model("Pet", object({ name: text, "owner?": ref("Person") })),
];
const read = operation("GET /pets", { responses: [response("200", json(ref("Pet")))] });

describe("webhooks", () => {
  it("have a file of their own with the models that nothing else reaches", () => {
    const made = planned({ models, operations: [read], webhooks: [webhook("order.created")] });
    expect(made.file("models").models.map(({ name }) => name)).toEqual(["Person", "Pet"]);
    expect(made.file("webhooks")).toMatchObject({
      models: [{ name: "Order" }],
      unionName: "PetStoreWebhook",
      events: [{ name: "order.created", typeName: "OrderCreatedEvent", payload: { schema: ref("Order"), side: "output" } }],
    });
    expect(made.plan.manifest.models).toMatchObject({ "#/components/schemas/Order": "Order" });
  });

  it("are no part of a client that has none", () => {
    expect(planned({ models, operations: [read] }).plan.files.map(({ path }) => path)).not.toContain("webhooks.ts");
  });

  it("come from callbacks too, equal ones once", () => {
    const callback = webhook("onEvent", { expression: "{$request.body#/url}", at: "api.yaml#/callbacks/onEvent" });
    const twice = [operation("POST /a", { callbacks: [callback] }), operation("POST /b", { callbacks: [{ ...callback, at: "api.yaml#/callbacks/other" }] })];
    expect(
      planned({ models, operations: twice })
        .file("webhooks")
        .events.map(({ name }) => name),
    ).toEqual(["onEvent"]);
  });

  it("of one name are told apart by method", () => {
    const events = planned({ models, webhooks: [webhook("ping"), webhook("ping", { method: "GET", body: null, at: "api.yaml#/webhooks/ping/get" })] }).file(
      "webhooks",
    ).events;
    expect(events.map(({ name, typeName }) => [name, typeName])).toEqual([
      ["ping", "PingEvent"],
      ["ping.get", "PingGetEvent"],
    ]);
  });

  it.each<[string, Webhook["body"], unknown]>([
    ["no body", null, { schema: { kind: "never" }, empty: true }],
    ["a body that may be missing", body([json(ref("Order"))], { required: false }), { schema: ref("Order"), empty: true }],
    ["a body of which nothing is said", body([content("application/json", null)]), { schema: { kind: "unknown" } }],
    ["JSON among others", body([content("text/plain", text), json(ref("Order"))]), { schema: ref("Order") }],
    ["another type alone", body([content("text/plain", text)]), { schema: text }],
  ])("with %s", (_, given, want) => {
    expect(planned({ models, webhooks: [webhook("x", { body: given })] }).file("webhooks").events[0]?.payload).toMatchObject(want as object);
  });

  it("tell their headers in lower case, as servers hand them over", () => {
    const events = planned({ models, webhooks: [webhook("x", { params: [param("header", "X-Signature", { required: true }), param("query", "q")] })] }).file(
      "webhooks",
    ).events;
    expect(events[0]?.headers.map(({ name, required }) => [name, required])).toEqual([["x-signature", true]]);
  });

  it("name their union apart from an event of that name", () => {
    const made = planned({ models, webhooks: [webhook("🎉")] }, { prefix: "Acme" }).file("webhooks");
    expect([made.events[0]?.typeName, made.unionName]).toEqual(["WebhookEvent", "AcmeWebhook"]);
  });
});
