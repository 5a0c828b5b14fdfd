import type { JsonValue } from "../ir/index.js";
import { deref } from "../schema/deref.js";
import { isList, isObject, kindOf, step } from "../schema/json.js";
import { type Scope, warn } from "../schema/scope.js";

/** What may stand at a field of a binding. `channel`: a reference to one. */
export type FieldShape =
  | "text"
  | "flag"
  | "texts"
  | "object"
  | "schema"
  | "channel"
  | { readonly least: number; readonly most?: number }
  | { readonly among: readonly (string | number)[] }
  | { readonly parts: Readonly<Record<string, FieldShape>> }
  | { readonly schemaOr: FieldShape };

/** A value of a binding, and where it stands. */
export interface ShapedValue {
  readonly scope: Scope;
  readonly at: string;
  readonly protocol: string;
  readonly value: JsonValue;
}

/** The value as its shape wants it; undefined: reported, and left out. */
export function shaped(shape: FieldShape, given: ShapedValue): JsonValue | undefined {
  if (typeof shape === "object" && "parts" in shape) return partsOf(shape.parts, given);
  const wanted = fits(shape, given.value) ? null : wordsOf(shape);
  if (wanted === null) return given.value;
  const { scope, at, value } = given;
  const found = typeof value === "object" ? kindOf(value) : JSON.stringify(value);
  const message = `${wanted} should stand here, but there is ${found}; left out.`;
  warn(scope, "binding-value-invalid", { at, message, remedy: "Write what the specification of the protocol's bindings says." });
  return undefined;
}

function partsOf(parts: Readonly<Record<string, FieldShape>>, given: ShapedValue): JsonValue | undefined {
  const place = deref(given.scope, given.value, given.at);
  if (place === null) return undefined;
  const found = Object.entries(place.node).flatMap(([name, value]): [string, JsonValue][] => {
    if (name.startsWith("x-") || value === null) return [];
    const part = { scope: place.scope, protocol: given.protocol, value, at: step(place.at, name) };
    const shape = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (shape === undefined) {
      const message = `"${name}" is no field there in ${given.protocol} bindings; left out.`;
      warn(place.scope, "binding-field-unknown", { at: part.at, message, remedy: `Check its spelling: there are ${Object.keys(parts).join(", ")}.` });
      return [];
    }
    const good = shaped(shape, part);
    return good === undefined ? [] : [[name, good]];
  });
  return Object.fromEntries(found);
}

function fits(shape: Exclude<FieldShape, { readonly parts: unknown }>, value: JsonValue): boolean {
  if (typeof shape === "object") {
    if ("among" in shape) return shape.among.some((each) => each === value);
    if ("schemaOr" in shape) return false;
    return typeof value === "number" && Number.isInteger(value) && value >= shape.least && value <= (shape.most ?? Number.POSITIVE_INFINITY);
  }
  if (shape === "text") return typeof value === "string";
  if (shape === "flag") return typeof value === "boolean";
  if (shape === "texts") return isList(value) && value.every((each) => typeof each === "string");
  if (shape === "schema") return isObject(value) || typeof value === "boolean";
  return isObject(value) && (shape === "object" || typeof value["$ref"] === "string");
}

function wordsOf(shape: Exclude<FieldShape, { readonly parts: unknown }>): string {
  if (typeof shape === "object") {
    if ("among" in shape) return `One of ${shape.among.join(", ")}`;
    if ("schemaOr" in shape) return "A schema";
    return `A whole number of at least ${shape.least}${shape.most === undefined ? "" : ` and at most ${shape.most}`}`;
  }
  return { text: "A text", flag: "true or false", texts: "A list of texts", object: "An object", schema: "A schema", channel: "A reference to a channel" }[
    shape
  ];
}
