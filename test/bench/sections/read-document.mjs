import { readFile } from "node:fs/promises";

const cache = new Map();

/** A document as plain data; parsed once. */
export async function readDocument(path) {
  if (!cache.has(path)) {
    const text = await readFile(path, "utf8");
    cache.set(path, path.endsWith(".json") ? JSON.parse(text) : (await import("yaml")).parse(text, { maxAliasCount: -1 }));
  }
  return cache.get(path);
}
