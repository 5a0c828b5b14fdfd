import type { ClientConfig, OperationConfig } from "../../generator/plan/config/client-config.js";
import type { Random } from "./random.js";

/** Settings that change what is printed, as client.yaml may hold them for any document. */
export function anyConfig(chance: Random): ClientConfig {
  const pick = <T>(...values: readonly T[]): T => values[chance.below(values.length)] as T; // below() stays within the list
  const defaults: readonly OperationConfig[] = [
    {},
    { body: "nested" },
    { body: "flat" },
    { body: "optional" },
    { unwrap: "/data" },
    { lift: { id: "/data/id", constructor: "/value" } },
    { rename: { id: "name", name: "id", "query.type": "class" } },
    { fixed: { id: "1", type: "a" } },
    { variables: ["id", "name"] },
    { out: pick("json", "text", "bytes", "blob", "stream", "xml", "none", "sse", "jsonl") },
    { pages: { style: "cursor", items: "/data", cursor: "name", next: "/id" } },
    { pages: { style: "page", items: "", page: "id" } },
    { pages: { style: "link", items: "/items" } },
    { poll: { at: { self: true }, status: "/type", done: ["a"], result: "/data" } },
    { repeat: pick("safe", "idempotent", "never"), encoding: "gzip", auth: [] },
  ];
  return {
    types: {
      dates: pick("string", "date", "temporal"),
      int64: pick("number", "bigint", "string"),
      enums: pick("union", "const"),
      binary: pick("blob", "bytes", "stream"),
      open: pick(true, false),
    },
    defaults: pick(...defaults),
    names: pick(
      {},
      { models: { Pet: "Client", Record: "Pet", Left: "Right" } },
      { groups: { Record: "client", class: "a.b.c", pet: "constructor" } },
      { strip: ["get", "list_"] },
    ),
  };
}
