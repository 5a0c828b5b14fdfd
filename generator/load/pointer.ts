/** Parts to an RFC 6901 pointer: `["paths", "/pets"]` becomes `/paths/~1pets`, no parts the empty string. */
export function pointerOf(parts: readonly string[]): string {
  let pointer = "";
  for (const part of parts) pointer += `/${part.includes("~") || part.includes("/") ? part.replaceAll("~", "~0").replaceAll("/", "~1") : part}`;
  return pointer;
}

/** An RFC 6901 pointer (not percent-encoded) to its parts; null unless it is empty or starts with `/`. */
export function parsePointer(pointer: string): readonly string[] | null {
  if (pointer === "") return [];
  if (!pointer.startsWith("/")) return null;
  const parts = pointer.slice(1).split("/");
  return pointer.includes("~") ? parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")) : parts;
}

/** Undoes percent-encoding; text that isn't well-formed comes back as it is. */
export function decodeFragment(fragment: string): string {
  if (!fragment.includes("%")) return fragment;
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
