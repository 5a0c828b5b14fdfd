/** A key of `paths`, taken apart. */
export interface PathKey {
  /** Without query and fragment, starting with a slash. */
  readonly path: string;
  /** Pairs after `?`, and `name=value` pairs after `#`. */
  readonly pairs: readonly { readonly name: string; readonly value: string; readonly from: "query" | "fragment" }[];
  /** Names between braces in the path, in order, each once. */
  readonly names: readonly string[];
}

/** Splits a path key: `/x/{a}.{b}?beta=true#v2` has path `/x/{a}.{b}`, one pair and two names. */
export function parsePathKey(key: string): PathKey {
  const signs = key.replace(/\{[^{}]*\}/g, (variable) => "_".repeat(variable.length)); // `{id?}` begins no query
  const hash = signs.indexOf("#");
  const before = hash < 0 ? key : key.slice(0, hash);
  const question = signs.slice(0, before.length).indexOf("?");
  const path = question < 0 ? before : before.slice(0, question);
  return {
    path: path.startsWith("/") ? path : `/${path}`,
    pairs: [...pairsOf(question < 0 ? "" : before.slice(question + 1), "query"), ...pairsOf(hash < 0 ? "" : key.slice(hash + 1), "fragment")],
    names: [...new Set([...path.matchAll(/\{([^{}/]+)\}/g)].map((match) => match[1] ?? ""))],
  };
}

function pairsOf(text: string, from: "query" | "fragment"): PathKey["pairs"] {
  const pairs: PathKey["pairs"][number][] = [];
  for (const part of text.split("&")) {
    const equals = part.indexOf("=");
    if (part === "" || (from === "fragment" && equals < 1)) continue;
    pairs.push({ name: decoded(equals < 0 ? part : part.slice(0, equals)), value: decoded(equals < 0 ? "" : part.slice(equals + 1)), from });
  }
  return pairs;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
