import type { Operation, Webhook } from "../../ir/index.js";
import { byPointer } from "../config/select.js";
import { docsView } from "../docs/docs.js";
import type { Allocator } from "../names/allocator.js";
import { pascalCase } from "../names/casing.js";
import type { InputFieldView, TypeView, WebhooksView } from "../views.js";

/** The document's webhooks, then the callbacks of the chosen operations; equal ones once. */
export function allWebhooks(webhooks: readonly Webhook[], operations: readonly Operation[]): readonly Webhook[] {
  const callbacks = operations.flatMap((operation) => byPointer(operation.callbacks));
  if (callbacks.length === 0) return byPointer(webhooks);
  const all = [...byPointer(webhooks), ...callbacks];
  const distinct = new Map(all.toReversed().map((webhook) => [JSON.stringify([webhook.name, webhook.method, webhook.params, webhook.body]), webhook]));
  return all.filter((webhook) => distinct.get(JSON.stringify([webhook.name, webhook.method, webhook.params, webhook.body])) === webhook);
}

/** One typed event for each. */
export function planEvents(webhooks: readonly Webhook[], exports: Allocator): WebhooksView["events"] {
  const counts = new Map<string, number>();
  for (const { name } of webhooks) counts.set(name, (counts.get(name) ?? 0) + 1);
  return webhooks.map((webhook) => {
    const shared = (counts.get(webhook.name) ?? 0) > 1;
    const name = shared && webhook.method !== "POST" ? `${webhook.name}.${webhook.method.toLowerCase()}` : webhook.name;
    const stem = pascalCase(name) || "Webhook";
    return {
      name,
      typeName: exports.give([`${stem}Event`, `${stem}Webhook`]),
      docs: docsView(webhook.docs),
      payload: payload(webhook),
      headers: headers(webhook),
    };
  });
}

function payload({ body }: Webhook): TypeView {
  const content = body?.contents.find(({ mediaType }) => /json/i.test(mediaType)) ?? body?.contents[0];
  if (body === null || content === undefined) return { schema: { kind: "never", meta: null }, side: "output", empty: true };
  return { schema: content.schema ?? { kind: "unknown", meta: null }, side: "output", ...(body.required ? {} : { empty: true as const }) };
}

function headers({ params }: Webhook): readonly InputFieldView[] {
  const found = new Map(params.filter((param) => param.in === "header").map((param) => [param.name.toLowerCase(), param]));
  return [...found].map(([name, param]) => ({
    name,
    required: param.required,
    type: { schema: param.schema, side: "output" as const },
    docs: docsView(param.docs, param.schema, param.name),
  }));
}
