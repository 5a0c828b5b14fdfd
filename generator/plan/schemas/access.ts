import type { Model } from "../../ir/index.js";
import { walkSchema } from "./schema-views.js";

/**
 * Keys of the models whose input and output differ: a readOnly or writeOnly mark stands in them or in a model that they
 * refer to. Linear: marks are found once and carried back along the references.
 */
export function modelsWithMarks(models: Iterable<Model>): ReadonlySet<string> {
  const users = new Map<string, string[]>();
  const marked = new Set<string>();
  const queue: string[] = [];
  const mark = (key: string): void => {
    if (marked.has(key)) return;
    marked.add(key);
    queue.push(key);
  };
  for (const model of models) {
    walkSchema(model.schema, (schema) => {
      if (schema.kind === "object" && schema.fields.some((field) => field.access !== null)) mark(model.key);
      if (schema.kind !== "ref") return;
      const list = users.get(schema.model);
      if (list === undefined) users.set(schema.model, [model.key]);
      else list.push(model.key);
    });
  }
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) for (const user of users.get(key) ?? []) mark(user);
  return marked;
}
