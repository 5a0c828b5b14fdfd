import { type Model, noDocs, type Schema } from "../ir/index.js";
import type { Lowering, ModelDraft, Mutable } from "./scope.js";

/**
 * Adds a base model (`<key>~base`, named `<name>Base`) with what a model shares with those that are made of it, and turns their
 * references in `allOf` towards it. Gives its key.
 */
export function addBase(lowering: Lowering, draft: ModelDraft, schema: Schema): string {
  const key = `${draft.key}~base`;
  const model: Mutable<Model> = { key, name: `${draft.name}Base`, schema, docs: draft.model?.docs ?? noDocs, extensions: [], at: draft.key };
  lowering.models.set(key, { ...draft, key, name: model.name, model });
  for (const ref of lowering.inheritance.bases.get(draft.key) ?? []) ref.model = key;
  return key;
}
