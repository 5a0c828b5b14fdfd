import { doubt, type Report } from "../diagnostics.js";
import type { JsonValue } from "../ir/index.js";
import type { HeaderView } from "../plan/views.js";
import type { EmittedFile } from "./emitted-file.js";
import { fileHeader } from "./header.js";

/** An OpenAPI 3 document that refers to nothing outside itself. */
export interface PathsSource {
  readonly root: JsonValue;
  readonly header: HeaderView;
}

/**
 * `paths.ts`, written by openapi-typescript, which is loaded only here. null, with a warning, for documents that it can't
 * read (Swagger 2.0, invalid ones): then there is no `raw` either.
 */
export async function printPaths(source: PathsSource, report: Report): Promise<EmittedFile | null> {
  const refuse = (why: string): null => {
    report(doubt("raw-unavailable", "#", `paths.ts can't be generated: ${why}`, "Set `raw: false` in client.yaml, or mend the document."));
    return null;
  };
  try {
    const { default: openapiTS, astToString } = await import("openapi-typescript");
    // openapi-typescript changes the object that it is given.
    const nodes = await openapiTS(JSON.stringify(source.root), { silent: true, alphabetize: false });
    return { path: "paths.ts", text: `${fileHeader(source.header)}\n\n${astToString(nodes)}` };
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}
