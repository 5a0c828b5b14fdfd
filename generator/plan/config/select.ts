import type { Api, Operation } from "../../ir/index.js";
import type { ClientConfig } from "./client-config.js";

/** An operation's key in client.yaml, the manifest and diagnostics: `GET /pets`, fixed query included (`GET /x?comp=list`), and a fragment that tells twins apart (`GET /x#v2`). */
export function operationKey(operation: Operation): string {
  const query = operation.fixedQuery.map(({ name, value }) => `${name}=${value}`).join("&");
  return `${operation.method} ${operation.path}${query === "" ? "" : `?${query}`}${fragmentOf(operation)}`;
}

/** `#runner` of the path key `/execute#runner`: what keeps two operations of one method and path apart in a document, unless the fixed query says it already. */
function fragmentOf({ at, fixedQuery }: Operation): string {
  if (at.includes("#/#stream/")) return "#stream";
  const [, key = ""] = /#\/paths\/([^/]*)\//.exec(at) ?? [];
  const start = key.indexOf("#");
  if (start < 0) return "";
  const parts = key.slice(start + 1).split("&");
  const telling = fixedQuery.length === 0 ? parts : parts.filter((part) => !fixedQuery.some(({ name }) => part.startsWith(`${name}=`)));
  return telling.length === 0 ? "" : `#${telling.join("&")}`;
}

/** The operations that `select` leaves in, in pointer order. */
export function selectOperations(api: Api, config: ClientConfig): readonly Operation[] {
  const { tags, paths, operations, deprecated } = config.select ?? {};
  const tagSet = tags === undefined ? null : new Set(tags);
  const idSet = operations === undefined ? null : new Set(operations);
  const globs = paths?.map(globToRegExp) ?? null;
  const skipped = new Set(Object.entries(config.operations ?? {}).flatMap(([key, entry]) => (entry.skip === true ? [key] : [])));
  const chosen = api.operations.filter((operation) => {
    const key = operationKey(operation);
    if (skipped.has(key) || (operation.id !== null && skipped.has(operation.id))) return false;
    if (deprecated === "exclude" && operation.docs.deprecated) return false;
    if (tagSet !== null && !operation.tags.some((tag) => tagSet.has(tag))) return false;
    if (globs !== null && !globs.some((glob) => glob.test(operation.path))) return false;
    return idSet === null || idSet.has(key) || (operation.id !== null && idSet.has(operation.id));
  });
  return byPointer(chosen);
}

/** `*` stays within a path segment, `**` crosses them, `?` is one character; anything else stands for itself. */
export function globToRegExp(glob: string): RegExp {
  const source = glob.replace(/\*\*\/?|\*|\?|[.+^${}()|[\]\\]/g, (part) => {
    if (part === "**/") return "(?:.*/)?";
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    return part === "?" ? "[^/]" : `\\${part}`;
  });
  return new RegExp(`^${source}$`, "u");
}

/** In the order of their places, whatever order the document has: so that key order changes nothing. */
export function byPointer<T extends { readonly at: string }>(nodes: readonly T[]): readonly T[] {
  return [...nodes].sort((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0));
}
