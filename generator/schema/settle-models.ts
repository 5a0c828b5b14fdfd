import type { Model } from "../ir/index.js";
import { convertMarkedModels } from "./binary.js";
import { breakCircles } from "./circles.js";
import { lowerModels } from "./model.js";
import type { Scope } from "./scope.js";
import { settleInheritance } from "./settle-inheritance.js";
import { settleUnions } from "./settle-unions.js";
import { tellKeptNames } from "./vendor-name.js";

/**
 * The models that were met, complete: what could only be worked out once all were known (inheritance, discriminators, bytes,
 * circles) is done. By key: the order of places, whatever the order of keys in the document.
 */
export function settleModels(scope: Scope): readonly Model[] {
  const { lowering } = scope;
  lowerModels(lowering);
  settleInheritance(lowering);
  settleUnions(lowering);
  convertMarkedModels(scope);
  breakCircles(scope);
  tellKeptNames(scope);
  const models: Model[] = [];
  for (const draft of lowering.models.values()) if (draft.model !== null) models.push(draft.model);
  return models.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}
