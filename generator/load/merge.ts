import type { JsonValue } from "../ir/json.js";
import { isJsonArray, isJsonObject } from "./json.js";

type Container = { [key: string]: JsonValue } | JsonValue[];

/**
 * A document that can be changed in place without touching what it was made from: a container is copied the first time it is
 * changed. So YAML aliases that share one object, and an update that goes to several targets, stay apart; and however often
 * one place is changed, it is copied once.
 */
export class Draft {
  root: JsonValue;
  readonly #own = new WeakSet<object>();

  constructor(root: JsonValue) {
    this.root = root;
  }

  /** The value at a place; undefined when an earlier change removed it. */
  at(path: readonly (string | number)[]): JsonValue | undefined {
    let value: JsonValue | undefined = this.root;
    for (const part of path) value = child(value, part);
    return value;
  }

  /** Puts a value at a place whose parent exists; the empty path replaces the root. */
  put(path: readonly (string | number)[], value: JsonValue): void {
    const last = path.at(-1);
    if (last === undefined) this.root = value;
    else write(this.#writable(path.slice(0, -1)), last, value);
  }

  /** Takes a member or item away; nothing happens when it is gone already. */
  remove(path: readonly (string | number)[]): void {
    const last = path.at(-1);
    if (last === undefined || this.at(path) === undefined) return;
    const parent = this.#writable(path.slice(0, -1));
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete parent[last];
  }

  /** Merges an update into the value at a place by the rules of Overlay 1.0. Gives the path of the first clash, or null. */
  merge(path: readonly (string | number)[], update: JsonValue): readonly (string | number)[] | null {
    const target = this.at(path);
    if (isJsonArray(target)) this.put(path, isJsonArray(update) ? [...target, ...update] : [...target, update]);
    else if (isJsonObject(target)) return isJsonObject(update) ? this.#mergeMembers(path, update) : path;
    else if (typeof update === "object" && update !== null && target !== null) return path;
    else this.put(path, update);
    return null;
  }

  #mergeMembers(path: readonly (string | number)[], update: { readonly [key: string]: JsonValue }): readonly (string | number)[] | null {
    let clash: readonly (string | number)[] | null = null;
    for (const [key, value] of Object.entries(update)) {
      const place = [...path, key];
      const before = this.at(place);
      if (before === undefined) this.put(place, value);
      else if (isJsonArray(before) && !isJsonArray(value)) clash ??= place;
      else clash = this.merge(place, value) ?? clash;
    }
    return clash;
  }

  #writable(path: readonly (string | number)[]): Container {
    let container = this.#owned(this.root, (copy) => {
      this.root = copy;
    });
    for (const part of path) {
      const parent = container;
      container = this.#owned(child(parent, part) ?? null, (copy) => write(parent, part, copy));
    }
    return container;
  }

  #owned(value: JsonValue, replace: (copy: Container) => void): Container {
    if (typeof value !== "object" || value === null) throw new TypeError("a scalar has no members");
    if (this.#own.has(value)) return value as Container; // this draft made it, so it may write to it
    const copy: Container = isJsonArray(value) ? [...value] : { ...value };
    this.#own.add(copy);
    replace(copy);
    return copy;
  }
}

function child(value: JsonValue | undefined, part: string | number): JsonValue | undefined {
  if (isJsonArray(value)) return value[Number(part)];
  return isJsonObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
}

/** Defines an own member whatever its name: assigning to `__proto__` would change the object's prototype instead. */
function write(container: Container, part: string | number, value: JsonValue): void {
  if (Array.isArray(container)) container[Number(part)] = value;
  else Object.defineProperty(container, part, { value, enumerable: true, configurable: true, writable: true });
}
