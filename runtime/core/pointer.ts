import type { WireHeaders } from "./call.js";

/** RFC 6901 pointer -> its tokens, unescaped. */
export function parsePointer(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** Reads `/a/b/0` inside a value; a negative index counts from the end (`/data/-1/id`). Undefined where nothing is. */
export function readPointer(value: unknown, pointer: string): unknown {
  let here = value;
  for (const token of parsePointer(pointer)) {
    if (typeof here !== "object" || here === null) return undefined;
    if (Array.isArray(here) && token[0] === "-") here = here.at(Number(token));
    else here = Object.hasOwn(here, token) ? (here as Record<string, unknown>)[token] : undefined; // an own key of an object
  }
  return here;
}

/** Reads a Source: a pointer into the body, or `header:<name>`. */
export function readSource(body: unknown, headers: WireHeaders, source: string): unknown {
  return source.startsWith("header:") ? (headers.get(source.slice(7)) ?? undefined) : readPointer(body, source);
}

/** A copy of the input with the value at a Target: an input key, or a pointer when it lies deeper. The input is not changed. */
export function setTarget<T extends object>(input: T, target: string, value: unknown): T {
  return setAt(input, target[0] === "/" ? parsePointer(target) : [target], value) as T; // a copy of the same object
}

function setAt(value: unknown, tokens: readonly string[], leaf: unknown): unknown {
  const [token, ...rest] = tokens;
  if (token === undefined) return leaf;
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === token ? setAt(item, rest, leaf) : item));
  const old = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {}; // objects that are no array
  const inner = setAt(Object.hasOwn(old, token) ? old[token] : undefined, rest, leaf);
  // A computed key in a literal defines, never assigns: `__proto__` stays a plain key.
  return { ...old, [token]: inner };
}
