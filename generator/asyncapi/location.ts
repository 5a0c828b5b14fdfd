import type { MessageLocation } from "../ir/index.js";
import { deref } from "../schema/deref.js";
import { type JsonObject, textAt } from "../schema/json.js";
import { type Scope, warn } from "../schema/scope.js";

/** A runtime expression: `$message.header#/correlationId`. Null when there is none, or it is none that we know. */
export function locationOf(scope: Scope, written: string | null, at: string): MessageLocation | null {
  if (written === null) return null;
  const found = /^\$message\.(header|payload)(?:#(\/.*)?)?$/s.exec(written.trim());
  if (found !== null) return { in: found[1] === "header" ? "header" : "payload", pointer: found[2] ?? "" };
  warn(scope, "location-invalid", {
    at,
    message: `${JSON.stringify(written)} is no place in a message; ignored.`,
    remedy: "Write $message.header#/name or $message.payload#/name.",
  });
  return null;
}

/** The place that an object with a `location` names (correlation id, reply address); the object may stand behind a reference. */
export function locationAt(scope: Scope, node: JsonObject[string] | undefined, at: string): MessageLocation | null {
  if (node === undefined || node === null) return null;
  const place = deref(scope, node, at);
  return place === null ? null : locationOf(place.scope, textAt(place.node, "location"), `${place.at}/location`);
}
