import type { Binding } from "../ir/index.js";
import { deref, entriesOf } from "../schema/deref.js";
import { isObject, type JsonObject, step, textAt } from "../schema/json.js";
import { type Place, remark, warn } from "../schema/scope.js";
import { type BindingHolder, bindingFields, type FieldKind, idleFields } from "./binding-fields.js";
import { lowerUsed } from "./payload.js";

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
  const fields: { name: string; value: JsonObject[string] }[] = [];
  const schemas: { name: string; schema: ReturnType<typeof lowerUsed> }[] = [];
  for (const [name, value] of Object.entries(place.node)) {
    if (name === "bindingVersion" || name.startsWith("x-") || value === null) continue;
    const kind = kindOf(place, { protocol, holder, name, value });
    const at = step(place.at, name);
    if (kind === "value") fields.push({ name, value });
    if (kind === "schema") schemas.push({ name, schema: lowerUsed({ scope: place.scope, node: value, at, name: `${protocol} ${name}`, format: null }) });
  }
  return { protocol, version: textAt(place.node, "bindingVersion"), fields, schemas, at: place.at };
}

interface Field {
  readonly protocol: string;
  readonly holder: BindingHolder;
  readonly name: string;
  readonly value: JsonObject[string];
}

/** Null: reported, and left out. */
function kindOf({ scope, at }: Place, { protocol, holder, name, value }: Field): Exclude<FieldKind, "either"> | null {
  const known = Object.hasOwn(bindingFields, protocol) ? bindingFields[protocol]?.[holder] : null;
  if (known === null || known === undefined) return "value";
  const kind = Object.hasOwn(known, name) ? known[name] : undefined;
  if (kind === undefined) {
    warn(scope, "binding-field-unknown", {
      at: step(at, name),
      message: `"${name}" is no field of ${protocol} bindings at a ${holder}; left out.`,
      remedy: "Check its spelling, and whether it belongs to a server, channel, operation or message.",
    });
    return null;
  }
  const why = idleFields[protocol]?.[name];
  if (why !== undefined) {
    const message = `"${name}" of ${protocol} bindings changes nothing in the client: ${why}.`;
    remark(scope, "binding-field-idle", { at: step(at, name), message, remedy: "Leave it for other readers of the document." });
  }
  if (kind !== "either") return kind;
  return isObject(value) ? "schema" : "value";
}
