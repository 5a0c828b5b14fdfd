import type { JsonValue } from "../ir/index.js";
import { deref } from "../schema/deref.js";
import { isObject, objectAt, textAt } from "../schema/json.js";
import { type Scope, warn } from "../schema/scope.js";

/** The queue that the `channel` of an AMQP binding (0.4.0) routes to: its own binding's, by its name or its address. Null: reported. */
export function routedQueue(scope: Scope, reference: JsonValue, at: string): JsonValue | null {
  const place = deref(scope, reference, at);
  if (place === null) return null;
  const written = place.node["bindings"];
  const bindings = isObject(written) ? deref(place.scope, written, `${place.at}/bindings`) : null;
  const amqp = bindings === null || !isObject(bindings.node["amqp"]) ? null : deref(bindings.scope, bindings.node["amqp"], `${bindings.at}/amqp`);
  const queue = amqp?.node["is"] === "queue" ? (objectAt(amqp.node, "queue") ?? {}) : null;
  const name = queue === null ? null : (textAt(queue, "name") ?? textAt(place.node, "address"));
  if (name !== null && !name.includes("{")) return { ...queue, name };
  const message = "The channel that this routes to names no queue; left out.";
  warn(scope, "binding-channel-invalid", { at, message, remedy: 'Refer to a channel whose amqp binding says "is: queue" and its name.' });
  return null;
}
