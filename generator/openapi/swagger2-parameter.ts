import type { ParamIn } from "../ir/index.js";
import { docsOf } from "../schema/docs.js";
import { isObject, textAt } from "../schema/json.js";
import { lowerShape } from "../schema/schema.js";
import { type Place, warn } from "../schema/scope.js";
import type { StyledValue } from "./parameter.js";
import { collectionStyle, scalarStyle } from "./style.js";

/** A Swagger 2 parameter outside the body: its type stands on the parameter itself, `collectionFormat` says how lists are written. */
export function lowerSwaggerParam(place: Place, location: ParamIn): StyledValue {
  const { scope, node, at } = place;
  const { description: _description, required: _required, title: _title, ...own } = node;
  const nested = isObject(node["items"]) ? textAt(node["items"], "collectionFormat") : null;
  if (nested !== null && nested !== "csv") {
    warn(scope, "collection-format-nested", {
      at,
      message: "A list inside a list has a format of its own; both are written the same way.",
      remedy: "Use one level of lists in parameters.",
    });
  }
  const schema = isObject(node["schema"]) ? lowerShape(scope, node["schema"], `${at}/schema`) : lowerShape(scope, own, at);
  return {
    schema,
    mediaType: null,
    docs: docsOf(node),
    ...(node["type"] === "array" ? collectionStyle(textAt(node, "collectionFormat"), location) : scalarStyle(location)),
  };
}
