import type { JsonValue } from "../ir/json.js";
import type { SpecFile } from "../ir/spec-document.js";
import { childPlace, type Place } from "./grammar.js";
import { isJsonArray, type JsonObject } from "./json.js";
import { parsePointer, pointerOf } from "./pointer.js";
import type { Target } from "./refs.js";

/** A reference as a file spells it; every further use of the same spelling is only counted. */
export interface RefUse {
  readonly ref: string;
  readonly file: SpecFile;
  /** What it is relative to. */
  readonly base: string;
  /** Pointer of its first use: the object that has the `$ref`. */
  readonly at: string;
  count: number;
}

/** Where a scan starts. */
export interface ScanStart {
  readonly file: SpecFile;
  readonly value: JsonValue;
  readonly pointer: string;
  readonly base: string;
}

/** What a scan found. */
export interface Scan {
  readonly uses: readonly RefUse[];
  /** Pointer of the first value beyond the depth limit. */
  readonly tooDeep: string | null;
}

/** Finds the references below a value in one pass. `visited` (if any) keeps shared parts from being walked twice. */
export function scanRefs(start: ScanStart, depth: number, visited: Set<object> | null): Scan {
  const scanner = new Scanner(start, depth, visited);
  if (typeof start.value === "object" && start.value !== null) scanner.walk(start.value, "node", start.base);
  return { uses: [...scanner.uses.values()], tooDeep: scanner.tooDeep };
}

class Scanner {
  readonly uses = new Map<string, RefUse>();
  tooDeep: string | null = null;
  readonly #file: SpecFile;
  readonly #path: string[];
  readonly #limit: number;
  readonly #visited: Set<object> | null;

  constructor(start: ScanStart, depth: number, visited: Set<object> | null) {
    this.#file = start.file;
    this.#path = [...(parsePointer(start.pointer) ?? [])];
    this.#limit = depth + this.#path.length;
    this.#visited = visited;
  }

  walk(value: object, place: Place, around: string): void {
    if (this.#path.length >= this.#limit) {
      this.tooDeep ??= pointerOf(this.#path);
      return;
    }
    if (this.#visited?.has(value)) return;
    this.#visited?.add(value);
    if (Array.isArray(value)) this.#items(value, place, around);
    else this.#members(value as JsonObject, place, around); // neither null nor an array
  }

  #members(object: JsonObject, place: Place, around: string): void {
    const base = place === "literal" ? around : this.#read(object, place, around);
    for (const key in object) {
      const child = object[key];
      if (typeof child !== "object" || child === null) continue;
      this.#path.push(key);
      this.walk(child, childPlace(place, key, object), base);
      this.#path.pop();
    }
  }

  #items(items: readonly JsonValue[], place: Place, around: string): void {
    const inside = place === "names" ? "node" : place;
    for (let index = 0; index < items.length; index++) {
      const item = items[index];
      if (typeof item !== "object" || item === null) continue;
      this.#path.push(String(index));
      this.walk(item, inside, around);
      this.#path.pop();
    }
  }

  #read(object: JsonObject, place: Place, around: string): string {
    const ref = object["$ref"];
    if (place === "names") {
      if (typeof ref === "string") this.#note(ref, around);
      return around;
    }
    const id = object["$id"];
    const base = typeof id === "string" && URL.canParse(id, around) ? new URL(id, around).href : around;
    if (typeof ref === "string") this.#note(ref, base);
    const dynamic = object["$dynamicRef"];
    if (typeof dynamic === "string") this.#note(dynamic, base);
    return base;
  }

  #note(ref: string, base: string): void {
    const key = base === this.#file.url ? ref : `${base}\n${ref}`;
    const known = this.uses.get(key);
    if (known) known.count++;
    else this.uses.set(key, { ref, file: this.#file, base, at: pointerOf(this.#path), count: 1 });
  }
}

/** True when a scan of the whole file has passed this target: it lies in no example, default or extension. */
export function isCovered(target: Target): boolean {
  let place: Place = "node";
  let value: JsonValue | undefined = target.file.root;
  for (const part of parsePointer(target.pointer) ?? []) {
    if (value === undefined || typeof value !== "object" || value === null) return false;
    place = childPlace(place, part, value);
    if (place === "literal") return false;
    value = isJsonArray(value) ? value[Number(part)] : (value as JsonObject)[part]; // not an array, so an object
  }
  return true;
}
