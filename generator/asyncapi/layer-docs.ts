import { type Docs, noDocs } from "../ir/index.js";
import { docsOf, mergeDocs } from "../schema/docs.js";
import { type JsonObject, listAt } from "../schema/json.js";
import type { Place } from "../schema/scope.js";

/** Prose of a node, filled up from its traits. Examples of messages are messages: their payloads count. */
export function layerDocs(layers: readonly Place[]): Docs {
  return layers.map(({ node }) => docsOf(withoutExamples(node))).reduce((first, second) => mergeDocs(first, second), noDocs);
}

function withoutExamples(node: JsonObject): JsonObject {
  if (listAt(node, "examples").length === 0) return node;
  const { examples: _, ...rest } = node;
  return rest;
}
