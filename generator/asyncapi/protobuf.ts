import { type Schema, unknownSchema } from "../ir/index.js";
import { warn } from "../schema/scope.js";
import type { Used } from "./payload.js";

/** A Protobuf schema: its root message and all that this mentions become models. */
export function lowerProtobuf({ scope, at }: Used): Schema {
  warn(scope, "schema-format-unknown", {
    at,
    message: "Protobuf schemas are not read yet; the value may be anything.",
    remedy: "Describe the payload in JSON Schema beside it.",
  });
  return unknownSchema();
}
