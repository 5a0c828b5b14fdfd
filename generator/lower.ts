import type { Report } from "./diagnostics.js";
import type { Api, SpecDocument } from "./ir/index.js";
import { lowerOpenApi } from "./openapi/lower.js";

/** A document of either kind as an Api; the AsyncAPI reader is loaded only where there is such a document. */
export async function lower(document: SpecDocument, report: Report): Promise<Api> {
  if (document.kind === "openapi") return lowerOpenApi(document, report);
  return (await import("./asyncapi/lower.js")).lowerAsyncApi(document, report);
}

/** What @asyncapi/parser thinks of an AsyncAPI document; nothing of any other. */
export async function validate(document: SpecDocument, report: Report): Promise<void> {
  if (document.kind === "asyncapi") await (await import("./asyncapi/validate.js")).validateAsyncApi(document, report);
}
