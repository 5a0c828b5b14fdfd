import type { Binding } from "../ir/index.js";
import { deref, entriesOf } from "../schema/deref.js";
import { isList, isObject, type JsonObject, step, textAt } from "../schema/json.js";
import { type Place, remark, warn } from "../schema/scope.js";
import { type BindingHolder, bindingFields, bindingVersions, foreignProtocols, idleFields } from "./binding-fields.js";
import { type FieldShape, shaped } from "./binding-shape.js";
import { lowerUsed } from "./payload.js";
import { routedQueue } from "./routed-queue.js";

/** The bindings of a node and its traits, protocol by protocol, field by field: the strongest layer's field counts. */
export function lowerBindings(layers: readonly Place[], holder: BindingHolder): readonly Binding[] {
  const merged = new Map<string, Binding>();
  for (const layer of layers) {
    for (const binding of ownBindings(layer, holder)) {
      const known = merged.get(binding.protocol);
      merged.set(binding.protocol, known === undefined ? binding : mergeBindings(known, binding));
    }
  }
  return [...merged.values()].sort((a, b) => (a.protocol < b.protocol ? -1 : 1));
}

function mergeBindings(strong: Binding, weak: Binding): Binding {
  const taken = new Set([...strong.fields, ...strong.schemas].map(({ name }) => name));
  const missing = <T extends { readonly name: string }>(list: readonly T[]): readonly T[] => list.filter(({ name }) => !taken.has(name));
  return {
    ...strong,
    version: strong.version ?? weak.version,
    fields: [...strong.fields, ...missing(weak.fields)],
    schemas: [...strong.schemas, ...missing(weak.schemas)],
  };
}

function ownBindings({ scope, node, at }: Place, holder: BindingHolder): readonly Binding[] {
  const written = node["bindings"];
  if (written === undefined || written === null) return [];
  const map = deref(scope, written, `${at}/bindings`);
  if (map === null) return [];
  return entriesOf(map.scope, map.node, map.at).flatMap((entry) => {
    if (entry.key.startsWith("x-") || entry.node === null) return [];
    const place = deref(entry.scope, entry.node, entry.at);
    return place === null ? [] : [lowerBinding(place, entry.key, holder)];
  });
}

function lowerBinding(place: Place, protocol: string, holder: BindingHolder): Binding {
  const known = Object.hasOwn(bindingFields, protocol) ? bindingFields[protocol]?.[holder] : undefined;
  const version = textAt(place.node, "bindingVersion");
  if (known === undefined) return foreignBinding(place, protocol, version);
  checkVersion(place, protocol, version);
  const binding: Draft = { protocol, fields: new Map(), schemas: new Map() };
  for (const [name, value] of ownFields(place)) {
    const shape = Object.hasOwn(known, name) ? known[name] : undefined;
    if (shape === undefined) unknownField(place, { protocol, holder, name });
    else addField(binding, shape, { place, name, value });
  }
  const fields = [...binding.fields].map(([name, value]) => ({ name, value }));
  return { protocol, version, fields, schemas: [...binding.schemas].map(([name, schema]) => ({ name, schema })), at: place.at };
}

const ownFields = ({ node }: Place): readonly (readonly [string, JsonObject[string]])[] =>
  Object.entries(node).filter(([name, value]) => name !== "bindingVersion" && !name.startsWith("x-") && value !== null);

/** Of a protocol that is served by whoever hands in a connection: as it is. */
function foreignBinding(place: Place, protocol: string, version: string | null): Binding {
  if (!foreignProtocols.has(protocol))
    warn(place.scope, "binding-protocol-unknown", {
      at: place.at,
      message: `There are no bindings of "${protocol}"; they are kept as they are, and mean something to a connection of your own only.`,
      remedy: `Check its spelling: transports of ours read ${Object.keys(bindingFields).join(", ")}.`,
    });
  return { protocol, version, fields: ownFields(place).map(([name, value]) => ({ name, value })), schemas: [], at: place.at };
}

function checkVersion({ scope, at }: Place, protocol: string, version: string | null): void {
  const known = bindingVersions[protocol] ?? [];
  if (version === null || version === "latest" || known.includes(version)) return;
  const message = `${JSON.stringify(version)} is no known version of ${protocol} bindings; read as the newest.`;
  warn(scope, "binding-version-unknown", { at: step(at, "bindingVersion"), message, remedy: `Use one of ${known.join(", ")}, or leave it out.` });
}

function unknownField(
  { scope, at }: Place,
  { protocol, holder, name }: { readonly protocol: string; readonly holder: BindingHolder; readonly name: string },
): void {
  warn(scope, "binding-field-unknown", {
    at: step(at, name),
    message: `"${name}" is no field of ${protocol} bindings at a ${holder}; left out.`,
    remedy: "Check its spelling, and whether it belongs to a server, channel, operation or message.",
  });
}

/** A binding in the making. */
interface Draft {
  readonly protocol: string;
  readonly fields: Map<string, JsonObject[string]>;
  readonly schemas: Map<string, ReturnType<typeof lowerUsed>>;
}

interface Field {
  readonly place: Place;
  readonly name: string;
  readonly value: JsonObject[string];
}

function addField({ protocol, fields, schemas }: Draft, written: FieldShape, { place, name, value }: Field): void {
  const { scope } = place;
  const at = step(place.at, name);
  const shape = typeof written === "object" && "schemaOr" in written ? (isObject(value) ? "schema" : written.schemaOr) : written;
  const good = shaped(shape, { scope, at, protocol, value });
  if (good === undefined) return;
  const isMute = shape !== written && shape === "schema" && !saysValue(place, value, at);
  const why = idleFields[protocol]?.[name] ?? (isMute ? "a schema without const or default says no value" : undefined);
  if (why !== undefined) {
    const message = `"${name}" of ${protocol} bindings changes nothing in the client: ${why}.`;
    remark(scope, "binding-field-idle", { at, message, remedy: "Leave it for other readers of the document." });
  }
  if (shape === "schema") schemas.set(name, lowerUsed({ scope, node: good, at, name: `${protocol} ${name}`, format: null }));
  else if (shape !== "channel") fields.set(name, good);
  else if (!isObject(place.node["queue"])) {
    const queue = routedQueue(scope, good, at);
    if (queue !== null) fields.set("queue", queue);
  }
}

/** Whether a schema allows one value only, or has a default. */
function saysValue({ scope }: Place, node: JsonObject[string], at: string): boolean {
  const schema = deref(scope, node, at)?.node ?? {};
  const { enum: members } = schema;
  return schema["const"] !== undefined || schema["default"] !== undefined || (isList(members) && members.length === 1);
}
