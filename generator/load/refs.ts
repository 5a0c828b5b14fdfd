import type { JsonValue } from "../ir/json.js";
import type { SpecFile } from "../ir/spec-document.js";
import { Identifiers } from "./identifiers.js";
import { isJsonArray, isJsonObject, isReference, type JsonObject, member } from "./json.js";
import { decodeFragment, parsePointer, pointerOf } from "./pointer.js";

export { isReference } from "./json.js";
export { parsePointer, pointerOf } from "./pointer.js";

/** Where a `$ref` leads. */
export interface Target {
  readonly value: JsonValue;
  readonly file: SpecFile;
  /** RFC 6901, in its one canonical spelling: not percent-encoded, `~` and `/` as `~0` and `~1`, anchors replaced by their place. */
  readonly pointer: string;
  /** `<file.name>#<pointer>`: the same place always has the same key, however a document spells the reference (= Model.key). */
  readonly key: string;
  /** What references inside the value are relative to: pass it to the next `resolve`. The file's URL, or the nearest `$id`. */
  readonly base: string;
}

/** The outcome of a look-up, with what is needed to say why it failed. */
export type Lookup =
  | { readonly kind: "found"; readonly target: Target }
  | { readonly kind: "missing"; readonly file: SpecFile; readonly fragment: string }
  | { readonly kind: "unread"; readonly url: string }
  | { readonly kind: "circular"; readonly chain: readonly string[] }
  | { readonly kind: "invalid" };

/** A chain longer than this is taken for a circle. */
const LONGEST_CHAIN = 100;

/** Resolves references over the files of a document; synchronous, for `loadDocument` has read them all. */
export class Refs {
  readonly #files: ReadonlyMap<string, SpecFile>;
  readonly #identifiers: Identifiers;
  readonly #known = new Map<string, Lookup>();

  /** Takes a SpecDocument, or anything with its files. */
  constructor(document: { readonly files: ReadonlyMap<string, SpecFile> }) {
    this.#files = document.files;
    this.#identifiers = new Identifiers(document.files);
  }

  /**
   * Follows `ref`, and the references it leads to, up to the first value that is not merely a reference. `base` is the URL of
   * the file that holds the reference (or `Target.base`). Null when it leads nowhere or in a circle: loading has reported it.
   */
  resolve(ref: string, base: string): Target | null {
    const found = this.follow(ref, base);
    return found.kind === "found" ? found.target : null;
  }

  /** Follows `ref` by one hop only: the target may itself be a reference (an alias that keeps its own name). */
  step(ref: string, base: string): Target | null {
    const found = this.lookup(ref, base);
    return found.kind === "found" ? found.target : null;
  }

  /**
   * Follows a `$dynamicRef` (JSON Schema 2020-12). `scopes` are the bases that evaluation went through, outermost first; the
   * outermost one that has the `$dynamicAnchor` wins, else it is an ordinary reference of the innermost.
   */
  resolveDynamic(ref: string, scopes: readonly string[]): Target | null {
    const name = ref.startsWith("#") ? decodeFragment(ref.slice(1)) : null;
    const innermost = scopes.at(-1);
    if (innermost === undefined) return null;
    for (const scope of name === null ? [] : scopes) {
      const place = this.#identifiers.dynamicAnchor(scope, name ?? "");
      if (place) return this.#target(place.file, place.value, place.parts);
    }
    return this.resolve(ref, innermost);
  }

  /** The base for references inside `value`: its own `$id` if it has one, else the one around it. */
  baseOf(value: JsonValue, around: string): string {
    const id = member(value, "$id");
    return typeof id === "string" ? (toUrl(id, around)?.url ?? around) : around;
  }

  /** One hop, with the reason when there is no target. */
  lookup(ref: string, base: string): Lookup {
    const key = `${base}\n${ref}`;
    const known = this.#known.get(key);
    if (known) return known;
    const found = this.#lookup(ref, base, 0);
    if (found.kind === "found" || found.kind === "invalid") this.#known.set(key, found);
    return found;
  }

  /** The whole chain, with the reason when there is no target. */
  follow(ref: string, base: string): Lookup {
    let found = this.lookup(ref, base);
    if (found.kind !== "found" || !isAlias(found.target.value)) return found;
    const chain: string[] = [];
    while (found.kind === "found" && isAlias(found.target.value)) {
      if (chain.includes(found.target.key) || chain.length > LONGEST_CHAIN) return { kind: "circular", chain };
      chain.push(found.target.key);
      found = this.lookup(found.target.value.$ref, found.target.base);
    }
    return found;
  }

  #lookup(ref: string, base: string, depth: number): Lookup {
    const place = toUrl(ref, base);
    if (!place) return { kind: "invalid" };
    const retrieved = this.#retrieved(ref, base) ?? place.url;
    const resource = this.#resource(place.url) ?? this.#resource(retrieved);
    if (!resource) return { kind: "unread", url: retrieved };
    const fragment = decodeFragment(place.fragment);
    if (fragment !== "" && !fragment.startsWith("/")) {
      const anchor = this.#identifiers.anchor(place.url, fragment) ?? this.#identifiers.anchor(resource.file.url, fragment);
      if (!anchor) return { kind: "missing", file: resource.file, fragment };
      return { kind: "found", target: this.#target(anchor.file, anchor.value, anchor.parts) };
    }
    const found = this.#descend(resource, fragment, depth);
    return found.kind === "missing" && fragment !== place.fragment ? this.#descend(resource, place.fragment, depth) : found;
  }

  /** A file, or a schema inside one that carries the URL as its `$id`. */
  #resource(url: string): Place | null {
    const file = this.#files.get(url);
    return file ? { file, value: file.root, parts: [] } : this.#identifiers.resource(url);
  }

  /** Under an `$id`, where the file would lie by the place it was read from: few owners publish at their `$id`. */
  #retrieved(ref: string, base: string): string | null {
    const holder = this.#files.has(base) ? null : this.#identifiers.resource(base);
    return holder ? (toUrl(ref, holder.file.url)?.url ?? null) : null;
  }

  /** Walks a pointer down; a reference on the way is followed, as documents that point through one expect. */
  #descend(from: Place, fragment: string, depth: number): Lookup {
    const parts = parsePointer(fragment) ?? [];
    const missing: Lookup = { kind: "missing", file: from.file, fragment };
    let value = from.value;
    for (const [index, part] of parts.entries()) {
      const next = child(value, part);
      if (next !== undefined) {
        value = next;
        continue;
      }
      if (!isReference(value) || depth > LONGEST_CHAIN) return missing;
      const around = this.#target(from.file, value, [...from.parts, ...parts.slice(0, index)]);
      const rest = encodeURIComponent(pointerOf(parts.slice(index))).replaceAll("%2F", "/");
      const joined = value.$ref.includes("#") ? `${value.$ref.replace(/\/$/, "")}${rest}` : `${value.$ref}#${rest}`;
      const through = this.#lookup(joined, around.base, depth + 1);
      return through.kind === "invalid" ? missing : through;
    }
    return { kind: "found", target: this.#target(from.file, value, [...from.parts, ...parts]) };
  }

  #target(file: SpecFile, value: JsonValue, parts: readonly string[]): Target {
    const pointer = pointerOf(parts);
    return { value, file, pointer, key: `${file.name}#${pointer}`, base: this.#identifiers.baseAt(file, parts) };
  }
}

interface Place {
  readonly file: SpecFile;
  readonly value: JsonValue;
  readonly parts: readonly string[];
}

/** Splits a reference into the absolute URL of its resource and its fragment, still encoded; null when it is no URL. */
export function toUrl(ref: string, base: string): { readonly url: string; readonly fragment: string } | null {
  const hash = ref.indexOf("#");
  const path = hash < 0 ? ref : ref.slice(0, hash);
  const fragment = hash < 0 ? "" : ref.slice(hash + 1);
  if (path === "") return { url: base, fragment };
  try {
    const url = new URL(path, base);
    url.hash = "";
    return { url: url.href, fragment };
  } catch {
    return null;
  }
}

function child(value: JsonValue, part: string): JsonValue | undefined {
  if (isJsonArray(value)) return /^(0|[1-9]\d*)$/.test(part) ? value[Number(part)] : undefined;
  return isJsonObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
}

const BESIDE_A_REFERENCE: ReadonlySet<string> = new Set(["$ref", "summary", "description"]);

/** A value that says no more than where to look: a reference alone, or with the two texts OpenAPI lets stand beside one. */
function isAlias(value: JsonValue): value is JsonObject & { readonly $ref: string } {
  return isReference(value) && Object.keys(value).every((key) => BESIDE_A_REFERENCE.has(key));
}
