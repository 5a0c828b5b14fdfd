import type { Report } from "../diagnostics.js";
import { type Api, emptyApi, type SpecDocument } from "../ir/index.js";
import { isObject } from "../schema/json.js";
import { openScope } from "../schema/open-scope.js";
import { fail } from "../schema/scope.js";
import { settleModels } from "../schema/settle-models.js";
import { lowerDocument } from "./document.js";

/**
 * An AsyncAPI document (2.x or 3.x) as an Api. Never throws: what can't be generated is left out with an error, everything
 * doubtful is generated wider with a warning. Linear in the document's size.
 */
export function lowerAsyncApi(document: SpecDocument, report: Report): Api {
  const scope = openScope(document, "3.1", report);
  const at = `${scope.file.name}#`;
  if (!isObject(document.root)) {
    fail(scope, "document-invalid", { at, message: "The document is not an object: nothing can be generated.", remedy: "Give an AsyncAPI document." });
    return emptyApi;
  }
  const parts = lowerDocument({ scope, node: document.root, at });
  return { ...emptyApi, ...parts, models: settleModels(scope) };
}
