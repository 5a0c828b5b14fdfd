import { type Docs, type Param, type ParamIn, type Schema, unknownSchema } from "../ir/index.js";
import { deref, once } from "../schema/deref.js";
import { docsOf, mergeDocs } from "../schema/docs.js";
import { extensionsOf } from "../schema/extensions.js";
import { isObject, type JsonObject, objectAt, step, textAt } from "../schema/json.js";
import { lowerShape } from "../schema/schema.js";
import { type Place, type Scope, warn } from "../schema/scope.js";
import { type Styling, stylingOf } from "./style.js";
import { lowerSwaggerParam } from "./swagger2-parameter.js";

const locations: readonly ParamIn[] = ["path", "query", "header", "cookie", "querystring"];

/** Headers that the description doesn't own: content negotiation and credentials have their own place (3.x rule). */
const ownedElsewhere: ReadonlySet<string> = new Set(["accept", "content-type", "authorization"]);

/** The parameters of a list, references followed, later ones of the same name and place winning; body and formData are left to their own readers. */
export function lowerParams(scope: Scope, list: JsonObject[string] | undefined, at: string): readonly Param[] {
  if (!Array.isArray(list)) return [];
  const params: Param[] = [];
  for (const [index, each] of list.entries()) {
    const place = deref(scope, each, step(at, index));
    const param = place === null ? null : once<Param | null>(place, "param", lowerParam);
    if (param !== null) params.push(param);
  }
  return params;
}

/** The path item's parameters, overridden by the operation's of the same name and place. */
export function overrideParams(around: readonly Param[], own: readonly Param[]): readonly Param[] {
  const merged = new Map<string, Param>();
  for (const param of around) merged.set(identityOf(param), param);
  for (const param of own) merged.set(identityOf(param), param);
  return [...merged.values()];
}

/** A response header or a part's header, under its key. */
export function lowerHeader(scope: Scope, node: JsonObject[string] | undefined, as: { readonly name: string; readonly at: string }): Param | null {
  const place = deref(scope, node, as.at);
  if (place === null) return null;
  const { style, explode } =
    scope.lowering.dialect === "2.0" ? { style: "simple" as const, explode: false } : stylingOf(place.scope, place.node, { in: "header", at: place.at });
  const { schema, mediaType, docs } = carriedBy(place);
  return {
    name: as.name,
    in: "header",
    required: place.node["required"] === true,
    schema,
    docs,
    style,
    explode,
    reserved: false,
    allowEmpty: false,
    mediaType,
    extensions: extensionsOf(place.node),
    at: place.at,
  };
}

function lowerParam(place: Place): Param | null {
  const { scope, node, at } = place;
  const name = textAt(node, "name");
  const location = node["in"];
  if (location === "body" || location === "formData") return null;
  if (name === null || name === "") return leftOut(scope, at, "A parameter without a name can't be sent; left out.");
  const known = locations.find((each) => each === location);
  if (known === undefined) return leftOut(scope, at, `Parameter "${name}" stands in ${JSON.stringify(location ?? null)}, which is no place for it; left out.`);
  if (known === "header" && ownedElsewhere.has(name.toLowerCase())) return null;
  const value = scope.lowering.dialect === "2.0" ? lowerSwaggerParam(place, known) : { ...carriedBy(place), ...stylingOf(scope, node, { in: known, at }) };
  const spansSegments = known === "path" && node["x-multi-segment"] === true;
  return {
    name,
    in: known,
    required: known === "path" || node["required"] === true,
    schema: value.schema,
    docs: value.docs,
    style: spansSegments ? "segments" : value.style,
    explode: value.explode && !spansSegments,
    reserved: node["allowReserved"] === true || node["x-ms-skip-url-encoding"] === true,
    allowEmpty: node["allowEmptyValue"] === true,
    mediaType: value.mediaType,
    extensions: extensionsOf(node),
    at,
  };
}

/** What a parameter or header carries. */
export interface ParamValue {
  readonly schema: Schema;
  readonly mediaType: string | null;
  readonly docs: Docs;
}

/** A parameter's value with the way it is written. */
export type StyledValue = ParamValue & Styling;

function carriedBy(place: Place): ParamValue {
  const { scope, node, at } = place;
  const own = docsOf(node);
  if (node["schema"] !== undefined) {
    return { schema: lowerShape(scope, node["schema"], `${at}/schema`), mediaType: null, docs: mergeDocs(own, docsOf(node["schema"])) };
  }
  const content = objectAt(node, "content");
  const mediaType = content === null ? undefined : Object.keys(content)[0];
  if (content !== null && mediaType !== undefined) {
    const entry = deref(scope, content[mediaType], step(`${at}/content`, mediaType));
    const schema = entry === null || entry.node["schema"] === undefined ? unknownSchema() : lowerShape(entry.scope, entry.node["schema"], `${entry.at}/schema`);
    return { schema, mediaType, docs: own };
  }
  if (isObject(node["items"]) || typeof node["type"] === "string") {
    if (scope.lowering.dialect !== "2.0") {
      warn(scope, "param-without-schema", {
        at,
        message: "The type stands on the parameter itself, as in Swagger 2; read as its schema.",
        remedy: 'Move it into "schema".',
      });
    }
    const { description: _description, required: _required, ...schema } = node;
    return { schema: lowerShape(scope, schema, at), mediaType: null, docs: own };
  }
  warn(scope, "param-without-schema", { at, message: "Neither schema nor content says what the value is: it may be anything.", remedy: "Add a schema." });
  return { schema: unknownSchema(), mediaType: null, docs: own };
}

function identityOf(param: Param): string {
  return `${param.in} ${param.in === "header" ? param.name.toLowerCase() : param.name}`;
}

function leftOut(scope: Scope, at: string, message: string): null {
  warn(scope, "param-invalid", { at, message, remedy: "Give it a name, and one of path, query, header, cookie." });
  return null;
}
