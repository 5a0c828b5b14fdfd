import { posix } from "node:path";

/**
 * The short name of a file: relative to the entry document's folder where both lie on one host, else the whole URL. It has no
 * `#` of its own, so that a pointer can follow.
 */
export function fileName(url: string, entryUrl: string): string {
  const file = new URL(url);
  const entry = new URL(entryUrl);
  if (file.protocol !== entry.protocol || file.host !== entry.host) return withoutPassword(url);
  const name = posix.relative(posix.dirname(decoded(entry.pathname)), decoded(file.pathname)).replaceAll("#", "%23");
  const query = url === entryUrl ? "" : file.search; // the entry's may carry a key, and needs none to be told from the others
  return (name === "" ? file.host || "document" : name) + query;
}

/** A URL without the name and password that may stand before its host: for messages and for whatever is written. */
export function withoutPassword(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, "$1");
}

/** True for a reference to a whole file that is neither JSON nor YAML by its name: its text is the value (`description.md`). */
export function isTextFile(ref: string): boolean {
  if (ref.includes("#")) return false;
  const extension = /\.([a-z0-9]+)$/i.exec(ref.replace(/\?.*$/, ""))?.[1]?.toLowerCase();
  return extension !== undefined && TEXT.has(extension);
}

const TEXT: ReadonlySet<string> = new Set(
  "md markdown mdx txt text html htm rst adoc csv xml xsd wsdl proto graphql sh py rb php java cs ts js go rs kt swift sql".split(" "),
);

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
