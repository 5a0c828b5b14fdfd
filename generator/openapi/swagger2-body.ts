import { type Body, type Content, type Field, noDocs, objectSchema, type Part, type Schema } from "../ir/index.js";
import { markBinary } from "../schema/binary.js";
import { deref } from "../schema/deref.js";
import { docsOf } from "../schema/docs.js";
import { isObject, type JsonObject, objectAt, own, step, textAt, textsAt } from "../schema/json.js";
import { lowerSchema, lowerShape } from "../schema/schema.js";
import { type Place, type Scope, warn } from "../schema/scope.js";
import { collectionStyle } from "./style.js";

/** The media types of `consumes` or `produces`: the operation's own, else the document's. */
export function mediaTypes(place: Place, key: "consumes" | "produces"): readonly string[] {
  const { node, scope } = place;
  const root = isObject(scope.lowering.document.root) ? scope.lowering.document.root : {};
  const found = node[key] === undefined ? textsAt(root, key) : textsAt(node, key);
  return [...new Set(found)];
}

/** Swagger 2's response content: one schema for every media type that the operation produces. */
export function swaggerContents(place: Place, produces: readonly string[]): readonly Content[] {
  const { scope, node, at } = place;
  if (node["schema"] === undefined) return [];
  const schema = lowerSchema(scope, node["schema"], `${at}/schema`);
  const types = produces.length > 0 ? produces : [schema.kind === "binary" ? "application/octet-stream" : "application/json"];
  const examples = objectAt(node, "examples") ?? {};
  return types.map((mediaType) => {
    const example = own(examples, mediaType);
    return {
      mediaType,
      schema: markBinary(scope, schema, mediaType),
      item: null,
      parts: [],
      byPosition: null,
      examples: example === undefined ? [] : [example],
      at,
    };
  });
}

/** Swagger 2's body and formData parameters as one body; null when there are none. `lists` are the path item's and the operation's. */
export function swaggerBody(place: Place, lists: readonly Place<JsonObject[string]>[]): Body | null {
  const found = new Map<string, Place>();
  for (const list of lists) {
    if (!Array.isArray(list.node)) continue;
    for (const [index, each] of list.node.entries()) {
      const param = deref(list.scope, each, step(list.at, index));
      const where = param?.node["in"];
      if (param !== null && (where === "body" || where === "formData")) found.set(where === "body" ? "body" : `form ${textAt(param.node, "name")}`, param);
    }
  }
  const body = found.get("body");
  const form = [...found].filter(([key]) => key !== "body").map(([, param]) => param);
  if (body !== undefined) {
    if (form.length > 0)
      warn(place.scope, "body-and-form", {
        at: place.at,
        message: "Both a body and form fields: the form fields are left out.",
        remedy: "Keep one of the two.",
      });
    return wholeBody(place, body);
  }
  return form.length > 0 ? formBody(place, form) : null;
}

function wholeBody(place: Place, param: Place): Body {
  const { scope, node, at } = param;
  const consumes = mediaTypes(place, "consumes").filter((type) => !isForm(type));
  const schema = lowerSchema(scope, node["schema"] ?? true, `${at}/schema`);
  const types = consumes.length > 0 ? consumes : ["application/json"];
  const contents = types.map((mediaType) => ({
    mediaType,
    schema: markBinary(scope, schema, mediaType),
    item: null,
    parts: [],
    byPosition: null,
    examples: [],
    at,
  }));
  return { required: node["required"] === true, docs: docsOf(node), contents, name: textAt(node, "x-ms-client-name") ?? textAt(node, "name"), at };
}

function formBody(place: Place, params: readonly Place[]): Body {
  const fields: Field[] = [];
  const parts: Part[] = [];
  for (const { scope, node, at } of params) {
    const name = textAt(node, "name");
    if (name === null) continue;
    const { description: _description, required: _required, ...schema } = node;
    fields.push({ name, schema: lowerShape(scope, schema, at), required: node["required"] === true, access: null, docs: docsOf(node) });
    const format = textAt(node, "collectionFormat");
    if (node["type"] === "array") parts.push({ name, contentType: null, headers: [], ...collectionStyle(format, "query"), reserved: false, at });
  }
  const at = `${place.at}/parameters`;
  const schema = objectSchema(at, fields, false);
  const files = fields.some((field) => field.schema.kind === "binary");
  const contents = formTypes(place, files).map(
    (mediaType): Content => ({ mediaType, schema: formSchema(place.scope, schema, mediaType), item: null, parts, byPosition: null, examples: [], at }),
  );
  return { required: fields.some((field) => field.required), docs: noDocs, contents, name: null, at };
}

function formSchema(scope: Scope, schema: Schema, mediaType: string): Schema {
  return markBinary(scope, schema, mediaType);
}

/** Files need multipart; otherwise what the operation consumes, urlencoded when it doesn't say. */
function formTypes(place: Place, files: boolean): readonly string[] {
  const declared = mediaTypes(place, "consumes").filter(isForm);
  if (files) return [declared.find((type) => type.startsWith("multipart/")) ?? "multipart/form-data"];
  return declared.length > 0 ? declared : ["application/x-www-form-urlencoded"];
}

function isForm(mediaType: string): boolean {
  return mediaType.startsWith("multipart/") || mediaType.startsWith("application/x-www-form-urlencoded");
}
