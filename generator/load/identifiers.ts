import type { JsonValue } from "../ir/json.js";
import type { SpecFile } from "../ir/spec-document.js";
import { childPlace, type Place as Role } from "./grammar.js";
import { isJsonArray, isJsonObject, member } from "./json.js";

/** A schema that a document can be asked for by name. */
export interface Identified {
  readonly file: SpecFile;
  readonly value: JsonValue;
  readonly parts: readonly string[];
}

/** The `$id`s, `$anchor`s and `$dynamicAnchor`s of files; a file is searched only once a reference asks for one. */
export class Identifiers {
  readonly #files: ReadonlyMap<string, SpecFile>;
  readonly #searched = new Set<SpecFile>();
  readonly #resources = new Map<string, Identified>();
  readonly #anchors = new Map<string, Identified>();
  readonly #dynamic = new Map<string, Identified>();

  constructor(files: ReadonlyMap<string, SpecFile>) {
    this.#files = files;
  }

  /** The schema whose `$id`, made absolute, is `url`. */
  resource(url: string): Identified | null {
    if (this.#files.has(url)) return null;
    this.#searchAll();
    return this.#resources.get(url) ?? null;
  }

  /** The schema with that `$anchor` (or `$dynamicAnchor`) in the file or `$id` resource `base`. */
  anchor(base: string, name: string): Identified | null {
    this.#searchAll();
    return this.#anchors.get(`${base}#${name}`) ?? null;
  }

  /** The schema with that `$dynamicAnchor` in the file or `$id` resource `base`. */
  dynamicAnchor(base: string, name: string): Identified | null {
    this.#searchAll();
    return this.#dynamic.get(`${base}#${name}`) ?? null;
  }

  /** What a reference at this place is relative to: the innermost `$id` around it (its own included), else the file's URL. */
  baseAt(file: SpecFile, parts: readonly string[]): string {
    let base = file.url;
    let value: JsonValue | undefined = file.root;
    let role: Role = "node";
    for (let index = 0; ; index++) {
      if (role === "node") base = idOf(value, base) ?? base;
      const part = parts[index];
      if (part === undefined || value === undefined) return base;
      role = childPlace(role, part, value);
      value = isJsonArray(value) ? value[Number(part)] : member(value, part);
    }
  }

  #searchAll(): void {
    if (this.#searched.size === this.#files.size) return;
    for (const file of this.#files.values()) {
      if (this.#searched.has(file)) continue;
      this.#searched.add(file);
      this.#search({ file, value: file.root, parts: [] }, file.url, "node");
    }
  }

  #search(at: Identified, around: string, role: Role): void {
    const { value, parts, file } = at;
    if (isJsonArray(value)) {
      for (const [index, item] of value.entries()) if (isContainer(item)) this.#search({ file, value: item, parts: [...parts, String(index)] }, around, role);
      return;
    }
    if (!isJsonObject(value)) return;
    const base = role === "node" ? this.#note(at, around) : around;
    for (const key of Object.keys(value)) {
      const next = value[key];
      if (next === undefined || !isContainer(next)) continue;
      const inside = childPlace(role, key, value);
      if (inside !== "literal") this.#search({ file, value: next, parts: [...parts, key] }, base, inside);
    }
  }

  #note(at: Identified, around: string): string {
    const id = idOf(at.value, around);
    const base = id ?? around;
    if (id !== null && !this.#resources.has(id)) this.#resources.set(id, at);
    for (const [keyword, into] of [
      ["$anchor", [this.#anchors]],
      ["$dynamicAnchor", [this.#anchors, this.#dynamic]],
    ] as const) {
      const name = member(at.value, keyword);
      if (typeof name !== "string") continue;
      for (const map of into) if (!map.has(`${base}#${name}`)) map.set(`${base}#${name}`, at);
      if (!this.#anchors.has(`${at.file.url}#${name}`)) this.#anchors.set(`${at.file.url}#${name}`, at);
    }
    return base;
  }
}

function isContainer(value: JsonValue): boolean {
  return typeof value === "object" && value !== null;
}

function idOf(value: JsonValue | undefined, around: string): string | null {
  const id = member(value, "$id");
  if (typeof id !== "string" || id.startsWith("#")) return null;
  try {
    const url = new URL(id, around);
    url.hash = "";
    return url.href;
  } catch {
    return null;
  }
}
