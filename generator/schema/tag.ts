import type { JsonValue, Tagging } from "../ir/index.js";
import { docsOf } from "./docs.js";
import { isObject, textAt } from "./json.js";

/** The declared tags, each name once, in document order. */
export function lowerTags(list: readonly JsonValue[]): readonly Tagging[] {
  const tags = new Map<string, Tagging>();
  for (const each of list) {
    const name = isObject(each) ? textAt(each, "name") : null;
    if (!isObject(each) || name === null || tags.has(name)) continue;
    tags.set(name, { name, docs: docsOf(each), parent: textAt(each, "parent"), title: textAt(each, "x-displayName") ?? textAt(each, "summary") });
  }
  return [...tags.values()];
}
