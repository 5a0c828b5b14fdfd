import type { Webhook } from "../ir/index.js";
import { deref } from "../schema/deref.js";
import { docsOf } from "../schema/docs.js";
import { extensionsOf } from "../schema/extensions.js";
import { type JsonObject, objectAt, step } from "../schema/json.js";
import type { Place, Scope } from "../schema/scope.js";
import { bodyOf, responsesOf } from "./operation.js";
import { lowerParams, overrideParams } from "./parameter.js";
import { type MethodPlace, operationsOf, type PathItem, readPathItem } from "./path-item.js";

/** The requests that a service sends by itself: 3.1's `webhooks`, and x-webhooks before it. */
export function lowerWebhooks(scope: Scope, webhooks: JsonObject, at: string): readonly Webhook[] {
  const lowered: Webhook[] = [];
  for (const name of Object.keys(webhooks)) {
    if (name.startsWith("x-")) continue;
    const item = readPathItem(scope, webhooks[name], { at: step(at, name), key: "/" });
    if (item !== null) for (const place of operationsOf(item)) lowered.push(lowerWebhook(item, place, { name, expression: null }));
  }
  return lowered;
}

/** The callbacks of an operation: one per name, expression and method. */
export function lowerCallbacks(place: Place): readonly Webhook[] {
  const callbacks = objectAt(place.node, "callbacks");
  if (callbacks === null) return [];
  const lowered: Webhook[] = [];
  for (const name of Object.keys(callbacks)) {
    if (name.startsWith("x-")) continue;
    const callback = deref(place.scope, callbacks[name], step(`${place.at}/callbacks`, name));
    if (callback === null) continue;
    for (const expression of Object.keys(callback.node)) {
      if (expression.startsWith("x-") || expression === "$ref") continue;
      const item = readPathItem(callback.scope, callback.node[expression], { at: step(callback.at, expression), key: "/" });
      if (item !== null) for (const each of operationsOf(item)) lowered.push(lowerWebhook(item, each, { name, expression }));
    }
  }
  return lowered;
}

function lowerWebhook(item: PathItem, place: MethodPlace, as: { readonly name: string; readonly expression: string | null }): Webhook {
  const { scope, node, at, method } = place;
  const params = overrideParams(item.params, lowerParams(scope, node["parameters"], `${at}/parameters`));
  return {
    name: as.name,
    method,
    expression: as.expression,
    docs: docsOf(node),
    params,
    body: bodyOf(item, place),
    responses: responsesOf(place),
    extensions: extensionsOf(node),
    at,
  };
}
