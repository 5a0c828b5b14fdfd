import { doubt, type Report } from "../../diagnostics.js";
import type { Operation, Schema } from "../../ir/index.js";
import type { InputPlan } from "../operations/inputs.js";
import { type Models, namedFields, pointerTokens, resolve, schemaAt } from "./schema-views.js";

/** Checks the places that paging and polling rules name against one operation. */
export interface Places {
  /** An input key for a target: a key as it is, a wire name under its input key, a pointer into the body; null: no such input. */
  target(name: string): string | null;
  /** Whether a source stands in replies of this type (or is a header). */
  source(place: string, reply: Schema): boolean;
  /** Whether replies of this type always have something at `place`. */
  isThere(place: string, reply: Schema): boolean;
  /** The schema of one item of the list at `items`; null when there is no list. */
  item(items: string, reply: Schema): Schema | null;
}

export function placesOf(operation: Operation, input: InputPlan, models: Models): Places {
  const keys = new Set(input.keys.values());
  const bodySchema = operation.body?.contents[0]?.schema ?? null;
  return {
    target(name) {
      if (name.startsWith("/")) return bodySchema !== null && schemaAt(bodySchema, name, models) !== null ? name : null;
      if (keys.has(name)) return name;
      return input.keys.get(`query.${name}`) ?? input.keys.get(`header.${name}`) ?? input.keys.get(`body.${name}`) ?? null;
    },
    source: (place, reply) => place.startsWith("header:") || schemaAt(reply, place, models) !== null,
    isThere: (place, reply) => schemaAt(reply, place, models)?.required ?? false,
    item(items, reply) {
      const found = schemaAt(reply, items, models);
      return found === null ? null : itemOf(found.schema, models, 0);
    },
  };
}

function itemOf(schema: Schema, models: Models, depth: number): Schema | null {
  const list = resolve(schema, models);
  if (list.kind === "array") return list.items;
  if (list.kind === "unknown") return list;
  if ((list.kind !== "union" && list.kind !== "all") || depth > 10) return null;
  for (const part of list.of) {
    const item = itemOf(part, models, depth + 1);
    if (item !== null) return item;
  }
  return null;
}

/** The place of the reply's list when it has exactly one (`/value` when that is among several); null otherwise. */
export function onlyList(reply: Schema, models: Models): string | null {
  const lists = (namedFields(reply, "output", models) ?? []).filter((field) => resolve(field.schema, models).kind === "array");
  if (lists.some(({ name }) => name === "value")) return "/value";
  const [only] = lists;
  return lists.length === 1 && only !== undefined ? `/${only.name.replaceAll("~", "~0").replaceAll("/", "~1")}` : null;
}

/** JSONPath as vendor extensions use it (`$.data[-1:].id`, `$response.next`) as an RFC 6901 pointer; null when it says more than that. */
export function pointerOf(path: string): string | null {
  const inner = path
    .replace(/^\$(?:response|request)?(?:\.body)?/, "")
    .replace(/\[\(@\.length-1\)\]|\[-1:?\]/g, "./-1")
    .replace(/\[['"]([^'"\]]+)['"]\]/g, ".$1")
    .replace(/\[(\d+)\]/g, ".$1")
    .replace(/^#/, "");
  if (/[[\]*?@()]/.test(inner)) return null;
  if (inner.startsWith("/")) return inner;
  const parts = inner
    .split(".")
    .map((part) => part.replace(/^\//, ""))
    .filter((part) => part !== "");
  return parts.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

export function unknownPlace(operation: Operation, rule: "pages" | "poll", place: string, report: Report): null {
  const shown = pointerTokens(place).length === 0 ? place || "(the whole body)" : place;
  report(
    doubt(
      `${rule === "pages" ? "paging" : "polling"}-place-unknown`,
      operation.at,
      `The ${rule === "pages" ? "paging" : "polling"} rule names "${shown}", which the operation does not have; it is generated without the rule.`,
      `Correct \`${rule}\` for the operation in client.yaml, or say \`${rule}: false\`.`,
    ),
  );
  return null;
}
