import type { Message, Schema } from "../ir/index.js";
import { allSchema, bytesSchema } from "../ir/index.js";
import { deref } from "../schema/deref.js";
import { isList, isObject, type JsonObject, step } from "../schema/json.js";
import type { Place, Scope } from "../schema/scope.js";
import { lowerBindings } from "./binding.js";
import { layerDocs } from "./layer-docs.js";
import { locationAt } from "./location.js";
import { isBytes, lowerUsed, type Used, wireOf } from "./payload.js";
import type { Reading } from "./reading.js";
import { layersOf, pick, pickText } from "./traits.js";

/** A message where it is used, before it has its key in the channel. */
export interface MessagePlace {
  readonly place: Place;
  /** A proposal for its key; null: the message must say. */
  readonly key: string | null;
  /** Where it is used: what references mean. */
  readonly at: string;
}

/** Every message at a place of 2.x: one, or several under `oneOf`. */
export function messagesAt(scope: Scope, node: JsonObject[string] | undefined, at: string): readonly MessagePlace[] {
  if (node === undefined || node === null) return [];
  const place = deref(scope, node, at);
  if (place === null) return [];
  const several = place.node["oneOf"];
  if (isList(several)) return several.flatMap((each, index) => messagesAt(place.scope, each, step(`${place.at}/oneOf`, index)));
  return [{ place, key: refName(node), at }];
}

/** The last part of a reference to a component; null for a message in place. */
function refName(node: JsonObject[string]): string | null {
  const ref = isObject(node) ? node["$ref"] : undefined;
  const last = typeof ref === "string" ? /(?:\/messages\/|\/)([^/#]+)$/.exec(ref)?.[1] : undefined;
  return last === undefined ? null : decode(last);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch {
    return part;
  }
}

/** A message under its key in the channel. */
export function lowerMessage(reading: Reading, { place }: MessagePlace, id: string): Message {
  const layers = layersOf(place, reading.isVersion2);
  const correlation = pick(layers, "correlationId");
  const own = pickText(layers, "contentType");
  const used = payloadOf(layers, id);
  const said = own ?? reading.contentType;
  // A default of JSON is not about a message that JSON can't hold.
  const isBinary = used !== null && !(own !== null && isText(own)) && isBytes(used, said);
  const wire = used === null || isBinary || (said !== null && isText(said)) ? null : wireOf(used);
  return {
    id,
    name: id,
    title: pickText(layers, "title"),
    docs: layerDocs(layers),
    contentType: isBinary && (said === null || isText(said)) ? "application/octet-stream" : (said ?? (wire === null ? null : binaryTypes[wire.language])),
    payload: used === null ? null : isBinary ? bytesSchema() : lowerUsed({ ...used, isBinary: wire !== null }),
    headers: headersOf(layers, id),
    wire,
    correlationId: correlation === null ? null : locationAt(correlation.place.scope, correlation.value, correlation.at),
    bindings: lowerBindings(layers, "message"),
    at: place.at,
  };
}

/** Content types that are text: a schema in Avro or Protobuf then speaks of the JSON. */
const isText = (contentType: string): boolean => /[/+]json\b|^text\//i.test(contentType);

/** What is sent where the document names a schema language and no content type. */
const binaryTypes = { avro: "application/vnd.apache.avro", protobuf: "application/x-protobuf" } as const;

function payloadOf(layers: readonly Place[], name: string): Used | null {
  const payload = pick(layers, "payload");
  return payload === null ? null : { scope: payload.place.scope, node: payload.value, at: payload.at, name, format: pickText(layers, "schemaFormat") };
}

/** Headers of the message and of its traits hold together. */
function headersOf(layers: readonly Place[], name: string): Schema | null {
  const schemas = layers.flatMap(({ scope, node, at }) =>
    node["headers"] === undefined || node["headers"] === null
      ? []
      : [lowerUsed({ scope, node: node["headers"], at: `${at}/headers`, name: headersName(traitName(at) ?? name), format: null })],
  );
  const [first] = schemas;
  if (first === undefined) return null;
  return schemas.length === 1 ? first : allSchema(`${layers[0]?.at ?? ""}/headers`, schemas);
}

/** The key of a trait among the components: what it gives belongs to no message alone. */
function traitName(at: string): string | null {
  const key = /#\/components\/messageTraits\/([^/]+)$/.exec(at)?.[1];
  return key === undefined ? null : decode(key);
}

/** `commonHeaders` says already what it is. */
const headersName = (name: string): string => (/headers?$/i.test(name) ? name : `${name} headers`);
