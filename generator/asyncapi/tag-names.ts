import { deref } from "../schema/deref.js";
import { listAt, step, textAt } from "../schema/json.js";
import type { Place } from "../schema/scope.js";

/** Names of the tags of a node and its traits, each once. */
export function tagNames(layers: readonly Place[]): readonly string[] {
  const names = layers.flatMap(({ scope, node, at }) =>
    listAt(node, "tags").flatMap((tag, index) => {
      const place = deref(scope, tag, step(`${at}/tags`, index));
      return place === null ? [] : (textAt(place.node, "name") ?? []);
    }),
  );
  return [...new Set(names)];
}
