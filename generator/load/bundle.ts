import type { JsonValue } from "../ir/json.js";
import type { SpecDocument, SpecFile } from "../ir/spec-document.js";
import { childPlace, type Place } from "./grammar.js";
import { isJsonArray, isJsonObject, isReference, type JsonObject, member } from "./json.js";
import { Refs, type Target } from "./refs.js";

/**
 * One self-contained OpenAPI 3 document, for tools that would read references by themselves, without our rules. Schemas of other
 * files move under `components/schemas`, and so do referenced ones that stand inside responses, parameters or paths, where few
 * tools follow; other referenced objects are written in place; a reference that leads nowhere (or was refused) becomes the empty
 * schema; examples, defaults and extensions lose members named `$ref`. The document itself stays as it is.
 */
export function bundle(document: SpecDocument): JsonValue {
  const [entry] = document.files.values();
  return entry ? new Bundler(document, entry).run() : document.root;
}

/** What a value is: a schema (its references move), or any other object (they are written in place). */
type Role = "schema" | "other";

interface Around {
  readonly base: string;
  readonly place: Place;
  readonly role: Role;
}

const SCHEMA_HOLDERS: ReadonlySet<string> = new Set([
  "schema",
  "itemSchema",
  "schemas",
  "items",
  "properties",
  "additionalProperties",
  "allOf",
  "anyOf",
  "oneOf",
  "not",
]);

class Bundler {
  readonly #refs: Refs;
  readonly #entry: SpecFile;
  readonly #names = new Map<string, string>();
  readonly #taken: Set<string>;
  readonly #moved: { readonly name: string; readonly target: Target }[] = [];
  readonly #open = new Set<string>();

  constructor(document: SpecDocument, entry: SpecFile) {
    this.#refs = new Refs(document);
    this.#entry = entry;
    const schemas = member(member(entry.root, "components"), "schemas");
    this.#taken = new Set(isJsonObject(schemas) ? Object.keys(schemas) : []);
  }

  run(): JsonValue {
    const root = this.#copy(this.#entry.root, { base: this.#refs.baseOf(this.#entry.root, this.#entry.url), place: "node", role: "other" });
    if (!isJsonObject(root)) return root;
    const schemas: [string, JsonValue][] = [];
    // The list grows while it is walked: a moved schema may refer to further ones.
    for (const { name, target } of this.#moved) schemas.push([name, this.#copy(target.value, { base: target.base, place: "node", role: "schema" })]);
    if (schemas.length === 0) return root;
    const components = member(root, "components");
    const own = member(components, "schemas");
    return { ...root, components: { ...object(components), schemas: { ...object(own), ...Object.fromEntries(schemas) } } };
  }

  #copy(value: JsonValue, around: Around): JsonValue {
    if (isJsonArray(value)) return value.map((item) => this.#copy(item, { ...around, place: around.place === "names" ? "node" : around.place }));
    if (!isJsonObject(value)) return value;
    if (around.place === "literal") return this.#members(withoutRef(value), around);
    const base = around.place === "node" ? this.#refs.baseOf(value, around.base) : around.base;
    return isReference(value) ? this.#reference(value, { ...around, base }) : this.#members(value, { ...around, base });
  }

  #members(value: JsonObject, around: Around): JsonValue {
    const copied = Object.entries(value).map(([key, child]): [string, JsonValue] => {
      const place = childPlace(around.place, key, value);
      if (key === "mapping" && isJsonObject(child) && around.role === "schema") return [key, this.#mapping(child, around.base)];
      const role = around.place === "names" ? around.role : roleOf(key, around.role);
      return [key, this.#copy(child, { base: around.base, place, role })];
    });
    return Object.fromEntries(copied);
  }

  #reference(value: JsonObject & { readonly $ref: string }, around: Around): JsonValue {
    const { $ref, ...beside } = value;
    const target = this.#refs.resolve($ref, around.base);
    const rest = object(this.#members(beside, around));
    if (!target) return rest;
    const isMap = around.place === "names";
    const place = isMap ? null : this.#placeOf(target, around.role);
    if (place !== null) return { $ref: place, ...rest };
    if (this.#open.has(target.key)) return {};
    this.#open.add(target.key);
    const inner = this.#copy(target.value, { base: target.base, place: isMap ? "names" : "node", role: around.role });
    this.#open.delete(target.key);
    return isJsonObject(inner) ? { ...inner, ...rest } : inner;
  }

  /** A reference within the bundle; null for what has to be written in place. */
  #placeOf(target: Target, role: Role): string | null {
    const isReachable = role !== "schema" || !/^\/(?!components\/schemas\/)(components|paths)\//.test(target.pointer);
    if (target.file === this.#entry && isReachable) return `#${encodeURI(target.pointer).replaceAll("#", "%23")}`;
    return role === "schema" ? `#/components/schemas/${this.#nameOf(target)}` : null;
  }

  #nameOf(target: Target): string {
    const known = this.#names.get(target.key);
    if (known !== undefined) return known;
    const last = target.pointer === "" ? target.file.name.replace(/\?.*$/, "").replace(/\.\w+$/, "") : target.pointer;
    const wish = last.slice(last.lastIndexOf("/") + 1).replace(/[^\w.-]/g, "_") || "Schema";
    let name = wish;
    for (let turn = 2; this.#taken.has(name); turn++) name = `${wish}_${turn}`;
    this.#taken.add(name);
    this.#names.set(target.key, name);
    this.#moved.push({ name, target });
    return name;
  }

  /** A discriminator's mapping: values that lead to other files follow their schemas. */
  #mapping(mapping: JsonObject, base: string): JsonValue {
    const values = Object.entries(mapping).map(([key, value]): [string, JsonValue] => {
      const target = typeof value === "string" && /[/#.]/.test(value) ? this.#refs.step(value, base) : null;
      return [key, (target && this.#placeOf(target, "schema")) ?? value];
    });
    return Object.fromEntries(values);
  }
}

function roleOf(key: string, around: Role): Role {
  return SCHEMA_HOLDERS.has(key) ? "schema" : around;
}

function withoutRef({ $ref: _, ...rest }: JsonObject): JsonObject {
  return rest;
}

function object(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
