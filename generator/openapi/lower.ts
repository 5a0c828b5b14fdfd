import type { Report } from "../diagnostics.js";
import { type Api, emptyApi, type SpecDocument } from "../ir/index.js";
import { isObject } from "../schema/json.js";
import { openScope } from "../schema/open-scope.js";
import { type Dialect, fail } from "../schema/scope.js";
import { settleModels } from "../schema/settle-models.js";
import { lowerDocument } from "./document.js";

/**
 * An OpenAPI document (3.x, or Swagger 2.0 as it is) as an Api. Never throws: what can't be generated is left out with an error,
 * everything doubtful is generated wider with a warning. Linear in the document's size.
 */
export function lowerOpenApi(document: SpecDocument, report: Report): Api {
  const scope = openScope(document, dialectOf(document), report);
  if (!isObject(document.root)) {
    fail(scope, "document-invalid", {
      at: `${scope.file.name}#`,
      message: "The document is not an object: nothing can be generated.",
      remedy: "Give an OpenAPI document.",
    });
    return emptyApi;
  }
  const parts = lowerDocument({ scope, node: document.root, at: `${scope.file.name}#` });
  return { ...emptyApi, ...parts, models: settleModels(scope) };
}

function dialectOf({ version }: SpecDocument): Dialect {
  return version === "2.0" || version === "3.0" || version === "3.1" || version === "3.2" ? version : "3.1";
}
