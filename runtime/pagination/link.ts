/** One link of a `Link` header. */
export interface Link {
  /** As written: absolute or relative. */
  readonly target: string;
  /** Relation types, lower case; a link may have several. */
  readonly rel: readonly string[];
  /** What the link is about, when it says so: a link with an `anchor` elsewhere tells nothing about this page. */
  readonly anchor: string | null;
  /** The other attributes by lower-case name, the first of each: `title`, `hreflang`, `type`, `results` ... An attribute without value is "". */
  readonly attributes: ReadonlyMap<string, string>;
}

/**
 * Parses a `Link` header after RFC 8288, appendix B.2: several links in one line or in several joined by commas, quoted
 * and bare values, escapes, attributes with spaces around their `=`, extended values (`title*=UTF-8''...`, RFC 8187).
 * What is not a link ends the reading: the links before it are given.
 */
export function parseLinks(header: string): readonly Link[] {
  const cursor: Cursor = { text: header, at: 0 };
  const links: Link[] = [];
  for (;;) {
    skip(cursor, /[\s,]*/y);
    const target = take(cursor, /<([^>]*)>/y)?.[1];
    if (target === undefined) return links;
    links.push(linkOf(target.trim(), parameters(cursor)));
  }
}

/** The target of the first link with this relation that speaks about the page itself; null when there is none. */
export function findLink(header: string | null, rel: string): string | null {
  if (header === null) return null;
  return parseLinks(header).find((link) => link.rel.includes(rel) && (link.anchor === null || link.anchor === ""))?.target ?? null;
}

interface Cursor {
  readonly text: string;
  at: number;
}

function parameters(cursor: Cursor): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (;;) {
    skip(cursor, /\s*/y);
    if (take(cursor, /;/y) === null) return found;
    const name = take(cursor, /\s*([^\s=;,"<]+)\s*/y)?.[1]?.toLowerCase();
    if (name === undefined) continue;
    const value = take(cursor, /=/y) === null ? "" : parameterValue(cursor);
    if (!found.has(name)) found.set(name, value);
  }
}

function parameterValue(cursor: Cursor): string {
  skip(cursor, /\s*/y);
  // An end quote that never comes: the rest of the header is the value, as the RFC's algorithm has it.
  const quoted = take(cursor, /"((?:[^"\\]|\\[\s\S])*)(?:"|\\?$)/y)?.[1];
  if (quoted !== undefined) return quoted.replace(/\\([\s\S])/g, "$1");
  return take(cursor, /[^;,]*/y)?.[0].trim() ?? "";
}

function linkOf(target: string, all: ReadonlyMap<string, string>): Link {
  const attributes = new Map<string, string>();
  for (const [name, value] of all) {
    if (name.endsWith("*")) attributes.set(name.slice(0, -1), extendedValue(value));
    else if (name !== "rel" && name !== "anchor" && !all.has(`${name}*`)) attributes.set(name, value);
  }
  const rel = (all.get("rel") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return { target, rel, anchor: all.get("anchor") ?? null, attributes };
}

/** RFC 8187: `UTF-8'en'na%C3%AFve`. */
function extendedValue(value: string): string {
  const encoded = value.slice(value.lastIndexOf("'") + 1);
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

function take(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text);
  if (match !== null) cursor.at = pattern.lastIndex;
  return match;
}

function skip(cursor: Cursor, pattern: RegExp): void {
  take(cursor, pattern);
}
