import { posix } from "node:path";

/** The short name of a file: relative to the entry document's folder where both lie on one host, else the whole URL. */
export function fileName(url: string, entryUrl: string): string {
  const file = new URL(url);
  const entry = new URL(entryUrl);
  if (file.protocol !== entry.protocol || file.host !== entry.host) return url;
  const name = posix.relative(posix.dirname(decoded(entry.pathname)), decoded(file.pathname));
  return (name === "" ? file.host || "document" : name) + file.search;
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
