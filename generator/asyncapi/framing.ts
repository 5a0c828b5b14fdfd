import type { FramingNote } from "../ir/index.js";
import { deref } from "../schema/deref.js";
import { isObject, step } from "../schema/json.js";
import { type Place, warn } from "../schema/scope.js";

/** The extension by which a document says how messages stand in frames: at its root, a server or a channel. */
export const framingKey = "x-clientwright-framing";

/** What a node says about its frames, which may stand in another file; the plan checks it. Null when it says nothing. */
export function framingOf({ scope, node, at }: Place): FramingNote | null {
  for (const key of Object.keys(node)) if (key.startsWith("x-clientwright-") && key !== framingKey) tellUnknown({ scope, node, at }, key);
  const written = node[framingKey];
  if (written === undefined || written === null) return null;
  const place = `${at}/${framingKey}`;
  if (!isObject(written) || typeof written["$ref"] !== "string") return { value: written, at: place };
  const target = deref(scope, written, place);
  return target === null ? null : { value: target.node, at: target.at };
}

function tellUnknown({ scope, at }: Place, key: string): void {
  warn(scope, "extension-unknown", {
    at: step(at, key),
    message: `${JSON.stringify(key)} is no extension of ours; ignored.`,
    remedy: `Here there is ${framingKey}.`,
  });
}
